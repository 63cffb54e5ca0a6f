"""Taking back work that counted: the slot and the money return by new rows, none is edited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.settlement import RetentionOver, VoidReason
from services import dispute_outcomes, disputes, notices, receivables
from services.assignments import end_unpaid
from services.authority import need, need_unlinked
from storage import assignments, budgets, explanations, post_checks, settlements
from storage.settlements import Settled


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`owed_minor` of the amount had been paid out: its creator owes that."""

    amount_minor: int
    owed_minor: int


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
    _tell(conn, facts, taken, reason, now)
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
    settled = settlements.of_assignment(conn, facts.assignment_id)
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
        raise NotFound("assignment")
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
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"voided:{facts.assignment_id}",
        now=now,
    )
