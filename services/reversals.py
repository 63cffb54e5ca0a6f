"""Taking back work that counted: the slot and the money return by new rows, none is edited."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.assignment import AssignmentFacts, AssignmentStatus, ensure_leads_to
from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.hearing import ensure_words
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.settlement import RetentionOver, VoidReason
from services import dispute_outcomes, disputes, notices, receivables, staff_notices
from services.assignments import end_unpaid
from services.authority import need, need_unlinked
from storage import (
    assignments,
    budgets,
    explanations,
    payables,
    post_checks,
    rooms,
    settlements,
)
from storage import receivables as receivables_of
from storage.settlements import Settled

_TOLD: Final = frozenset({Role.FINANCE, Role.OWNER})


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`owed_minor` of the amount had been paid out: its creator owes that."""

    amount_minor: int
    owed_minor: int


@dataclass(frozen=True, slots=True)
class ToTakeBack:
    """What would go by it, to be looked at before: as `TakenBack`, and of whose work."""

    assignment_id: int
    title: str
    creator: str
    amount_minor: int
    owed_minor: int
    currency: str


def to_take_back(conn: Connection, actor: Actor, assignment_id: int) -> ToTakeBack:
    """NotAllowed, NotFound, OwnWork, WrongState."""
    facts = _somebody_elses(conn, actor, assignment_id)
    ensure_leads_to(facts.status, AssignmentStatus.VOID)
    work = explanations.work(conn, assignment_id)
    assert work is not None  # its facts are there
    settled = settlements.of_assignment(conn, assignment_id)
    granted_minor = rooms.granted(conn, [assignment_id]).get(assignment_id, 0)
    matured_minor = granted_minor + sum(
        each.amount_minor for each in settled if each.matured_at is not None
    )
    still = receivables_of.standing(conn, facts.person_id, work.currency).payable_minor
    return ToTakeBack(
        assignment_id,
        work.title,
        payables.names(conn, [facts.person_id])[facts.person_id],
        granted_minor + sum(each.amount_minor for each in settled),
        max(0, matured_minor - still),
        work.currency,
    )


def take_back(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    reason: VoidReason,
    note: str,
    *,
    now: datetime,
) -> int:
    """As `void`, by a person who says in words what its creator reads. WordsNeeded besides."""
    return void(conn, actor, assignment_id, reason, ensure_words(note, needed=True), now=now)


def void(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    reason: VoidReason,
    note: str = "",
    *,
    now: datetime,
) -> int:
    """End submitted, approved or settled work unpaid; what was settled is reversed by new postings.

    Returns the assignment's id. Refusals: NotAllowed, NotFound, OwnWork (a linked person's too),
    WrongState, Stale, RetentionOver (a post may go once it has stayed up as agreed; what counts is
    when it was first seen gone, if a later look found it gone again).
    """
    facts = _somebody_elses(conn, actor, assignment_id)
    if reason is VoidReason.POST_GONE:
        _ensure_retained(conn, assignment_id, now)
    taken = end(conn, facts, actor.person_id, reason.value, note, now=now)
    _tell(conn, facts, taken, reason, note, now)
    if taken.owed_minor:
        _tell_finance(conn, actor, facts, taken, now)
    return assignment_id


def end(
    conn: Connection,
    facts: AssignmentFacts,
    actor_id: int | None,
    reason: str,
    note: str,
    *,
    now: datetime,
) -> TakenBack:
    """The work is void, by whoever was allowed to say so."""
    settled = settlements.of_assignment(conn, facts.assignment_id, hold=True)
    end_unpaid(
        conn,
        facts,
        AssignmentStatus.VOID,
        actor_id=actor_id,
        now=now,
        reason=reason,
        note=note,
    )
    # What falling counts had taken first: it is there again for the rest to be taken from.
    falling_first = sorted(settled, key=lambda each: each.amount_minor)
    owed_minor = sum(_reverse(conn, each, now) for each in falling_first)
    disputes.end_with_work(conn, facts.assignment_id, now=now)
    granted_minor, of_it_owed = dispute_outcomes.take_back(conn, facts.assignment_id, now=now)
    taken_minor = sum(each.amount_minor for each in settled) + granted_minor
    return TakenBack(taken_minor, owed_minor + of_it_owed)


def _somebody_elses(conn: Connection, actor: Actor, assignment_id: int) -> AssignmentFacts:
    need(actor, Role.COORDINATOR, Role.FINANCE, verb="void")
    facts = assignments.facts(conn, assignment_id)
    if facts is None:
        raise NotFound("work")
    need_unlinked(conn, actor, facts.person_id, verb="void")
    return facts


def _ensure_retained(conn: Connection, assignment_id: int, now: datetime) -> None:
    retained_until = settlements.retained_until(conn, assignment_id)
    gone_at = post_checks.gone_since(conn, assignment_id) or now
    if retained_until is not None and retained_until <= gone_at:
        raise RetentionOver(retained_until)


def _reverse(conn: Connection, settled: Settled, now: datetime) -> int:
    """What its creator owes by that."""
    budgets.earn(conn, settled.campaign_id, 0, -settled.amount_minor)
    return receivables.take_back(conn, settled, now=now) if settled.amount_minor else 0


def _tell(
    conn: Connection,
    facts: AssignmentFacts,
    taken: TakenBack,
    reason: VoidReason,
    note: str,
    now: datetime,
) -> None:
    work = explanations.work(conn, facts.assignment_id)
    assert work is not None  # it has just become void
    notices.queue(
        conn,
        facts.person_id,
        NoticeKind.VOIDED,
        {
            "assignment_id": facts.assignment_id,
            "title": work.title,
            "amount_minor": taken.amount_minor,
            "owed_minor": taken.owed_minor,
            "currency": work.currency,
            "reason": reason.value,
            "note": note,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"voided:{facts.assignment_id}",
        now=now,
    )


def _tell_finance(
    conn: Connection, actor: Actor, facts: AssignmentFacts, taken: TakenBack, now: datetime
) -> None:
    """Money that was paid became a debt by one person's word: the others are told to look."""
    work = explanations.work(conn, facts.assignment_id)
    assert work is not None  # it has just become void
    staff_notices.tell(
        conn,
        _TOLD,
        NoticeKind.PAID_TAKEN_BACK,
        {
            "assignment_id": facts.assignment_id,
            "title": work.title,
            "amount_minor": taken.owed_minor,
            "currency": work.currency,
            "by": actor.name,
        },
        f"{facts.assignment_id}",
        but=actor.person_id,
        now=now,
    )
