"""Reminders that fall due become notices, if they still apply; nothing is sent from here."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain import assignment as life
from domain.assignment import AssignmentFacts
from domain.delivery import DeliveryClass, ReminderKind, ReminderStatus
from domain.due_work import DueItem
from domain.last_call import LEAD
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminder_rules import USUAL, ReminderRules
from services import (
    digests,
    escalations,
    extensions,
    notices,
    occurrences,
    overdue_reviews,
    proof_requests,
    returns,
    settlements,
)
from services.assignments import expire
from storage import assignments, readers, reminders
from storage.reminders import ReminderRow

_LEAD: Final = {
    ReminderKind.DUE_IN_24H: timedelta(hours=24),
    ReminderKind.DUE_IN_2H: LEAD,  # or earlier, at an hour its reader is awake
}


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Reminders whose time has come, oldest first, behind `after`."""
    return reminders.due(conn, after, most=most, now=now)


def queue_due(
    conn: Connection, reminder_id: int, *, rules: ReminderRules = USUAL, now: datetime
) -> bool:
    """One due reminder becomes notices, or is dropped because it no longer applies.

    False when it was dropped, or another process was first.
    """
    row = reminders.hold(conn, reminder_id)
    if row is None:
        return False
    ruled = _QUEUE_BY_RULES.get(row.kind)
    queued = ruled(conn, row, rules, now) if ruled else _QUEUE[row.kind](conn, row, now)
    reminders.end(conn, reminder_id, ReminderStatus.QUEUED if queued else ReminderStatus.DROPPED)
    return queued


def still_applies(conn: Connection, facts: dict[str, Any], *, now: datetime) -> bool:
    """Whether a notice that came of a reminder is still true; any other notice simply is."""
    reminder_id = facts.get("reminder_id")
    if reminder_id is None:
        return True
    row = reminders.by_id(conn, reminder_id)
    return row is not None and _STILL_APPLIES[row.kind](conn, row, facts, now)


def _of_deadline(conn: Connection, row: ReminderRow, now: datetime) -> AssignmentFacts | None:
    """The assignment, while that deadline still runs on its creator."""
    facts = assignments.facts(conn, row.subject_id)
    if facts is None or facts.status not in life.CREATORS_TURN:
        return None
    usual = row.due_at + _LEAD[row.kind]
    is_its = usual == facts.due_at or (row.kind is ReminderKind.DUE_IN_2H and usual < facts.due_at)
    return facts if is_its and now < facts.due_at else None


def _same_deadline(
    conn: Connection, row: ReminderRow, facts: dict[str, Any], now: datetime
) -> bool:
    """It has not moved since it was told of."""
    found = _of_deadline(conn, row, now)
    return found is not None and found.due_at.isoformat() == facts["due_at"]


def _remind_of_deadline(
    conn: Connection, row: ReminderRow, rules: ReminderRules, now: datetime
) -> bool:
    facts = _of_deadline(conn, row, now)
    if facts is None:
        return False
    if facts.due_at - now <= _LEAD[ReminderKind.DUE_IN_2H] < _LEAD[row.kind]:
        return False  # we were away: the later reminder says it better
    more = extensions.offered(conn, row.subject_id, span=rules.extension, now=now)
    about = {"due_at": facts.due_at.isoformat(), "more_until": more}
    _tell(conn, row, facts.person_id, about, now)
    return True


