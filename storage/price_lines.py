"""Price lines as a settlement's JSON column keeps them; what they mean is domain/pricing."""

from collections.abc import Sequence
from typing import Any

from domain.pricing import Counted, LineKind, PriceLine
from domain.terms import Interaction


def to_json(lines: Sequence[PriceLine]) -> list[dict[str, Any]]:
    return [
        {
            "kind": line.kind,
            "quantity": line.quantity,
            "rate_per_mille_minor": line.rate_per_mille_minor,
            "subtotal_minor": line.subtotal_minor,
            "rounding_per_mille": line.rounding_per_mille,
            "counted": [[each.interaction, each.count] for each in line.counted],
            **({"step_at": line.step_at} if line.step_at else {}),
        }
        for line in lines
    ]


def from_json(lines: list[dict[str, Any]]) -> tuple[PriceLine, ...]:
    return tuple(
        PriceLine(
            LineKind(line["kind"]),
            line["quantity"],
            line["rate_per_mille_minor"],
            line["subtotal_minor"],
            line["rounding_per_mille"],
            tuple(Counted(Interaction(name), count) for name, count in line["counted"]),
            line.get("step_at", 0),
        )
        for line in lines
    )
