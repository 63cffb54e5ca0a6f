"""How late due work is, kind by kind: the same questions that the jobs ask, for their first items.

A line is ordered by what its rows have; where that is no moment at which an item should be done,
`since` says one. Who has no digest planned is looked for among the creators who came last, as the
job walks through all of them; once planned, it is a reminder.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from domain.due_work import BEGINNING, Due, DueElsewhere, DueItem, DueWork
from domain.settlement_waits import PATIENCE
from services import (
    broadcasts,
    dispute_clocks,
    pot_windows,
    pots,
    reminders,
    reviews,
    risk,
    risk_clocks,
    settlements,
    short_budgets,
    tracking,
)
from storage import lateness, setbacks

_LOOKED_AT: Final = 200
_ASKED_SINCE: Final = 20  # first ones of a line that is in another order
HOUR: Final = timedelta(hours=1)
NEVER_LATE: Final = frozenset({DueElsewhere.MESSAGE})

Since = Callable[[Connection, DueItem, datetime], datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """`due` as the job asks it; without `since` its items say themselves since when they are."""

    due: Callable[..., list[DueItem]]
    since: Since | None = None


def _imports(
    conn: Connection, after: DueItem = BEGINNING, *, most: int, now: datetime
) -> list[DueItem]:
    return lateness.imports(conn)[:most]


def _without_digest(
    conn: Connection, after: DueItem = BEGINNING, *, most: int, now: datetime
) -> list[DueItem]:
    return lateness.without_digest(conn, most)


def _clicks(conn: Connection, item: DueItem, now: datetime) -> datetime:
    """The hour they were made in has to be over, and what was gathered in it written."""
    return item[0] + HOUR + tracking.GATHERED_WITHIN


LINES: Final[Mapping[DueWork, Line]] = {
    DueWork.REMINDER: Line(reminders.due),
    DueWork.APPROVAL: Line(reviews.overdue),
    DueWork.SETTLEMENT: Line(settlements.due),
    DueWork.MATURITY: Line(settlements.ripe),
    DueWork.BROADCAST: Line(broadcasts.sent_out, lateness.sent_out),
    DueWork.READINGS: Line(
        settlements.unmeasured, partial(lateness.readings, every=settlements.ASKED_EVERY)
    ),
    DueWork.CLICKS: Line(tracking.due, _clicks),
    DueWork.DIGEST: Line(_without_digest, lateness.digest),
    DueWork.RISK_LOOK: Line(risk.unseen),
    DueWork.RISK_CLOCK: Line(risk_clocks.due),
    DueWork.POT: Line(pots.due, partial(lateness.pot, patience=PATIENCE)),
    DueWork.SHORT_BUDGET: Line(
        short_budgets.due, partial(lateness.short_budget, every=short_budgets.AT_MOST_EVERY)
    ),
    DueWork.IMPORT: Line(_imports),
    DueWork.DISPUTE_CLOCK: Line(dispute_clocks.due),
    DueWork.POT_WINDOW: Line(pots.due_windows, partial(lateness.window, patience=PATIENCE)),
    DueWork.WINDOW_LOOK: Line(
        pot_windows.unseen, partial(lateness.window_look, every=pot_windows.SEEN_FOR)
    ),
}


def seconds(
    conn: Connection, switched_off: Set[Due] = frozenset(), *, now: datetime
) -> dict[Due, float]:
    """For how long the most overdue of each kind waits; what was set back counts as a setback.

    What is `switched_off` has no lag: nobody is to do it.
    """
    late: dict[Due, float] = {work: _ago(_oldest(conn, work, now), now) for work in LINES}
    for each, first in lateness.ELSEWHERE.items():
        if each not in switched_off:
            late[each] = _ago(first(conn, now), now)
    return late


def _oldest(conn: Connection, work: DueWork, now: datetime) -> datetime | None:
    line, set_back = LINES[work], setbacks.again_at(conn, work)
    most = _ASKED_SINCE if line.since else 1
    page = line.due(conn, BEGINNING, most=_LOOKED_AT if set_back else most, now=now)
    waiting = [item for item in page if item[1] not in set_back][:most]
    if line.since is None:
        return waiting[0][0] if waiting else None
    return min((line.since(conn, item, now) for item in waiting), default=None)


def _ago(at: datetime | None, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds()) if at else 0.0
