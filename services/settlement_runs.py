"""A settlement run as staff see it: what is due and would be paid, what waits, settling it now."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.due_work import BEGINNING, DueItem, DueWork
from domain.errors import NotFound, Refusal
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.people import Actor
from domain.reasons import ensure_reason
from domain.settlement_waits import LEFT_OUT_FOR, PATIENCE, LeftOutBefore, Unsettled
from services import notices, setbacks, settlements
from services.authority import need
from services.repeats import LATELY
from services.settlements import SETTLERS
from storage import left_out
from storage import settlement_runs as rows
from storage import settlements as fixed
from storage.absence import is_away
from storage.apart import apart

MOST_AT_ONCE: Final = 100  # of one unit of work: what else is written waits a blink
MOST_SHOWN: Final = 8
AHEAD: Final = timedelta(days=1)


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
class SetBackPart:
    """One that raised when it was settled, with the error; the clock tries it again."""

    assignment_id: int
    title: str
    campaign: str
    problem: str
    tries: int
    again_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """`parts` are what was due first; `waiting` some of `exceptions` in all.

    `set_back` are due too; `broken` some of them.
    """

    due: int
    set_back: int
    broken: tuple[SetBackPart, ...]
    parts: tuple[DuePart, ...]
    exceptions: int
    waiting: tuple[Unsettled, ...]
    coming: int  # cut-offs within AHEAD
    next: tuple[DuePart, ...]  # the first of them, with what they come to so far

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
    found_waiting = rows.exceptions(conn, now, waited_until, most_waiting)
    return Run(
        rows.count_due(conn, now, waited_until),
        len(set_back),
        tuple(_broken(conn, set_back[:most_waiting])),
        tuple(_parts(conn, found, now)),
        rows.count_exceptions(conn, now, waited_until),
        tuple(_with_amount(conn, each, now) for each in found_waiting),
        rows.count_coming(conn, now, now + AHEAD),
        tuple(_next(conn, now)),
    )


def unheard(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Unsettled:
    """One whose floor a person may pay, with what that is; NotFound for any other."""
    need(actor, *SETTLERS, verb="settle")
    found = rows.waiting(conn, assignment_id, now, now - PATIENCE)
    if found is None or not found.takes_floor:
        raise NotFound("due_part")
    return _with_amount(conn, found, now)


def _with_amount(conn: Connection, each: Unsettled, now: datetime) -> Unsettled:
    """With what the button beside it would pay."""
    if each.left_out is not None:
        return replace(each, comes_to=settlements.so_far(conn, each.assignment_id))
    if not each.takes_floor:
        return each
    floor = settlements.would_pay(conn, each.assignment_id, by_hand=True, now=now)
    return replace(each, floor=floor)


def _broken(conn: Connection, found: list[DueItem]) -> Iterator[SetBackPart]:
    ids = [assignment_id for _, assignment_id in found]
    told, why = rows.described(conn, ids), setbacks.of(conn, DueWork.SETTLEMENT, ids)
    for number in ids:
        problem, tries, again_at = why[number]
        of = told[number]
        yield SetBackPart(number, of.title, of.campaign, problem, tries, again_at)


def _parts(conn: Connection, found: list[DueItem], now: datetime) -> Iterator[DuePart]:
    """By their cut-off."""
    return _priced(conn, found, partial(settlements.would_pay, conn, now=now))


def _next(conn: Connection, now: datetime) -> Iterator[DuePart]:
    found = rows.coming(conn, now, now + AHEAD, MOST_SHOWN)
    return _priced(conn, found, partial(settlements.so_far, conn))


def _priced(
    conn: Connection, found: list[DueItem], price: Callable[[int], Owed | None]
) -> Iterator[DuePart]:
    told = rows.described(conn, [assignment_id for _, assignment_id in found])
    for settle_at, assignment_id in found:
        owed = price(assignment_id)
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


def settle_one(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> bool:
    """One due part alone, also one that was left out or is set back; False when it raised again.

    Refusals: NotAllowed, NotFound (not due, or held), OwnWork (a linked person's too).
    """
    need(actor, *SETTLERS, verb="settle")

    def after_all() -> None:
        left_out.end(conn, assignment_id, actor.person_id, now)
        settlements.settle_one(conn, actor, assignment_id, now=now)

    return _apart(conn, assignment_id, after_all, now)


def is_settled_lately(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> bool:
    """Whether a part of it was fixed a moment ago: what a second tap wants is done."""
    need(actor, *SETTLERS, verb="settle")
    return fixed.is_settled_since(conn, assignment_id, now - LATELY)


def leave_out(
    conn: Connection, actor: Actor, assignment_id: int, reason: str, *, now: datetime
) -> int:
    """Neither a run nor the clock settles one due part for LEFT_OUT_FOR; its creator is told why.

    Returns the assignment's id. Refusals: as settle_one, ReasonMissing, LeftOutBefore.
    """
    reason = ensure_reason(reason)
    due = settlements.held_by_hand(conn, actor, assignment_id, now=now)
    if left_out.was(conn, assignment_id):
        raise LeftOutBefore
    until = now + LEFT_OUT_FOR
    left_out.add(conn, assignment_id, due.settle_at, reason, actor.person_id, until, now)
    notices.queue(
        conn,
        due.facts.person_id,
        NoticeKind.LEFT_OUT,
        {
            "assignment_id": assignment_id,
            "title": due.title,
            "reason": reason,
            "until": until.isoformat(),
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"left_out:{assignment_id}:{due.settle_at.isoformat()}",
        now=now,
    )
    return assignment_id


def _line(conn: Connection, now: datetime) -> tuple[list[DueItem], list[DueItem]]:
    """Those that are set back, and the first of the others that are due."""
    again_at = setbacks.again_at(conn, DueWork.SETTLEMENT)
    waiting = {item_id for item_id, at in again_at.items() if at > now}
    found = settlements.due(conn, BEGINNING, most=MOST_AT_ONCE + len(waiting), now=now)
    others = [each for each in found if each[1] not in waiting]
    return [each for each in found if each[1] in waiting], others[:MOST_AT_ONCE]


def _settle(conn: Connection, assignment_id: int, now: datetime) -> bool:
    def in_its_turn() -> bool:
        return settlements.settle(conn, assignment_id, now=now)

    return _apart(conn, assignment_id, in_its_turn, now)


def _apart(
    conn: Connection, assignment_id: int, deed: Callable[[], bool | None], now: datetime
) -> bool:
    """One that raises is set back with its error; a refusal goes on."""
    try:
        with apart(conn):
            return deed() is not False
    except Refusal:
        raise
    except Exception as error:
        if is_away(error):
            raise
        problem = setbacks.told(error)
        setbacks.set_back(conn, DueWork.SETTLEMENT, assignment_id, problem, now=now)
        return False
