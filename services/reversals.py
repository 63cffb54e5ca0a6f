"""Taking back work that counted: the slot and the money return by new rows, none is edited."""

from datetime import datetime

from sqlalchemy import Connection

from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.people import Actor, Role
from domain.settlement import RetentionOver, VoidReason
from services import assignments as ends
from services import ledger, notices
from services.authority import need, need_other
from storage import assignments, budgets, explanations, settlements
from storage import ledger as chain
from storage.settlements import Settled


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

    Returns the assignment's id. Refusals: NotAllowed, NotFound, OwnWork, WrongState, Stale,
    RetentionOver (a post may go once it has stayed up as agreed).
    """
    facts = _somebody_elses(conn, actor, assignment_id)
    if reason is VoidReason.POST_GONE:
        _ensure_retained(conn, assignment_id, now)
    taken_minor = end(conn, facts, actor.person_id, reason.value, note, now=now)
    _tell(conn, facts, taken_minor, reason, now)
    return assignment_id


def end(
    conn: Connection,
    facts: AssignmentFacts,
    actor_id: int | None,
    reason: str,
    note: str,
    *,
    now: datetime,
) -> int:
    """The work is void, by whoever was allowed to say so; the amount that went back."""
    settled = settlements.of_assignment(conn, facts.assignment_id)
    ends.end_unpaid(
        conn,
        facts,
        AssignmentStatus.VOID,
        actor_id=actor_id,
        now=now,
        reason=reason,
        note=note,
    )
    for each in settled:
        _reverse(conn, each, now)
    return sum(each.amount_minor for each in settled)


def _somebody_elses(conn: Connection, actor: Actor, assignment_id: int) -> AssignmentFacts:
    need(actor, Role.COORDINATOR, Role.FINANCE, verb="void")
    facts = assignments.facts(conn, assignment_id)
    if facts is None:
        raise NotFound("assignment")
    need_other(actor, facts.person_id, verb="void")
    return facts


def _ensure_retained(conn: Connection, assignment_id: int, now: datetime) -> None:
    retained_until = settlements.retained_until(conn, assignment_id)
    if retained_until is not None and retained_until <= now:
        raise RetentionOver(retained_until)


def _reverse(conn: Connection, settled: Settled, now: datetime) -> None:
    budgets.earn(conn, settled.campaign_id, 0, -settled.amount_minor)
    if settled.amount_minor:
        opposite = ledger.reversed_(
            settled.settlement_id,
            settled.campaign_id,
            settled.owed,
            was_matured=settled.matured_at is not None,
            at=now,
        )
        chain.post(conn, [opposite])


def _tell(
    conn: Connection,
    facts: AssignmentFacts,
    amount_minor: int,
    reason: VoidReason,
    now: datetime,
) -> None:
    work = explanations.work(conn, facts.assignment_id)
    assert work is not None  # it has just become void
    notices.queue(
        conn,
        facts.person_id,
        "voided",
        {
            "assignment_id": facts.assignment_id,
            "title": work.title,
            "amount_minor": amount_minor,
            "currency": work.currency,
            "reason": reason.value,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"voided:{facts.assignment_id}",
        now=now,
    )
