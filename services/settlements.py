"""Amounts are fixed at the cut-off, mature after the hold period; taking back is reversals.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import pricing
from domain.assignment import AssignmentStatus
from domain.basis import Basis, CutOff, Evidence, basis_of
from domain.delivery import DeliveryClass, ReminderKind
from domain.due_work import BEGINNING, DueItem
from domain.ledger import Owed, Posting
from domain.people import Role
from domain.pricing import Priced
from services import ledger, notices, staff_notices
from storage import assignments, budgets, evidence, maturity, metrics, reminders, settlements
from storage import ledger as chain
from storage.reminders import ReminderRow
from storage.settlements import Due, NewSettlement

FINAL: Final = "final"  # the only checkpoint until terms carry several
PATIENCE: Final = timedelta(days=14)
"""How long after the cut-off a reading may still come; then the floor is paid, no estimate."""
ASKED_EVERY: Final = timedelta(days=3)  # coordinators whose campaigns wait for data
TOLD_EVERY: Final = timedelta(hours=1)  # what was settled unread in that time is one notice
TOLD_AFTER: Final = timedelta(minutes=5)  # by then the last unit of that time has committed
_COORDINATORS: Final = frozenset({Role.COORDINATOR})


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A due assignment with its amount, fixed `at`, and what it follows from."""

    due: Due
    basis: Basis
    last_news_id: int
    priced: Priced
    at: datetime

    @property
    def payable_at(self) -> datetime:
        return self.at + timedelta(days=self.due.terms.hold_days)

    @property
    def owed(self) -> Owed:
        return Owed(self.due.facts.person_id, self.priced.amount_minor, self.due.currency)

    @property
    def is_exception(self) -> bool:
        """Paid by what is counted, and nobody ever told of it."""
        return self.due.is_unheard and not self.basis.is_told


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Assignments whose amount is to be fixed, by their cut-off, behind `after`."""
    return settlements.due(conn, after, now, now - PATIENCE, most)


def settle(conn: Connection, assignment_id: int, *, now: datetime) -> bool:
    """Fix one due amount; False when it is not due any more, or another was first."""
    held = settlements.hold_due(conn, assignment_id, now, now - PATIENCE)
    if held is None:
        return False
    fixed = _fixed(held, _evidence(conn, held), now)
    _close(conn, fixed)
    _tell(conn, fixed)
    facts, amount_minor = held.facts, fixed.priced.amount_minor
    budgets.earn(conn, facts.campaign_id, facts.reserved_minor, amount_minor)
    if amount_minor:
        chain.post(conn, [_posting(fixed)])
    if fixed.is_exception:
        _remember_unread(conn, facts.campaign_id, now)
    return True


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


def _fixed(due: Due, came: Evidence, now: datetime) -> _Fixed:
    assert due.facts.cutoff_at is not None  # it has passed
    basis = basis_of(due.terms, came, CutOff.of(due.terms, due.facts.cutoff_at))
    return _Fixed(due, basis, came.last_news_id, pricing.price(due.terms, basis), now)


def _close(conn: Connection, fixed: _Fixed) -> None:
    """The assignment is settled, its settlement row written."""
    due, facts = fixed.due, fixed.due.facts
    moved = assignments.move(
        conn, facts, AssignmentStatus.SETTLED, actor_id=None, now=fixed.at, reserved_minor=0
    )
    assert moved  # its row is held by this unit of work
    settlements.add(
        conn,
        NewSettlement(
            facts.assignment_id,
            FINAL,
            facts.terms_id,
            due.post_id,
            fixed.basis.reading.snapshot_id if fixed.basis.reading else None,
            fixed.last_news_id,
            fixed.is_exception,
            facts.person_id,
            facts.campaign_id,
            fixed.priced.amount_minor,
            due.currency,
            fixed.priced.lines,
            settled_at=fixed.at,
            payable_at=fixed.payable_at,
        ),
    )


def _tell(conn: Connection, fixed: _Fixed) -> None:
    due, facts = fixed.due, fixed.due.facts
    notices.queue(
        conn,
        facts.person_id,
        "settled",
        {
            "assignment_id": facts.assignment_id,
            "title": due.title,
            "amount_minor": fixed.priced.amount_minor,
            "currency": due.currency,
            "payable_at": fixed.payable_at.isoformat(),
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"settled:{facts.assignment_id}:{FINAL}",
        now=fixed.at,
    )


def _posting(fixed: _Fixed) -> Posting:
    facts = fixed.due.facts
    return ledger.settled(facts.assignment_id, FINAL, facts.campaign_id, fixed.owed, at=fixed.at)


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
    staff_notices.tell(conn, _COORDINATORS, "settled_unread", facts, key, now=now)
    return True


def unmeasured(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Campaigns whose posts wait for data, oldest first, behind `after`."""
    return settlements.all_unmeasured(conn, after, now, most)


def ask_for_readings(conn: Connection, campaign_id: int, *, now: datetime) -> bool:
    """Remind coordinators of one campaign's posts that wait for data; False when none does."""
    waiting = settlements.unmeasured(conn, campaign_id, now)
    if waiting is None:
        return False
    facts = {"campaign_id": campaign_id, "title": waiting.title, "posts": waiting.posts}
    key = f"{campaign_id}:{now.toordinal() // ASKED_EVERY.days}"
    staff_notices.tell(conn, _COORDINATORS, "readings_missing", facts, key, now=now)
    return True


def ripe(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Settlements whose hold period is over, by its end, behind `after`."""
    return maturity.ripe(conn, after, now, most)


def mature(conn: Connection, settlement_id: int, *, now: datetime) -> bool:
    """Pending → payable; False when it is not ripe any more, or another was first."""
    held = maturity.hold(conn, settlement_id, now)
    if held is None:
        return False
    if held.amount_minor:
        chain.post(conn, [ledger.matured(settlement_id, held.owed, at=now)])
    maturity.mark(conn, settlement_id, now)
    return True


def mature_due(conn: Connection, *, now: datetime, most: int = 500) -> int:
    """All of it in one unit of work, as `settle_due`."""
    found = ripe(conn, BEGINNING, most=most, now=now)
    return sum(mature(conn, settlement_id, now=now) for _, settlement_id in found)