def _expire(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    if not expire(conn, row.subject_id, now=now):
        return False
    facts = assignments.facts(conn, row.subject_id)
    assert facts is not None  # it has just expired
    notices.queue(
        conn,
        facts.person_id,
        NoticeKind.EXPIRED,
        _facts_of_work(conn, row),
        cls=DeliveryClass.TRANSACTIONAL,  # the slot is gone: an opt-out must not hide it
        dedupe_key=f"expired:{row.subject_id}",
        now=now,
    )
    escalations.plan_lapsed(conn, row.subject_id, now)
    return True


def _in_review(conn: Connection, row: ReminderRow) -> AssignmentFacts | None:
    facts = assignments.facts(conn, row.subject_id)
    return facts if facts and facts.status in life.REVIEWERS_TURN else None


def _same_clock(conn: Connection, row: ReminderRow, facts: dict[str, Any]) -> bool:
    """It is still that review, not the one after the changes."""
    found = _in_review(conn, row)
    if found is None or found.review_due_at is None:
        return False
    told: str = facts["review_due_at"]
    return found.review_due_at.isoformat() == told


def _call_for_review(
    conn: Connection, row: ReminderRow, rules: ReminderRules, now: datetime
) -> bool:
    """Coordinators; owners where there are none, and otherwise later, by a row of their own."""
    facts = _in_review(conn, row)
    if facts is None or facts.review_due_at is None:
        return False
    called = overdue_reviews.call(conn, row, facts.person_id, escalations.CALLED, now=now)
    if called is Role.COORDINATOR:
        escalations.plan_review(conn, row, facts.review_due_at, rules, now)
    return called is not None


def _call_owners(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    facts = _in_review(conn, row)
    if facts is None or facts.review_due_at is None or now >= facts.review_due_at:
        return False
    owners = (Role.OWNER,)
    return overdue_reviews.call(conn, row, facts.person_id, owners, now=now) is not None


def _digest(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """The week's digest, and the row of the next one; without a movement no message is kinder."""
    reader = readers.by_id(conn, row.subject_id)
    if reader is None or reader.telegram_id is None:
        return False
    digests.plan(conn, row.subject_id, reader.timezone, now=now)
    lines = digests.lines_of_week(conn, row.subject_id, reader.timezone, row.due_at, now=now)
    if not lines:
        return False
    notices.queue(
        conn,
        row.subject_id,
        NoticeKind(row.kind),
        {"reminder_id": row.reminder_id, "lines": [asdict(line) for line in lines]},
        cls=DeliveryClass.REMINDER,
        dedupe_key=f"reminder:{row.reminder_id}",
        now=now,
    )
    return True


def without_digest(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Active creators who no digest waits for, by their numbers, behind `after`."""
    return reminders.without_digest(conn, after, most)


def begin_digest(conn: Connection, person_id: int, *, now: datetime) -> bool:
    """Gives the next Monday's row to one who has none; False when they have by now."""
    return bool(begin_digests(conn, [person_id], now=now))


def begin_digests(conn: Connection, people: Sequence[int], *, now: datetime) -> set[int]:
    """The same for many; those of them who had none."""
    lacking = reminders.lack_digest(conn, people)
    digests.plan_all(conn, lacking, now=now)
    return {person_id for person_id, _ in lacking}


def _tell_of_unread(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    return settlements.name_unread(conn, row.subject_id, row.due_at, now=now)


def _tell(
    conn: Connection, row: ReminderRow, person_id: int, about: dict[str, str], now: datetime
) -> None:
    notices.queue(
        conn,
        person_id,
        NoticeKind(row.kind),
        _facts_of_work(conn, row) | about,
        cls=DeliveryClass.REMINDER,
        dedupe_key=f"reminder:{row.reminder_id}:{person_id}",
        now=now,
    )


def _facts_of_work(conn: Connection, row: ReminderRow) -> dict[str, Any]:
    called = asdict(reminders.called(conn, row.subject_id))
    return {"reminder_id": row.reminder_id, "assignment_id": row.subject_id, **called}


_QUEUE: Final[dict[ReminderKind, Callable[[Connection, ReminderRow, datetime], bool]]] = {
    ReminderKind.EXPIRY: _expire,
    ReminderKind.REVIEW_NEARLY_OVER: _call_owners,
    ReminderKind.READINGS_UNANSWERED: escalations.readings_unanswered,
    ReminderKind.PAYOUT_WAITING: escalations.payout_waiting,
    ReminderKind.PAYOUT_STUCK: escalations.payout_stuck,
    ReminderKind.WEEKLY_DIGEST: _digest,
    ReminderKind.SETTLED_UNREAD: _tell_of_unread,
    ReminderKind.RETURN_DUE: returns.remind,
    ReminderKind.PROOF_DUE: proof_requests.remind,
    ReminderKind.RETURNS_MISSING: returns.digest,
}
_Ruled = Callable[[Connection, ReminderRow, ReminderRules, datetime], bool]
_QUEUE_BY_RULES: Final[dict[ReminderKind, _Ruled]] = {
    ReminderKind.DUE_IN_24H: _remind_of_deadline,
    ReminderKind.DUE_IN_2H: _remind_of_deadline,
    ReminderKind.REVIEW_HALF_GONE: _call_for_review,
    ReminderKind.WORKS_LAPSED: escalations.works_lapsed,
    ReminderKind.LAPSED_UNSEEN: escalations.lapsed_unseen,
    ReminderKind.OCCURRENCE_OPENS: occurrences.announce,
}
_STILL_APPLIES: Final[dict[ReminderKind, Callable[..., bool]]] = {
    ReminderKind.DUE_IN_24H: _same_deadline,
    ReminderKind.DUE_IN_2H: _same_deadline,
    ReminderKind.EXPIRY: lambda conn, row, facts, now: True,  # it has expired, and stays so
    ReminderKind.REVIEW_HALF_GONE: lambda conn, row, facts, now: _same_clock(conn, row, facts),
    ReminderKind.WEEKLY_DIGEST: lambda conn, row, facts, now: True,
    ReminderKind.SETTLED_UNREAD: lambda conn, row, facts, now: True,  # what was settled stays so
    ReminderKind.RETURN_DUE: lambda conn, row, facts, now: returns.is_still_owed(conn, row, now),
    ReminderKind.PROOF_DUE: lambda conn, row, facts, now: proof_requests.is_still_wanted(conn, row),
    ReminderKind.RETURNS_MISSING: lambda conn, row, facts, now: True,  # it is counted anew
    ReminderKind.REVIEW_NEARLY_OVER: lambda conn, row, facts, now: _same_clock(conn, row, facts),
    ReminderKind.WORKS_LAPSED: lambda conn, row, facts, now: True,  # they have, and stay so
    ReminderKind.OCCURRENCE_OPENS: lambda conn, row, facts, now: True,  # its broadcast is asked
    ReminderKind.LAPSED_UNSEEN: lambda conn, row, facts, now: True,
    ReminderKind.READINGS_UNANSWERED: lambda conn, row, facts, now: escalations.readings_wait(
        conn, row, now
    ),
    ReminderKind.PAYOUT_WAITING: lambda conn, row, facts, now: bool(
        escalations.prepared(conn, row)
    ),
    ReminderKind.PAYOUT_STUCK: lambda conn, row, facts, now: bool(escalations.prepared(conn, row)),
}
