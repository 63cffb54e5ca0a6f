"""Decisions on submissions, by a reviewer or the clock: one each, and nobody on their own work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain import assignment as life
from domain import checkpoints
from domain import review as rules
from domain.assignment import AssignmentFacts, AssignmentStatus
from domain.checkpoints import Stage
from domain.delivery import DeliveryClass
from domain.due_work import BEGINNING, DueItem
from domain.errors import NotFound, OwnWork, Stale, WrongState
from domain.locales import EN, ZH
from domain.notices import NoticeKind
from domain.people import Actor
from domain.review import AlreadyDecided, ClockRanOut, Decision, Replaced
from services import authority, gone_in_review, notices, parts, returns, watch
from services.assignments import end_unpaid
from services.authority import REVIEWERS
from services.handing_back import creators_turn
from storage import assignments, reminders, reviews, tasks
from storage.reviews import Pending

S = AssignmentStatus


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that now stands."""

    submission_id: int
    assignment_id: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class _Case:
    """One submission, what is decided on it, and by whom; no reviewer is the clock."""

    pending: Pending
    facts: AssignmentFacts
    decision: Decision
    reviewer_id: int | None = None
    reason: str = ""
    clause: str = ""
    note: str = ""


def decide(
    conn: Connection,
    actor: Actor,
    submission_id: int,
    decision: Decision,
    reason: str,
    clause: str,
    note: str,
    *,
    now: datetime,
) -> Decided:
    """Say it once, for good: chat and console alike.

    Refusals: NotAllowed, NotFound, OwnWork (a linked person's too), AlreadyDecided, Replaced,
    WrongState, ClockRanOut, ReasonNeeded, ClauseNeeded, NoteTooLong.
    """
    authority.need(actor, *REVIEWERS, verb="review")
    pending = reviews.pending(conn, submission_id, actor.person_id)
    if pending is None:
        raise NotFound("submission")
    if pending.is_of_reviewer:
        raise OwnWork("review")
    rules.ensure_sound(decision, reason, clause, note, pending.clause_codes)
    facts = _still_open(conn, pending)
    if decision is not Decision.APPROVE and facts.review_due_at and facts.review_due_at <= now:
        raise ClockRanOut(facts.review_due_at)
    case = _Case(pending, facts, decision, actor.person_id, reason, clause, note.strip())
    return _decide(conn, case, now)


