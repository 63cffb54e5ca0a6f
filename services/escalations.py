"""What nobody acts on climbs: each step is a row that the step before wrote, and applies or drops.

Creator → coordinators → owners; finance → owners. Who is called is woken by nobody.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain import local_times
from domain.delivery import ReminderKind
from domain.errors import NotFound
from domain.notices import NoticeKind
from domain.payout import Batch, BatchStatus
from domain.people import Actor, Role
from domain.reminder_rules import ReminderRules
from services import staff_notices
from services.authority import need
from storage import assignments, due_settlements, lapses, payouts, reminders, returns, staff
from storage.reminders import ReminderRow

CALLED: Final = (Role.COORDINATOR, Role.OWNER)
_OWNERS: Final = frozenset({Role.OWNER})
TOLD_AT: Final = time(10)  # by the campaign's clock
TOLD_AFTER: Final = timedelta(minutes=5)  # by then what ended until that has committed
_SHARE: Final = 4  # owners are called in the last quarter of a short clock


def plan_review(
    conn: Connection, row: ReminderRow, review_due_at: datetime, rules: ReminderRules, now: datetime
) -> None:
    """Coordinators were called when half of the clock was gone; owners are when little is left."""
    left = min(rules.review, (review_due_at - row.due_at) * 2 / _SHARE)
    at = review_due_at - left
    if at > now:
        kind = ReminderKind.REVIEW_NEARLY_OVER
        reminders.add(conn, [ReminderRow(kind, row.subject, row.subject_id, at)])


def plan_lapsed(conn: Connection, assignment_id: int, now: datetime) -> None:
    """It went back for want of a link: coordinators hear of their campaign's, once a day."""
    facts = assignments.facts(conn, assignment_id)
    assert facts is not None  # it has just expired
    zone = ZoneInfo(returns.timezone(conn, facts.campaign_id))
    at = local_times.first(now, TOLD_AT, zone) + TOLD_AFTER
    kind = ReminderKind.WORKS_LAPSED
    reminders.add(conn, [ReminderRow(kind, "campaign", facts.campaign_id, at)])


def works_lapsed(conn: Connection, row: ReminderRow, rules: ReminderRules, now: datetime) -> bool:
    facts = _lapsed(conn, row, row.due_at - TOLD_AFTER)
    if facts is None:
        return False
    role = staff_notices.first_held(conn, CALLED)
    _tell(conn, frozenset({role}), row, facts, now)
    if role is not Role.OWNER:
        at = now + rules.lapsed
        kind = ReminderKind.LAPSED_UNSEEN
        reminders.add(conn, [ReminderRow(kind, row.subject, row.subject_id, at)])
    return True


def lapsed_unseen(conn: Connection, row: ReminderRow, rules: ReminderRules, now: datetime) -> bool:
    """Of the same day, as no coordinator has said that they have seen it."""
    zone = ZoneInfo(returns.timezone(conn, row.subject_id))
    told_at = local_times.last(row.due_at - rules.lapsed + timedelta(seconds=1), TOLD_AT, zone)
    facts = _lapsed(conn, row, told_at)
    if facts is None:
        return False
    _tell(conn, _OWNERS, row, facts, now)
    return True


def _lapsed(conn: Connection, row: ReminderRow, until: datetime) -> dict[str, Any] | None:
    zone = ZoneInfo(returns.timezone(conn, row.subject_id))
    since = local_times.last(until, TOLD_AT, zone)
    found = lapses.of_campaign(conn, row.subject_id, since, until)
    if found is None:
        return None
    return {"campaign_id": row.subject_id, "title": found.title, "works": found.works}


def see_lapsed(conn: Connection, actor: Actor, campaign_id: int, *, now: datetime) -> str:
    """A coordinator has seen what lapsed, so nobody above is called; the campaign's title."""
    title = lapsed_title(conn, actor, campaign_id)
    reminders.drop_kind(conn, ReminderKind.LAPSED_UNSEEN, campaign_id)
    return title


def lapsed_title(conn: Connection, actor: Actor, campaign_id: int) -> str:
    need(actor, *CALLED, verb="see_campaigns")
    title = lapses.title(conn, campaign_id)
    if title is None:
        raise NotFound("campaign")
    return title


def readings_unanswered(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """Coordinators were asked for data so long ago, and posts wait for it still."""
    waiting = due_settlements.unmeasured(conn, row.subject_id, now)
    if waiting is None:
        return False
    facts = {"campaign_id": row.subject_id, "title": waiting.title, "posts": waiting.posts}
    _tell(conn, _OWNERS, row, facts, now)
    return True


def readings_wait(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    return due_settlements.unmeasured(conn, row.subject_id, now) is not None


def payout_waiting(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    """Finance once more, but for who prepared it; and the row that calls owners."""
    batch = prepared(conn, row)
    if batch is None:
        return False
    facts = _of_batch(batch)
    waited = row.due_at - batch.prepared_at
    others = {each.person_id for each in staff.members(conn) if Role.FINANCE in each.roles}
    if others - {batch.prepared_by}:
        _tell(conn, frozenset({Role.FINANCE}), row, facts, now, but=batch.prepared_by)
        kind = ReminderKind.PAYOUT_STUCK
        reminders.add(conn, [ReminderRow(kind, row.subject, row.subject_id, now + waited)])
    else:
        _tell(conn, _OWNERS, row, facts, now, but=batch.prepared_by)
    return True


def payout_stuck(conn: Connection, row: ReminderRow, now: datetime) -> bool:
    batch = prepared(conn, row)
    if batch is None:
        return False
    _tell(conn, _OWNERS, row, _of_batch(batch), now)
    return True


def prepared(conn: Connection, row: ReminderRow) -> Batch | None:
    """The batch, while it waits for its second person."""
    found = payouts.batch(conn, row.subject_id)
    return found if found and found.status is BatchStatus.PREPARED else None


def _of_batch(batch: Batch) -> dict[str, Any]:
    return {"batch_id": batch.batch_id, "prepared_at": batch.prepared_at.isoformat()}


def _tell(
    conn: Connection,
    roles: frozenset[Role],
    row: ReminderRow,
    facts: Mapping[str, Any],
    now: datetime,
    but: int | None = None,
) -> None:
    told = {**facts, "reminder_id": row.reminder_id}
    key = f"{row.reminder_id}"
    staff_notices.tell(conn, roles, NoticeKind(row.kind), told, key, but=but, now=now)
