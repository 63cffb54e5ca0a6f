"""Amounts are fixed at the cut-off, mature after the hold period; taking back is reversals.py."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints
from domain.basis import CutOff, Evidence, basis_of
from domain.checkpoints import FINAL, Settling
from domain.delivery import ReminderKind
from domain.due_work import BEGINNING, DueItem
from domain.errors import NotFound
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.receivable import RECOVERY_PERCENT
from domain.reminder_rules import USUAL, ReminderRules
from domain.settlement_waits import PATIENCE
from services import ledger, parts, receivables, staff_notices
from services.authority import need, need_unlinked
from services.parts import Part
from storage import (
    assignments,
    campaigns,
    due_settlements,
    evidence,
    maturity,
    metrics,
    reminders,
    rooms,
    settlements,
)
from storage import ledger as chain
from storage.due_settlements import Due
from storage.pots import Worth
from storage.reminders import ReminderRow

SETTLERS: Final = (Role.FINANCE, Role.COORDINATOR)
ASKED_EVERY: Final = timedelta(days=3)  # coordinators whose campaigns wait for data
TOLD_EVERY: Final = timedelta(hours=1)  # what was settled unread in that time is one notice
TOLD_AFTER: Final = timedelta(minutes=5)  # by then the last unit of that time has committed
_COORDINATORS: Final = frozenset({Role.COORDINATOR})


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Assignments whose amount is to be fixed, by their cut-off, behind `after`."""
    return due_settlements.due(conn, after, now, now - PATIENCE, most)


def settle(conn: Connection, assignment_id: int, *, now: datetime) -> bool:
    """Fix one due part; False when it is not due any more, or another was first."""
    return bool(settle_all(conn, [assignment_id], now=now))


def settle_all(conn: Connection, assignment_ids: Sequence[int], *, now: datetime) -> set[int]:
    """Fix the due part of each, as they fell due; those of which one was."""
    held = due_settlements.hold_due(conn, assignment_ids, now, now - PATIENCE)
    if held:
        _fix(conn, held, now)
    return {due.facts.assignment_id for due in held}