def overdue(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Submissions that nobody answered in time, by the end of their clock, behind `after`."""
    return reviews.overdue(conn, after, now, most)


def approve_by_clock(conn: Connection, submission_id: int, *, now: datetime) -> bool:
    """False when somebody answered after all, or another process was first.

    A post that is down is not approved: see gone_in_review.py.
    """
    if not reviews.hold_overdue(conn, submission_id, now):
        return False
    pending = reviews.pending(conn, submission_id, None)
    assert pending is not None  # its work is held
    facts = _still_open(conn, pending)
    if pending.post_id is not None and gone_in_review.hold(conn, pending.post_id, facts, now=now):
        return True
    _decide(conn, _Case(pending, facts, Decision.APPROVE), now)
    return True


def approve_overdue(conn: Connection, *, now: datetime, most: int = 100) -> int:
    """All of it in one unit of work: for a past that nobody else lives in, as the demo's."""
    found = overdue(conn, BEGINNING, most=most, now=now)
    return sum(approve_by_clock(conn, submission_id, now=now) for _, submission_id in found)


def _still_open(conn: Connection, pending: Pending) -> AssignmentFacts:
    """The work behind a submission that waits for a decision."""
    if pending.is_decided:
        raise AlreadyDecided(pending.submission_id)
    facts = assignments.facts(conn, pending.assignment_id)
    assert facts is not None  # a submission has its assignment
    if facts.status not in life.REVIEWERS_TURN:
        raise WrongState("assignment", facts.status, S.APPROVED)
    return facts


def _decide(conn: Connection, case: _Case, now: datetime) -> Decided:
    """The work moves first: its row is what two reviewers at once wait for."""
    due_at = _EFFECTS[case.decision](conn, case, now)
    submission_id = case.pending.submission_id
    try:
        reviews.add(
            conn,
            submission_id,
            reviewer_id=case.reviewer_id,
            decision=case.decision,
            reason=case.reason,
            clause=case.clause,
            note=case.note,
            now=now,
        )
    except IntegrityError:
        raise AlreadyDecided(submission_id) from None
    _ensure_newest(conn, case)
    _tell(conn, case, due_at, now)
    return Decided(submission_id, case.facts.assignment_id, case.decision)


def _approve(conn: Connection, case: _Case, now: datetime) -> datetime | None:
    """A draft may be published; a post counts, its metrics until the cut-off."""
    pending = case.pending
    if pending.first_seen_at is None:
        due_at = _hand_back(conn, case, S.DRAFT_APPROVED, None, now)
        parts.pay_stage(conn, case.facts, pending.terms, pending.title, Stage.DRAFT, now=now)
        return due_at
    seen_at, agreed = pending.first_seen_at, pending.terms
    retained_until = seen_at + timedelta(days=agreed.retention_days)
    _advance(
        conn,
        case,
        S.APPROVED,
        now,
        review_due_at=None,
        review_seconds_left=None,
        approved_at=now,
        cutoff_at=seen_at + timedelta(days=agreed.cutoff_days),
        settle_at=checkpoints.first_cutoff(agreed, seen_at),
        retained_until=retained_until,
    )
    if pending.post_id is not None:
        watch.begin(conn, pending.post_id, retained_until, now=now)
        _plan_returns(conn, case, pending.post_id, pending.first_seen_at, now)
    tasks.finish_slot(conn, case.facts.task_id)
    parts.pay_stage(conn, case.facts, agreed, pending.title, Stage.POST, now=now)
    return None


def _plan_returns(
    conn: Connection, case: _Case, post_id: int, published_at: datetime, now: datetime
) -> None:
    returns.plan(
        conn,
        case.facts.assignment_id,
        case.facts.terms_id,
        post_id,
        published_at=published_at,
        now=now,
    )


def _ask_changes(conn: Connection, case: _Case, now: datetime) -> datetime | None:
    """The review clock stands still until the creator hands in again."""
    assert case.facts.review_due_at is not None  # it runs whenever it is a reviewer's turn
    seconds_left = rules.seconds_left(case.facts.review_due_at, now)
    return _hand_back(conn, case, S.CHANGES_REQUESTED, seconds_left, now)


def _reject(conn: Connection, case: _Case, now: datetime) -> datetime | None:
    try:
        end_unpaid(
            conn,
            case.facts,
            S.REJECTED,
            actor_id=case.reviewer_id,
            now=now,
            reason=case.reason,
            note=case.note,
        )
    except Stale:
        raise _overtaken(conn, case) from None
    return None


_EFFECTS = {
    Decision.APPROVE: _approve,
    Decision.CHANGES: _ask_changes,
    Decision.REJECT: _reject,
}


def _hand_back(
    conn: Connection,
    case: _Case,
    target: AssignmentStatus,
    review_seconds_left: int | None,
    now: datetime,
) -> datetime:
    try:
        return creators_turn(
            conn,
            case.facts,
            target,
            case.pending,
            seconds_left=review_seconds_left,
            reason=case.reason,
            now=now,
            actor_id=case.reviewer_id,
            note=case.note,
        )
    except Stale:
        raise _overtaken(conn, case) from None


def _advance(
    conn: Connection, case: _Case, target: AssignmentStatus, now: datetime, **columns: Any
) -> None:
    life.ensure_leads_to(case.facts.status, target)
    if not assignments.move(
        conn,
        case.facts,
        target,
        actor_id=case.reviewer_id,
        now=now,
        reason=case.reason,
        note=case.note,
        **columns,
    ):
        raise _overtaken(conn, case)
    reminders.drop_for(conn, "assignment", case.facts.assignment_id)


def _overtaken(conn: Connection, case: _Case) -> Exception:
    """Another decision, or a newer link, has just moved the work."""
    _ensure_newest(conn, case)
    return AlreadyDecided(case.pending.submission_id)


def _ensure_newest(conn: Connection, case: _Case) -> None:
    """The work's row is ours by now, or has just been another's: none comes in between."""
    newest = reviews.newest(conn, case.facts.assignment_id)
    if newest != case.pending.submission_id:
        raise Replaced(newest)


def _tell(conn: Connection, case: _Case, due_at: datetime | None, now: datetime) -> None:
    """The creator hears of it, with the clause it rests on."""
    pending = case.pending
    cited = next((each for each in pending.clauses if each.code == case.clause), None)
    notices.queue(
        conn,
        case.facts.person_id,
        NoticeKind(f"review_{case.decision}"),
        {
            "assignment_id": case.facts.assignment_id,
            "title": pending.title,
            "is_draft": pending.is_draft,
            "by_clock": case.reviewer_id is None,
            "reason": case.reason,
            "clause": case.clause,
            "clause_text": {ZH: cited.text.zh, EN: cited.text.en} if cited else {},
            "note": case.note,
            "due_at": due_at.isoformat() if due_at else "",
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"review:{pending.submission_id}",
        now=now,
    )
