"""Evidence as a row keeps it, and what makes two pieces the same oddity; nothing is judged here."""

import hashlib
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from domain.risk.evidence import Evidence, Measure, Quantity, Signal
from domain.risk.thresholds import Thresholds

_TIME: Final = "at"  # {"at": "2026-11-23T04:00:00+00:00"}


def packed(evidence: Evidence) -> dict[str, Any]:
    """As JSON takes it."""
    told = asdict(evidence)
    return told | {name: _packed(told[name]) for name in ("seen", "compared_with")}


def unpacked(told: dict[str, Any]) -> Evidence:
    known = told | {
        "signal": Signal(told["signal"]),
        "measure": Measure(told["measure"]),
        "seen": _unpacked(told["seen"]),
        "compared_with": _unpacked(told["compared_with"]),
        "assignments": tuple(told["assignments"]),
        "people": tuple(told["people"]),
    }
    return Evidence(**known)


def fingerprint(evidence: Evidence) -> str:
    """Equal for the same oddity however its numbers move: what was measured of what, and the
    nearest post that it names."""
    nearest = evidence.assignments[0] if evidence.assignments else ""
    return _digest(f"{evidence.measure}|{evidence.about}|{nearest}")


def version(limits: Thresholds) -> str:
    """Names a setting: equal settings, equal names."""
    told = sorted((each.name, _told(getattr(limits, each.name))) for each in fields(limits))
    return _digest(repr(told))


def _told(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _packed(value: Quantity | None) -> Any:
    return {_TIME: value.isoformat()} if isinstance(value, datetime) else value


def _unpacked(value: Any) -> Any:
    return datetime.fromisoformat(value[_TIME]) if isinstance(value, dict) else value
