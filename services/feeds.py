"""Listening for feeds that used to deliver and have gone silent while readings are awaited."""

from datetime import UTC, datetime, time
from typing import Final

from sqlalchemy import Connection

from domain import feeds as rules
from domain.feeds import FeedKind
from domain.notices import NoticeKind
from domain.people import Role
from services import staff_notices
from storage import feeds
from storage.feeds import Rhythm

CALLED: Final = (Role.COORDINATOR, Role.OWNER)


def listen(conn: Connection, *, now: datetime) -> int:
    """Coordinators hear once of each silence; how many feeds are silent."""
    silent = [each for each in feeds.rhythms(conn) if _is_missed(conn, each, now)]
    for each in silent:
        if not each.is_told:
            _tell(conn, each, now)
            feeds.note_told(conn, each, now)
    return len(silent)


def _is_missed(conn: Connection, rhythm: Rhythm, now: datetime) -> bool:
    if not rules.is_silent(rhythm.days, now.astimezone(UTC).date()):
        return False
    return feeds.is_awaited(conn, rhythm.feed, rhythm.source, _last(rhythm))


def _last(rhythm: Rhythm) -> datetime:
    return datetime.combine(rhythm.days[-1], time(), UTC)


def _tell(conn: Connection, rhythm: Rhythm, now: datetime) -> None:
    kind = rules.kind_of(rhythm.feed)
    name = rhythm.feed.partition(":")[2]
    facts = {
        "feed_kind": kind.value,
        "name": feeds.last_file(conn, rhythm.feed) if kind is FeedKind.FILE else name,
        "source": rhythm.source.value,
        "last_at": _last(rhythm).isoformat(),
        "days": (now.date() - rhythm.days[-1]).days,
    }
    key = f"{rhythm.feed[:40]}:{rhythm.source}:{rhythm.days[-1]}"
    staff_notices.tell_first(conn, CALLED, NoticeKind.FEED_SILENT, facts, key, now=now)
