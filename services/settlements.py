"""Amounts are fixed at the cut-off, mature after the hold period; taking back is reversals.py."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import checkpoints
from domain.assignment import AssignmentStatus
from domain.basis import Evidence, basis_of
from domain.checkpoints import FINAL, Settling
from domain.delivery import ReminderKind
from domain.due_work import BEGINNING, DueItem
from domain.errors import NotFound
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.receivable import RECOVERY_PERCENT
from services import ledger, parts, receivables, staff_notices
from services.authority import need, need_other
from services.parts import Part
from storage import (
    assignments,
    campaigns,
    evidence,
    maturity,
    metrics,
    reminders,
    rooms,
    settlements,
)
from storage import ledger as chain
from storage.reminders import ReminderRow
from storage.settlements import Due

SETTLERS: Final = (Role.FINANCE, Role.COORDINATOR)
PATIENCE: Final = timedelta(days=14)
"""How long after the cut-off a reading may still come; then the floor is paid, no estimate."""
ASKED_EVERY: Final = timedelta(days=3)  # coordinators whose campaigns wait for data
TOLD_EVERY: Final = timedelta(hours=1)  # what was settled unread in that time is one notice
TOLD_AFTER: Final = timedelta(minutes=5)  # by then the last unit of that time has committed
_COORDINATORS: Final = frozenset({Role.COORDINATOR})


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Assignments whose amount is to be fixed, by their cut-off, behind `after`."""
    return settlements.due(conn, after, now, now - PATIENCE, most)


def settle(conn: Connection, assignment_id: int, *, now: datetime) -> bool:
    """Fix one due part; False when it is not due any more, or another was first."""
    held = settlements.hold_due(conn, assignment_id, now, now - PATIENCE)
    if held is None:
        return False
    _fix(conn, held, now)
    return True


def settle_unheard(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> int:
    """A person says that nothing is waited for any more: what is certain is paid, no estimate.

    Returns the assignment's id. Refusals: NotAllowed, NotFound (not due, or held), OwnWork.
    """
    need(actor, *SETTLERS, verb="settle")
    held = settlements.hold_due(conn, assignment_id, now, now - PATIENCE, by_hand=True)
    if held is None:
        raise NotFound("assignment")
    need_other(actor, held.facts.person_id, verb="settle")
    _fix(conn, held, now, actor.person_id)
    return assignment_id


def _fix(conn: Connection, due: Due, now: datetime, actor_id: int | None = None) -> None:
    """The part is earned; at the last cut-off the work is settled, else the next one waits."""
    facts, part = due.facts, _part(due, _evidence(conn, due))
    if part.checkpoint == FINAL:
        moved = assignments.move(
            conn, facts, AssignmentStatus.SETTLED, actor_id=actor_id, now=now, reserved_minor=0
        )
        assert moved  # its row is held by this unit of work
    amount_minor = parts.fix(conn, part, now)
    if part.checkpoint != FINAL:
        settle_at = checkpoints.next_cutoff(due.terms, _last(due), due.settle_at)
        rooms.pay_out(conn, facts.assignment_id, amount_minor, settle_at=settle_at)
    if part.unheard:
        _remember_unread(conn, facts.campaign_id, now)


def would_pay(conn: Connection, assignment_id: int, *, now: datetime) -> Owed | None:
    """What `settle` would fix, for a dry run; None when it is not due.

    Works of one creator or task that settle together may use up a cap between them.
    """
    due = settlements.look_due(conn, assignment_id, now, now - PATIENCE)
    if due is None:
        return None
    part = _part(due, evidence.of_post(conn, due.post_id, due.terms))
    return Owed(due.facts.person_id, parts.priced(conn, part).amount_minor, due.currency)


def worth(conn: Connection, assignment_id: int) -> int:
    """What approved work comes to by its cut-off, before caps and whatever it shares in."""
    due = settlements.look(conn, assignment_id)
    part = _part(due, _evidence(conn, due))
    return checkpoints.part(part.terms, part.checkpoint, part.basis, Settling()).amount_minor


def settle_due(conn: Connection, *, now: datetime, most: int = 200) -> int:
    """All of it in one unit of work: for a past that nobody else lives in, as the demo's."""
    found = due(conn, BEGINNING, most=most, now=now)
    return sum(settle(conn, assignment_id, now=now) for _, assignment_id in found)


def _evidence(conn: Connection, due: Due) -> Evidence:
    """Of its post, of which nobody tells until this unit of work ends."""
    if due.post_id is None:
        return Evidence()
    metrics.hold_posts(conn, [due.post_id])
    return evidence.of_post(conn, due.post_id, due.terms)


def _part(due: Due, came: Evidence) -> Part:
    checkpoint = checkpoints.name_of(due.terms, _last(due), due.settle_at)
    cutoff = checkpoints.cutoff_of(due.terms, checkpoint, _last(due))
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
    return settlements.all_unmeasured(conn, after, now, most)


def ask_for_readings(conn: Connection, campaign_id: int, *, now: datetime) -> bool:
    """Remind coordinators of one campaign's posts that wait for data; False when none does.

    They are asked again ASKED_EVERY after they last were, whatever came meanwhile.
    """
    waiting = settlements.unmeasured(conn, campaign_id, now)
    if waiting is None:
        return False
    if campaigns.note_asked(conn, campaign_id, now, not_since=now - ASKED_EVERY):
        facts = {"campaign_id": campaign_id, "title": waiting.title, "posts": waiting.posts}
        key = f"{campaign_id}:{now.isoformat()}"
        staff_notices.tell(conn, _COORDINATORS, NoticeKind.READINGS_MISSING, facts, key, now=now)
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
