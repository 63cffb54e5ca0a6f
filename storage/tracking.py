"""Queries about tracking links: where a code leads, clicks by the hour, what nothing tells of."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from domain.due_work import DueItem
from domain.platforms import Platform
from domain.tracking import HourCount, Route, TrackedLink, counts_until
from domain.tracking_target import with_content
from storage import broadcast_links
from storage.dialects import in_both
from storage.due_pages import page, paged
from storage.prepared import Prepared, prepared_insert
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import Utc
from storage.tables.campaigns import campaign, task, terms
from storage.tables.people import account
from storage.tables.tracking import tracking_count, tracking_link
from storage.tables.work import assignment, post, submission


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link of a campaign: what it brought in all, and in its busiest hour."""

    title: str
    platform: Platform
    handle: str
    url: str
    humans: int
    bots: int
    visitors: int
    most_in_an_hour: int


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """A link with clicks that no snapshot tells of yet, and the post that one would be of."""

    link_id: int
    platform: Platform
    post_key: str


_AT_ONCE: Final = 500
_ADD = prepared_insert(insert(tracking_link), "code", "assignment_id", "url")
_ROUTE = (
    select(
        tracking_link.c.id,
        task.c.target_url,
        campaign.c.ends_at,
        terms.c.cutoff_days,
        assignment.c.cutoff_at,
    )
    .join(assignment, assignment.c.id == tracking_link.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .where(tracking_link.c.code == bindparam("of_code"))
)


def add(conn: Connection, assignment_id: int, code: str, url: str) -> None:
    _ADD.run(conn, code=code, assignment_id=assignment_id, url=url)


def route(conn: Connection, code: str) -> Route | None:
    row = conn.execute(_ROUTE, {"of_code": code}).first()
    if row is None:
        return broadcast_links.route(conn, code)
    link_id, target_url, ends_at, cutoff_days, cutoff_at = row
    until = counts_until(ends_at, cutoff_days, cutoff_at)
    return Route(link_id, with_content(target_url, code), until)


_WORKS = select(tracking_link.c.code, tracking_link.c.assignment_id).where(
    tracking_link.c.code.in_(bindparam("codes", expanding=True))
)


def works(conn: Connection, codes: Collection[str]) -> dict[str, int]:
    """code → the assignment whose link it is; what nobody was given is left out."""
    wanted = sorted(codes)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = conn.execute(_WORKS, {"codes": wanted[start : start + _AT_ONCE]})
        found |= {row[0]: row[1] for row in rows}
    return found


def _count(dialect: Any) -> Prepared:
    """Added to what that hour has; SQLAlchemy's own many-row path compiles anew for each size."""
    adding = dialect.insert(tracking_count)
    sums = {
        name: tracking_count.c[name] + adding.excluded[name]
        for name in ("humans", "bots", "visitors")
    }
    upsert = adding.on_conflict_do_update(index_elements=["link_id", "hour"], set_=sums)
    return prepared_insert(upsert, *HourCount._fields)


_COUNT = in_both(_count)
_NOTE = Prepared(
    update(tracking_link)
    .where(
        tracking_link.c.id == bindparam("of_link"),
        tracking_link.c.assignment_id.is_not(None),  # a broadcast's has no post to tell of
        or_(
            tracking_link.c.untold_from.is_(None),
            tracking_link.c.untold_from > bindparam("hour", type_=Utc),
        ),
    )
    .values(untold_from=bindparam("hour", type_=Utc))
)


def count(conn: Connection, counts: Iterable[HourCount]) -> None:
    """Added to what is there; their hours are to be told of."""
    rows = [each._asdict() for each in counts]
    _COUNT[conn.dialect.name].many(conn, rows)
    clicked = [{"of_link": row["link_id"], "hour": row["hour"]} for row in rows if row["humans"]]
    if clicked:
        _NOTE.many(conn, clicked)


def _sum(name: str) -> Any:
    return func.coalesce(func.sum(tracking_count.c[name]), 0)


_OF_ASSIGNMENT = (
    select(tracking_link.c.url, _sum("humans"), _sum("bots"))
    .outerjoin(tracking_count, tracking_count.c.link_id == tracking_link.c.id)
    .where(tracking_link.c.assignment_id == bindparam("of_assignment"))
    .group_by(tracking_link.c.url)
)
_BEFORE = select(_sum("humans")).where(
    tracking_count.c.link_id == bindparam("of_link"), tracking_count.c.hour < bindparam("hour")
)


def of_assignment(conn: Connection, assignment_id: int) -> TrackedLink | None:
    row = conn.execute(_OF_ASSIGNMENT, {"of_assignment": assignment_id}).first()
    return None if row is None else TrackedLink(row[0], int(row[1]), int(row[2]))


def clicks_before(conn: Connection, link_id: int, hour: datetime) -> int:
    """By humans, in all hours before that one."""
    return int(conn.execute(_BEFORE, {"of_link": link_id, "hour": hour}).scalar_one())


_PUBLISHED = (
    tracking_link.join(assignment, assignment.c.id == tracking_link.c.assignment_id)
    .join(submission, submission.c.id == LATEST_WITH_POST)
    .join(post, post.c.id == submission.c.post_id)
)
_IS_DUE = tracking_link.c.untold_from < bindparam("hour")
_DUE = paged(
    select(tracking_link.c.untold_from, tracking_link.c.id).select_from(_PUBLISHED).where(_IS_DUE),
    tracking_link.c.untold_from,
    tracking_link.c.id,
)
_UNRECORDED = (
    select(tracking_link.c.id, post.c.platform, post.c.post_key)
    .select_from(_PUBLISHED)
    .where(tracking_link.c.id == bindparam("of_link"), _IS_DUE)
    .with_for_update(of=tracking_link)
)
_NEXT_HOUR = (
    select(func.min(tracking_count.c.hour))
    .where(
        tracking_count.c.link_id == tracking_link.c.id,
        tracking_count.c.hour >= bindparam("hour"),
        tracking_count.c.humans > 0,
    )
    .correlate(tracking_link)
    .scalar_subquery()
)
_TOLD = (
    update(tracking_link)
    .where(tracking_link.c.id == bindparam("of_link"))
    .values(untold_from=_NEXT_HOUR)
)
_PUT_OFF = (
    update(tracking_link)
    .where(tracking_link.c.id == bindparam("of_link"))
    .values(untold_from=bindparam("hour"))
)


def due(conn: Connection, after: DueItem, hour: datetime, most: int) -> list[DueItem]:
    """Links of published work with clicks before that hour that nothing tells of."""
    return page(conn, _DUE, after, most, hour=hour)


def unrecorded(conn: Connection, link_id: int, hour: datetime) -> Unrecorded | None:
    """While it is due; its row is ours until the unit of work ends."""
    row = conn.execute(_UNRECORDED, {"of_link": link_id, "hour": hour}).first()
    return None if row is None else Unrecorded(row[0], Platform(row[1]), row[2])


def told(conn: Connection, link_id: int, hour: datetime) -> None:
    """A snapshot tells of all its clicks before that hour."""
    conn.execute(_TOLD, {"of_link": link_id, "hour": hour})


def put_off(conn: Connection, link_id: int, hour: datetime) -> None:
    """It is due again when that hour is over."""
    conn.execute(_PUT_OFF, {"of_link": link_id, "hour": hour})


_OF_CAMPAIGN = (
    select(
        task.c.title,
        task.c.platform,
        account.c.handle,
        tracking_link.c.url,
        _sum("humans").label("humans"),
        _sum("bots"),
        _sum("visitors"),
        func.coalesce(func.max(tracking_count.c.humans), 0),
    )
    .select_from(tracking_link)
    .join(assignment, assignment.c.id == tracking_link.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .outerjoin(tracking_count, tracking_count.c.link_id == tracking_link.c.id)
    .where(task.c.campaign_id == bindparam("of_campaign"))
    .group_by(
        tracking_link.c.id, task.c.title, task.c.platform, account.c.handle, tracking_link.c.url
    )
    .order_by(_sum("humans").desc(), tracking_link.c.id)
    .limit(bindparam("most"))
)


def of_campaign(conn: Connection, campaign_id: int, most: int) -> tuple[LinkLine, ...]:
    """The most clicked first."""
    rows = conn.execute(_OF_CAMPAIGN, {"of_campaign": campaign_id, "most": most})
    return tuple(
        LinkLine(row[0], Platform(row[1]), row[2], row[3], *map(int, row[4:])) for row in rows
    )
