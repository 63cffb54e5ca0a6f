"""A settlement run as staff see it: what is due and would be paid, what waits, settling it now."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.due_work import BEGINNING, DueItem, DueWork
from domain.people import Actor
from domain.settlement_waits import Unsettled
from services import setbacks, settlements
from services.authority import need
from services.settlements import PATIENCE, SETTLERS
from storage import settlement_runs as rows
from storage.absence import is_away
from storage.apart import apart

MOST_AT_ONCE: Final = 100  # of one unit of work: what else is written waits a blink
MOST_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class DuePart:
    """What settling it now would pay; `settle_at` is its cut-off."""

    assignment_id: int
    title: str
    campaign: str
    name: str
    settle_at: datetime
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Run:
    """`parts` are what was due first; `waiting` some of `exceptions` in all.

    `set_back` raised when they were settled; they are due too, and tried again by the clock.
    """

    due: int
    set_back: int
    parts: tuple[DuePart, ...]
    exceptions: int
    waiting: tuple[Unsettled, ...]

    @property
    def sums(self) -> tuple[tuple[str, int], ...]:
        return sums(self.parts)


def sums(parts: Iterable[DuePart]) -> tuple[tuple[str, int], ...]:
    """(currency, minor units), by currency."""
    found: Counter[str] = Counter()
    for each in parts:
        found[each.currency] += each.amount_minor
    return tuple(sorted(found.items()))


def look(conn: Connection, actor: Actor, *, most_waiting: int = MOST_SHOWN, now: datetime) -> Run:
    """A dry run: nothing is fixed by it."""
    need(actor, *SETTLERS, verb="settle")
    set_back, found = _line(conn, now)
    waited_until = now - PATIENCE
    return Run(
        rows.count_due(conn, now, waited_until),
        set_back,
        tuple(_parts(conn, found, now)),
        rows.count_exceptions(conn, now, waited_until),
        tuple(rows.exceptions(conn, now, waited_until, most_waiting)),
    )


def _parts(conn: Connection, found: list[DueItem], now: datetime) -> Iterator[DuePart]:
    """By their cut-off."""
    told = rows.described(conn, [assignment_id for _, assignment_id in found])
    for settle_at, assignment_id in found:
        owed = settlements.would_pay(conn, assignment_id, now=now)
        if owed is not None:
            of = told[assignment_id]
            money = (owed.amount_minor, owed.currency)
            yield DuePart(assignment_id, of.title, of.campaign, of.name, settle_at, *money)


def settle_now(conn: Connection, actor: Actor, *, now: datetime) -> int:
    """What the clock would settle in its own time; how many parts were fixed.

    One that raises is set back, as by the clock, and undoes none of the others.
    """
    need(actor, *SETTLERS, verb="settle")
    _, found = _line(conn, now)
    return sum(_settle(conn, assignment_id, now) for _, assignment_id in found)


def _line(conn: Connection, now: datetime) -> tuple[int, list[DueItem]]:
    """How many are set back, and the first of the others that are due."""
    again_at = setbacks.again_at(conn, DueWork.SETTLEMENT)
    waiting = {item_id for item_id, at in again_at.items() if at > now}
    found = settlements.due(conn, BEGINNING, most=MOST_AT_ONCE + len(waiting), now=now)
    others = [each for each in found if each[1] not in waiting]
    return len(found) - len(others), others[:MOST_AT_ONCE]


def _settle(conn: Connection, assignment_id: int, now: datetime) -> bool:
    try:
        with apart(conn):
            return settlements.settle(conn, assignment_id, now=now)
    except Exception as error:
        if is_away(error):
            raise
        problem = setbacks.told(error)
        setbacks.set_back(conn, DueWork.SETTLEMENT, assignment_id, problem, now=now)
        return False
