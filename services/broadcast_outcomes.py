"""What came of a broadcast so far, by wording and reason; counting it for good is forgetting's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.broadcast import BroadcastFacts, Reason, VariantOutcome
from domain.contest import Verdict, verdicts
from domain.counted_links import LinkOutcome
from domain.people import Actor, Role
from services import broadcast_links
from services.authority import need
from services.broadcast_sheets import BroadcastSheet, as_it_stands
from storage import broadcast_outcomes, outcomes

MOST_REASONS: Final = 8


@dataclass(frozen=True, slots=True)
class BroadcastReport:
    """By variant in their order, why the rest did not arrive, and what came of counted links; once
    nothing waits any more also whether one of them did better.
    """

    sheet: BroadcastSheet
    variants: tuple[VariantOutcome, ...]
    reasons: tuple[Reason, ...]
    links: tuple[LinkOutcome, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def report(conn: Connection, actor: Actor, broadcast_id: int, *, now: datetime) -> BroadcastReport:
    """What came of it so far."""
    need(actor, Role.COORDINATOR, verb="broadcast")
    stands = as_it_stands(conn, broadcast_id, now=now)
    variants, why = _came_of(conn, stands.facts)
    links = broadcast_links.outcomes(conn, stands.facts)
    told = verdicts(variants) if stands.is_out else ()
    return BroadcastReport(stands, variants, why, links, told)


def _came_of(
    conn: Connection, found: BroadcastFacts
) -> tuple[tuple[VariantOutcome, ...], tuple[Reason, ...]]:
    """By its rows; of one that is long over what was written down before they went, which may have
    been while they were counted.
    """
    kept = broadcast_outcomes.of(conn, found.broadcast_id)
    if kept is None:
        counted = outcomes.by_variant(conn, found)
        reasons = outcomes.reasons(conn, found.broadcast_id, MOST_REASONS)
        kept = broadcast_outcomes.of(conn, found.broadcast_id)
        if kept is None:
            return tuple(counted), tuple(reasons)
    return kept.variants, kept.reasons[:MOST_REASONS]
