"""Tracking links: given with the claim, followed by anybody, counted, and told of as readings."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain.due_work import DueItem
from domain.metrics import PostMetrics
from domain.readings import Reading
from domain.terms import Source
from domain.tracking import CODE_LENGTH, CODE_SIGNS, HourCount, Route, hour_of, link_url
from services import metrics
from storage import tracking

GATHERED_WITHIN: Final = timedelta(minutes=1)
_ONLY_CLICKS: Final = PostMetrics(likes=None, shares=None, saves=None, comments=None)


def issue(conn: Connection, assignment_id: int, links_at: str) -> str:
    """The URL of the assignment's own link; part of the claim's unit of work."""
    url = link_url(links_at, code := new_code())
    tracking.add(conn, assignment_id, code, url)
    return url


def new_code() -> str:
    """One that nobody finds by trying."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def route(conn: Connection, code: str) -> Route | None:
    """Where a code leads; None: nowhere. Dead work and closed campaigns still lead somewhere."""
    return tracking.route(conn, code)


def count(conn: Connection, counts: Collection[HourCount]) -> None:
    """Add what was gathered since the last time."""
    tracking.count(conn, counts)


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Links that were clicked in hours that are over, and no reading tells of it."""
    return tracking.due(conn, after, _hour(now), most)


def _hour(now: datetime) -> datetime:
    """Hours before this one are over, and what was gathered in them is written."""
    return hour_of(now - GATHERED_WITHIN)


def record(conn: Connection, link_id: int, *, now: datetime) -> bool:
    """A reading of all clicks in the hours that are over; False when nothing is new.

    Observed at the full hour: at most one reading an hour and link, however often this runs.
    """
    hour = _hour(now)
    found = tracking.unrecorded(conn, link_id, hour)
    if found is None:
        return False
    clicks = tracking.clicks_before(conn, link_id, hour)
    reading = Reading(
        1,
        hour,
        _ONLY_CLICKS._replace(clicks=clicks),
        platform=found.platform,
        post_key=found.post_key,
    )
    done = metrics.record(
        conn, [reading], Source.TRACKING, batch_id=None, recorded_by=None, now=now
    )
    if done.refused:  # clicks of that hour came in after it was told of: a fresh moment tells more
        tracking.put_off(conn, link_id, hour)
    else:
        tracking.told(conn, link_id, hour)
    return True
