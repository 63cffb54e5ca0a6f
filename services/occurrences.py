"""A task that recurs: its occurrences are tasks that open by the clock, announced once each.

Each has its slots, its worst case and its row from the day the campaign was loaded, so that nothing
is to be done for one to open, and none opens twice. After an absence those that are still open are
open; of one series only the newest is announced. A paused campaign announces nothing; launched
again, it announces what is still open and was not announced. A closed one has no more.
"""

from datetime import datetime
from html import escape
from typing import Final

from sqlalchemy import Connection

from domain.conditions import Condition, Fact, OneOf, Span
from domain.delivery import ReminderKind
from domain.locales import LOCALES
from domain.message import Version
from domain.people import Actor, Role
from domain.reminder_rules import ReminderRules
from domain.segment import Segment
from services import broadcast_drafts, broadcasts
from storage import broadcast_draft_rows, occurrences, people, reminders, staff
from storage.occurrences import Opening
from storage.reminders import ReminderRow
from storage.templates import wording

_KIND: Final = ReminderKind.OCCURRENCE_OPENS


def plan(conn: Connection, campaign_id: int, *, now: datetime) -> None:
    """It was launched: the row of each opening that is not over; what was announced stays so."""
    found = occurrences.ahead(conn, campaign_id, now)
    reminders.add(conn, [ReminderRow(_KIND, "task", task_id, at) for task_id, at in found])


def announce(conn: Connection, row: ReminderRow, rules: ReminderRules, now: datetime) -> bool:
    """A promotion to whom it fits, with its wishes, caps and quiet hours; False: none is due."""
    opening = occurrences.opening(conn, row.subject_id, now)
    if opening is None or not opening.announcement:
        return False
    author = _author(conn, opening)
    if author is None:
        return False
    broadcast_id = broadcast_drafts.draft(conn, author, _versions(opening), now=now)
    broadcast_draft_rows.set_segment(conn, broadcast_id, _whom(opening))
    broadcast_drafts.set_task(conn, author, broadcast_id, opening.task_id, now=now)
    broadcasts.confirm_unasked(conn, author, broadcast_id, rules.broadcasts, now=now)
    return True


def _author(conn: Connection, opening: Opening) -> Actor | None:
    """Who loaded the campaign, while they may write to many; else the first who may."""
    able = [
        member.person_id
        for member in staff.members(conn)
        if {Role.COORDINATOR, Role.OWNER}.intersection(member.roles)
    ]
    if not able:
        return None
    chosen = opening.created_by if opening.created_by in able else able[0]
    return people.actor_by_id(conn, chosen)


def _versions(opening: Opening) -> dict[str, Version]:
    """What the campaign's file says, as Telegram takes it."""
    said = wording(opening.announcement)
    return {locale: Version(escape(said.text(locale))) for locale in LOCALES}


def _whom(opening: Opening) -> Segment:
    """Those with an account that the task fits."""
    asked: list[Condition] = [
        OneOf(Fact.PLATFORM, (opening.platform,)),
        OneOf(Fact.CATEGORY, (opening.category,)),
    ]
    if opening.region:
        asked.append(OneOf(Fact.REGION, (opening.region,)))
    if opening.min_followers:
        asked.append(Span(Fact.FOLLOWERS, opening.min_followers))
    return Segment(tuple(asked))