def settle_unheard(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> int:
    """A person says that nothing is waited for any more: what is certain is paid, no estimate.

    Returns the assignment's id. Refusals: NotAllowed, NotFound (not due, or held), OwnWork (a
    linked person's too).
    """
    due_ = held_by_hand(conn, actor, assignment_id, by_hand=True, now=now)
    _fix(conn, [due_], now, actor.person_id)
    return assignment_id


def settle_one(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> int:
    """A person settles one due part before the clock does. The same refusals."""
    _fix(conn, [held_by_hand(conn, actor, assignment_id, now=now)], now, actor.person_id)
    return assignment_id


def held_by_hand(
    conn: Connection, actor: Actor, assignment_id: int, *, by_hand: bool = False, now: datetime
) -> Due:
    """One due part that this person may say something of; ours until the unit of work ends."""
    need(actor, *SETTLERS, verb="settle")
    held = due_settlements.hold_due(conn, [assignment_id], now, now - PATIENCE, by_hand=by_hand)
    if not held:
        raise NotFound("due_part")
    need_unlinked(conn, actor, held[0].facts.person_id, verb="settle")
    return held[0]


def _fix(conn: Connection, held: Sequence[Due], now: datetime, actor_id: int | None = None) -> None:
    """The parts are earned; at its last cut-off a work is settled, else the next one waits."""
    metrics.hold_posts(conn, [due.post_id for due in held if due.post_id is not None])
    found = _parts(conn, held, now)
    ended = [each.facts.assignment_id for each in found if each.checkpoint == FINAL]
    moved = assignments.settle(conn, ended, actor_id, now=now)
    assert moved == len(ended)  # their rows are held by this unit of work
    amounts = parts.fix(conn, found, now)
    goes_on = [
        (due.facts.assignment_id, amount_minor, _next(due, now))
        for due, part, amount_minor in zip(held, found, amounts, strict=True)
        if part.checkpoint != FINAL
    ]
    rooms.pay_out_until(conn, goes_on)
    for campaign_id in sorted({each.facts.campaign_id for each in found if each.unheard}):
        _remember_unread(conn, campaign_id, now)


def _next(due: Due, now: datetime) -> datetime | None:
    return checkpoints.next_cutoff(due.terms, _last(due), _decided_at(due, now))


def _decided_at(due: Due, now: datetime) -> datetime:
    return checkpoints.decided_at(due.terms, _last(due), due.settle_at, due.first_read_at, now)


def would_pay(
    conn: Connection, assignment_id: int, *, by_hand: bool = False, now: datetime
) -> Owed | None:
    """What `settle` would fix, `by_hand` `settle_unheard`, for a dry run; None when it is not due.

    Works of one creator or task that settle together may use up a cap between them.
    """
    due = due_settlements.look_due(conn, assignment_id, now, now - PATIENCE, by_hand=by_hand)
    if due is None:
        return None
    (part,) = _parts(conn, [due], now)
    return Owed(due.facts.person_id, parts.priced(conn, part).amount_minor, due.currency)


def so_far(conn: Connection, assignment_id: int) -> Owed:
    """What the next cut-off of approved work would fix if nothing more came."""
    due = due_settlements.look(conn, assignment_id)
    (part,) = _parts(conn, [due])
    return Owed(due.facts.person_id, parts.priced(conn, part).amount_minor, due.currency)


def worth(conn: Connection, assignment_id: int) -> Worth:
    """What approved work comes to by its cut-off, before caps and whatever it shares in."""
    due = due_settlements.look(conn, assignment_id)
    metrics.hold_posts(conn, [due.post_id] if due.post_id is not None else [])
    (part,) = _parts(conn, [due])
    alone = checkpoints.part(part.terms, part.checkpoint, part.basis, Settling()).amount_minor
    heard = part.came.last_reading_id, part.came.last_news_id
    return Worth(assignment_id, due.post_id, alone, *heard)


def settle_due(conn: Connection, *, now: datetime, most: int = 200) -> int:
    """All of it in one unit of work: for a past that nobody else lives in, as the demo's."""
    found = due(conn, BEGINNING, most=most, now=now)
    return len(settle_all(conn, [assignment_id for _, assignment_id in found], now=now))


def _parts(conn: Connection, found: Sequence[Due], now: datetime | None = None) -> list[Part]:
    """What the next cut-off of each decides, by what came of its post; or the one due by `now`."""
    ats = [_decided_at(due, now) if now else due.settle_at for due in found]
    names = [
        checkpoints.name_of(due.terms, _last(due), at) for due, at in zip(found, ats, strict=True)
    ]
    cutoffs = [
        checkpoints.cutoff_of(due.terms, checkpoint, _last(due))
        for due, checkpoint in zip(found, names, strict=True)
    ]
    came = evidence.deciding(
        conn,
        [
            (due.post_id, due.terms, cutoff.at)
            for due, cutoff in zip(found, cutoffs, strict=True)
            if due.post_id is not None
        ],
    )
    return [
        _part(due, checkpoint, cutoff, came.get(due.post_id or 0, Evidence()))
        for due, checkpoint, cutoff in zip(found, names, cutoffs, strict=True)
    ]


def _part(due: Due, checkpoint: str, cutoff: CutOff, came: Evidence) -> Part:
    basis = basis_of(due.terms, came, cutoff)
    return Part(
        due.facts,
        due.terms,
        due.title,
        due.currency,
        checkpoint,
        due.post_id,
        basis,
        came,
        due.is_unheard and not basis.is_told,
    )


def _last(due: Due) -> datetime:
    assert due.facts.cutoff_at is not None  # it is approved
    return due.facts.cutoff_at


def _remember_unread(conn: Connection, campaign_id: int, now: datetime) -> None:
    """Staff hear of a campaign's exceptions once an hour, all in one."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    told_at = hour + TOLD_EVERY + TOLD_AFTER
    row = ReminderRow(ReminderKind.SETTLED_UNREAD, "campaign", campaign_id, told_at)
    reminders.add(conn, [row])


def name_unread(conn: Connection, campaign_id: int, told_at: datetime, *, now: datetime) -> bool:
    """Paid by readings and none came: the floor was paid, and coordinators should know where."""
    until = told_at - TOLD_AFTER
    found = settlements.unread(conn, campaign_id, until - TOLD_EVERY, until)
    if found is None:
        return False
    facts = {"campaign_id": campaign_id, "title": found.title, "posts": found.posts}
    key = f"{campaign_id}:{until.isoformat()}"
    staff_notices.tell(conn, _COORDINATORS, NoticeKind.SETTLED_UNREAD, facts, key, now=now)
    return True


def unmeasured(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Campaigns whose posts wait for data, oldest first, behind `after`."""
    return due_settlements.all_unmeasured(conn, after, now, most)


def ask_for_readings(
    conn: Connection, campaign_id: int, *, rules: ReminderRules = USUAL, now: datetime
) -> bool:
    """Remind coordinators of one campaign's posts that wait for data; False when none does.

    They are asked again ASKED_EVERY after they last were, whatever came meanwhile.
    """
    waiting = due_settlements.unmeasured(conn, campaign_id, now)
    if waiting is None:
        return False
    if campaigns.note_asked(conn, campaign_id, now, not_since=now - ASKED_EVERY):
        facts = {"campaign_id": campaign_id, "title": waiting.title, "posts": waiting.posts}
        key = f"{campaign_id}:{now.isoformat()}"
        staff_notices.tell(conn, _COORDINATORS, NoticeKind.READINGS_MISSING, facts, key, now=now)
        kind, at = ReminderKind.READINGS_UNANSWERED, now + rules.readings
        reminders.add(conn, [ReminderRow(kind, "campaign", campaign_id, at)])
    return True


def ripe(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Settlements whose hold period is over, by its end, behind `after`."""
    return maturity.ripe(conn, after, now, most)


def mature(
    conn: Connection, settlement_id: int, *, now: datetime, percent: int = RECOVERY_PERCENT
) -> bool:
    """Pending → payable; False when it is not ripe any more, or another was first.

    Up to `percent` of it goes to what its creator owes.
    """
    held = maturity.hold(conn, settlement_id, now)
    if held is None:
        return False
    if held.amount_minor:
        chain.post(conn, [ledger.matured(settlement_id, held.owed, at=now)])
        receivables.set_off(conn, held, percent, now=now)
    maturity.mark(conn, settlement_id, now)
    return True


def mature_due(conn: Connection, *, now: datetime, most: int = 500) -> int:
    """All of it in one unit of work, as `settle_due`."""
    found = ripe(conn, BEGINNING, most=most, now=now)
    return sum(mature(conn, settlement_id, now=now) for _, settlement_id in found)
