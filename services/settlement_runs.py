"""A settlement run as staff see it: what is due and would be paid, what waits, settling it now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.due_work import BEGINNING
from domain.people import Actor
from services import settlements
from services.authority import need
from services.settlements import PATIENCE, SETTLERS
from storage import settlement_runs as rows
from storage.settlement_runs import Unsettled

__all__ = ["Run", "Unsettled", "look", "settle_now"]

MOST_AT_ONCE: Final = 100  # of one unit of work: what else is written waits a blink
MOST_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Run:
    """`sums` by currency, of the `priced` that were due first; `waiting` of `exceptions` in all."""

    due: int
    priced: int
    sums: tuple[tuple[str, int], ...]
    exceptions: int
    waiting: tuple[Unsettled, ...]


def look(conn: Connection, actor: Actor, *, now: datetime) -> Run:
    """A dry run: nothing is fixed by it."""
    need(actor, *SETTLERS, verb="settle")
    sums: Counter[str] = Counter()
    found = settlements.due(conn, BEGINNING, most=MOST_AT_ONCE, now=now)
    for _, assignment_id in found:
        owed = settlements.would_pay(conn, assignment_id, now=now)
        if owed is not None:
            sums[owed.currency] += owed.amount_minor
    waited_until = now - PATIENCE
    return Run(
        rows.count_due(conn, now, waited_until),
        len(found),
        tuple(sorted(sums.items())),
        rows.count_exceptions(conn, now, waited_until),
        tuple(rows.exceptions(conn, now, waited_until, MOST_SHOWN)),
    )


def settle_now(conn: Connection, actor: Actor, *, now: datetime) -> int:
    """What the clock would settle in its own time; how many parts were fixed."""
    need(actor, *SETTLERS, verb="settle")
    return settlements.settle_due(conn, now=now, most=MOST_AT_ONCE)
