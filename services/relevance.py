"""What a notice that waited says when it may be sent, if it is still news; nothing is sent here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from domain.follow_ups import FollowUp
from domain.notices import NoticeKind
from domain.payout import BatchStatus, PayoutStatus
from services import asking, overdue_reviews, reminders, returns, review_calls
from storage import disputes, payouts

Facts = dict[str, Any]


def as_it_stands(conn: Connection, kind: str, facts: Facts, *, now: datetime) -> Facts | None:
    """The facts for its words, counted now where it counts something; None when it is no news.

    Staff hear of work by day: a colleague may have done it in the night. `unreadable` comes first.
    """
    waits = _WAITS.get(kind)
    if waits is not None and not waits(conn, facts):
        return None
    if kind in _COUNTED_ANEW:
        return _COUNTED_ANEW[kind](conn, facts, now)
    return facts if reminders.still_applies(conn, facts, now=now) else None


def unreadable(kind: str, facts: object) -> str:
    """Which fact this kind is judged by that is not there as it should be; empty: all are."""
    if not isinstance(facts, dict):
        return "all of them"
    needed = dict(_JUDGED_BY.get(kind, ()))
    if "reminder_id" in facts:
        needed["reminder_id"] = int
    return next((name for name, type_ in needed.items() if type(facts.get(name)) is not type_), "")


def _batch_waits(conn: Connection, facts: Facts) -> bool:
    found = payouts.batch(conn, facts["batch_id"])
    return found is not None and found.status is BatchStatus.PREPARED


def _batch_is_to_export(conn: Connection, facts: Facts) -> bool:
    found = payouts.batch(conn, facts["batch_id"])
    return found is not None and found.status is BatchStatus.APPROVED


def _payout_is_missed(conn: Connection, facts: Facts) -> bool:
    found = payouts.by_references(conn, [facts["reference"]]).get(facts["reference"])
    return found is not None and found.status is PayoutStatus.DISPUTED


def _may_have_arrived(conn: Connection, facts: Facts) -> bool:
    """It has neither come back nor been spoken of by its creator."""
    found = payouts.item(conn, facts["payout_id"])
    return found is not None and found.status is PayoutStatus.PAID


def _dispute_is_open(conn: Connection, facts: Facts) -> bool:
    found = disputes.one(conn, facts["dispute_id"], None)
    return found is not None and found.is_open


def _overdue(kind: str, conn: Connection, facts: Facts, now: datetime) -> Facts | None:
    """What was queued by an earlier version tells of one work."""
    if "reviewer_id" in facts:
        return overdue_reviews.as_it_stands(conn, kind, facts, now=now)
    return facts if reminders.still_applies(conn, facts, now=now) else None


_WAITS: Final[dict[str, Callable[[Connection, Facts], bool]]] = {
    NoticeKind.PAYOUT_PREPARED: _batch_waits,
    NoticeKind.PAYOUT_APPROVED: _batch_is_to_export,
    NoticeKind.PAYOUT_DISPUTED: _payout_is_missed,
    NoticeKind.PAYOUT_PAID: _may_have_arrived,
    NoticeKind.DISPUTE_WAITING: _dispute_is_open,
    NoticeKind.DISPUTE_ESCALATED: _dispute_is_open,
    NoticeKind.DISPUTE_STUCK: _dispute_is_open,
    NoticeKind.DISPUTE_REMINDER: _dispute_is_open,
    NoticeKind.DISPUTE_LATE: _dispute_is_open,
}
_COUNTED_ANEW: Final[dict[str, Callable[[Connection, Facts, datetime], Facts | None]]] = {
    review_calls.KIND: lambda conn, facts, now: review_calls.as_it_stands(conn, facts, now=now),
    NoticeKind.RETURNS_MISSING: lambda conn, facts, _: returns.as_it_stands(conn, facts),
    NoticeKind.REVIEW_HALF_GONE: partial(_overdue, NoticeKind.REVIEW_HALF_GONE),
    NoticeKind.REVIEW_NEARLY_OVER: partial(_overdue, NoticeKind.REVIEW_NEARLY_OVER),
}
_JUDGED_BY: Final[dict[str, tuple[tuple[str, type], ...]]] = {
    NoticeKind.PAYOUT_PREPARED: (("batch_id", int),),
    NoticeKind.PAYOUT_APPROVED: (("batch_id", int),),
    NoticeKind.PAYOUT_DISPUTED: (("reference", str),),
    NoticeKind.PAYOUT_PAID: (("payout_id", int),),
    NoticeKind.REVIEW_WAITING: (("reviewer_id", int), ("since_id", int)),
    NoticeKind.REVIEW_HALF_GONE: (("review_due_at", str),),
    NoticeKind.REVIEW_NEARLY_OVER: (("review_due_at", str),),
    NoticeKind.RETURNS_MISSING: (("reminder_id", int),),
    FollowUp.CARD: (("assignment_id", int),),
    FollowUp.REPLACED: (("message_id", int),),
    FollowUp.ANSWERED: ((asking.NOTICE, int),),
}
