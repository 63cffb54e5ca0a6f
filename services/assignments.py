"""An assignment's beginning and its unpaid ends, with slot and reserve; nothing is posted here."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain import assignment as life
from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.delivery import ReminderKind
from domain.eligibility import BudgetSpent, NotEligible, Reason, TaskFull, reasons_against
from domain.errors import NotFound, Stale
from domain.last_call import Clock, last_call_at
from domain.people import Actor
from services import asking, pot_windows, renditions, tracking
from storage import assignments, budgets, reminders, tasks, templates
from storage.reminders import ReminderRow
from storage.tasks import ClaimFacts

MOST_OPEN: Final = 20  # open work of one creator; enough for a studio of one, too few for a hoarder


def claim(
    conn: Connection,
    actor: Actor,
    task_id: int,
    account_id: int,
    terms_id: int,
    *,
    links_at: str = "",
    now: datetime,
) -> int:
    """Take one slot of the task for one of the actor's accounts, under the terms they were shown.

    Returns the assignment's id. Refusals: NotFound, Stale (other terms were shown), NotEligible.
    `links_at` is the public address that tracking links begin with.
    """
    facts = tasks.claim_facts(conn, task_id, account_id, now)
    if facts is None or facts.person_id != actor.person_id:
        raise NotFound("task")
    if facts.terms_id != terms_id:
        raise Stale("terms")
    against = reasons_against(facts.task, facts.account, facts.holder, most_open=MOST_OPEN, now=now)
    if against:
        raise NotEligible(*against)
    due_at = min(facts.task.due_at, now + timedelta(hours=facts.work_hours))
    assignment_id, serial = _take(conn, facts, due_at, now)
    link = tracking.issue(conn, assignment_id, links_at) if facts.target_url else ""
    renditions.issue(conn, assignment_id, serial, facts, link)
    remind_of_deadline(conn, assignment_id, due_at, now, facts.clock)
    return assignment_id


def _take(conn: Connection, facts: ClaimFacts, due_at: datetime, now: datetime) -> tuple[int, int]:
    """The slot, the worst case, the row that holds both: its id, its number in the template.

    Asked together and answered one by one; whichever says no, the unit of work is undone.
    """
    if facts.pot_days:
        pot_windows.enter(conn, facts, now=now)
    taken = tasks.take_slot(conn, facts.task.task_id)
    dealt = templates.deal(conn, facts.template_id)
    reserved = budgets.reserve(conn, facts.campaign_id, facts.worst_case_minor)
    added = assignments.add(
        conn,
        task_id=facts.task.task_id,
        account_id=facts.account.account_id,
        person_id=facts.person_id,
        terms_id=facts.terms_id,
        reserved_minor=facts.worst_case_minor,
        due_at=due_at,
        now=now,
    )
    if not taken():
        raise TaskFull
    if not reserved():
        raise BudgetSpent
    try:
        return added(), dealt()
    except IntegrityError:  # writers take turns; the index has the last word all the same
        raise NotEligible(Reason.ALREADY_HELD) from None


def remind_of_deadline(
    conn: Connection,
    assignment_id: int,
    due_at: datetime,
    now: datetime,
    clock: Clock | None = None,
) -> None:
    """The rows that will remind of `due_at`, and end the assignment when it passes.

    `clock` is its creator's, where it is known already.
    """
    last_call = last_call_at(due_at, clock or reminders.clock_of(conn, assignment_id), now)
    times = (
        (ReminderKind.DUE_IN_24H, due_at - timedelta(hours=24)),
        (ReminderKind.DUE_IN_2H, last_call),
        (ReminderKind.EXPIRY, due_at),
    )
    reminders.add(
        conn,
        [ReminderRow(kind, "assignment", assignment_id, at) for kind, at in times if at > now],
    )


def own(conn: Connection, actor: Actor, assignment_id: int) -> AssignmentFacts:
    """The actor's own assignment; anybody else's is simply not found."""
    facts = assignments.facts(conn, assignment_id)
    if facts is None or facts.person_id != actor.person_id:
        raise NotFound("assignment")
    return facts


def held_by(conn: Connection, actor: Actor, task_id: int, account_id: int) -> int:
    """The id of the actor's newest assignment of that task by that account."""
    held = assignments.newest(conn, actor.person_id, task_id, account_id)
    if held is None:
        raise NotFound("assignment")
    return held


def release(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> int:
    """Give the slot back, no penalty, while nothing is published."""
    facts = own(conn, actor, assignment_id)
    end_unpaid(conn, facts, AssignmentStatus.RELEASED, actor_id=actor.person_id, now=now)
    asking.answered(conn, assignment_id, now=now)
    return assignment_id


def expire(conn: Connection, assignment_id: int, *, now: datetime) -> bool:
    """The deadline passed on the creator's turn; False when it no longer applies."""
    facts = assignments.facts(conn, assignment_id)
    if facts is None or facts.status not in life.CREATORS_TURN or now < facts.due_at:
        return False
    end_unpaid(conn, facts, AssignmentStatus.EXPIRED, actor_id=None, now=now)
    return True


def end_unpaid(
    conn: Connection,
    facts: AssignmentFacts,
    target: AssignmentStatus,
    *,
    actor_id: int | None,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> None:
    """Slot and reserve go back; raises WrongState or Stale when the status does not lead there."""
    life.ensure_leads_to(facts.status, target)
    if not assignments.move(
        conn,
        facts,
        target,
        actor_id=actor_id,
        now=now,
        reason=reason,
        note=note,
        reserved_minor=0,
        review_due_at=None,
        review_seconds_left=None,
        ended_at=now,
    ):
        raise Stale("assignment")
    if facts.status in life.DONE:
        tasks.reopen_done_slot(conn, facts.task_id)
    else:
        tasks.give_back_slot(conn, facts.task_id)
    budgets.release(conn, facts.campaign_id, facts.reserved_minor)
    reminders.drop_for(conn, "assignment", facts.assignment_id)
