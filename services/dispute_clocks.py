"""What the clock does on a dispute: reminds, hands over, calls owners; it closes none, ever."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.disputes import life
from domain.disputes.life import DisputeEventKind, DisputeFacts, DisputeStatus, DisputeStep
from domain.due_work import DueItem
from domain.notices import NoticeKind
from services import dispute_notices
from storage import disputes

E = DisputeEventKind


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Disputes of which a clock ran out, oldest first, behind `after`."""
    return disputes.due(conn, after, now, most)


def go_on(conn: Connection, dispute_id: int, *, now: datetime) -> bool:
    """One step; False when nothing is due any more, or another process was first."""
    facts = disputes.hold(conn, dispute_id, None)
    step = life.step(facts, now) if facts is not None else None
    if facts is None or step is None:
        return False
    _STEPS[step](conn, facts, now)
    return True


def _remind(conn: Connection, facts: DisputeFacts, now: datetime) -> None:
    due_at = facts.answer_due_at
    assert due_at is not None  # somebody was asked
    disputes.move(conn, facts, facts.status, next_at=due_at)
    event_id = disputes.note_event(conn, facts.dispute_id, E.REMINDED, None, now=now)
    about = {"answer_due_at": due_at.isoformat()}
    dispute_notices.tell_creator(
        conn, facts, NoticeKind.DISPUTE_REMINDER, event_id, now=now, **about
    )


def _hand_over(conn: Connection, facts: DisputeFacts, now: datetime) -> None:
    """No answer came: a person decides by what there is, and more may still be said."""
    clock = life.staffs_turn(now)
    disputes.move(conn, facts, DisputeStatus.OPEN, answer_due_at=None, **clock)
    event_id = disputes.note_event(conn, facts.dispute_id, E.UNANSWERED, None, now=now)
    moved = disputes.one(conn, facts.dispute_id, None)
    assert moved is not None  # it is ours
    dispute_notices.call_deciders(conn, moved, event_id, now=now)


def _escalate(conn: Connection, facts: DisputeFacts, now: datetime) -> None:
    """Owners are called again and again; the creator hears once that it takes longer, and whom
    that called."""
    disputes.move(conn, facts, facts.status, escalated_at=now, next_at=now + life.CALLED_AGAIN)
    event_id = disputes.note_event(conn, facts.dispute_id, E.ESCALATED, None, now=now)
    called = dispute_notices.call_owners(conn, facts, event_id, now=now)
    if facts.escalated_at is None:
        kind = NoticeKind.DISPUTE_LATE
        dispute_notices.tell_creator(conn, facts, kind, event_id, now=now, called=called.value)


_STEPS: Final[dict[DisputeStep, Callable[[Connection, DisputeFacts, datetime], None]]] = {
    DisputeStep.REMIND: _remind,
    DisputeStep.HAND_OVER: _hand_over,
    DisputeStep.ESCALATE: _escalate,
}
