"""Queries about published posts: whose a link is, and which post of an assignment counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from domain.assignment import AssignmentStatus
from domain.platforms import Platform
from storage.submissions import LATEST_WITH_POST
from storage.tables.base import among
from storage.tables.work import assignment, post, submission


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post and the assignment it belongs to; `is_free` when its creator has taken it back."""

    post_id: int
    assignment_id: int
    person_id: int
    status: AssignmentStatus
    url: str
    first_seen_at: datetime
    is_free: bool


_STANDS = exists().where(
    submission.c.assignment_id == post.c.assignment_id,
    submission.c.post_id == post.c.id,
    submission.c.taken_back_at.is_(None),
)
_POST = select(
    post.c.id,
    post.c.assignment_id,
    assignment.c.person_id,
    assignment.c.status,
    post.c.url,
    post.c.first_seen_at,
    ~_STANDS.correlate(post),
).join(assignment, assignment.c.id == post.c.assignment_id)
_BY_KEY = _POST.where(
    post.c.platform == bindparam("of_platform"), post.c.post_key == bindparam("of_key")
)
_LAST = (
    select(func.max(submission.c.id))
    .where(
        submission.c.assignment_id == bindparam("assignment_id"),
        submission.c.post_id.is_not(None),
        submission.c.taken_back_at.is_(None),
    )
    .scalar_subquery()
)
_CURRENT = _POST.join(submission, submission.c.post_id == post.c.id).where(submission.c.id == _LAST)
_ADD = insert(post).returning(post.c.id)


def by_key(conn: Connection, platform: Platform, post_key: str) -> PostRow | None:
    row = conn.execute(_BY_KEY, {"of_platform": platform, "of_key": post_key}).first()
    return None if row is None else _row(row)


def current(conn: Connection, assignment_id: int) -> PostRow | None:
    """The post handed in last: the one that is reviewed, measured and paid."""
    row = conn.execute(_CURRENT, {"assignment_id": assignment_id}).first()
    return None if row is None else _row(row)


def _row(row: Any) -> PostRow:
    values: list[Any] = [*row[:3], AssignmentStatus(row[3]), *row[4:]]
    return PostRow(*values)


def add(
    conn: Connection,
    *,
    platform: Platform,
    post_key: str,
    url: str,
    assignment_id: int,
    now: datetime,
) -> int:
    """IntegrityError when the post belongs to somebody already."""
    post_id: int = conn.execute(
        _ADD,
        {
            "platform": platform,
            "post_key": post_key,
            "url": url,
            "assignment_id": assignment_id,
            "first_seen_at": now,
        },
    ).scalar_one()
    return post_id


def adopt(conn: Connection, free: PostRow, assignment_id: int, now: datetime) -> bool:
    """A post that was taken back goes to other work; False when somebody else's was first."""
    adopted = conn.execute(
        update(post)
        .where(
            post.c.id == free.post_id,
            post.c.assignment_id == free.assignment_id,
            ~_STANDS.correlate(post),
        )
        .values(assignment_id=assignment_id, first_seen_at=now)
    )
    return adopted.rowcount == 1


def become(conn: Connection, post_id: int, post_key: str, url: str) -> None:
    """A share link's post is named by its platform's own id from now on."""
    conn.execute(update(post).where(post.c.id == post_id).values(post_key=post_key, url=url))


@dataclass(frozen=True, slots=True)
class WatchedPost:
    """A post whose counts still matter, and whose it is."""

    post_id: int
    platform: Platform
    post_key: str
    first_seen_at: datetime
    person_id: int
    assignment_id: int


def watched(conn: Connection, now: datetime) -> list[WatchedPost]:
    """The posts that count of approved work whose cut-off is ahead; no link that was replaced."""
    rows = conn.execute(
        select(
            post.c.id,
            post.c.platform,
            post.c.post_key,
            post.c.first_seen_at,
            assignment.c.person_id,
            assignment.c.id,
        )
        .join(assignment, assignment.c.id == post.c.assignment_id)
        .join(submission, submission.c.post_id == post.c.id)
        .where(
            among(assignment.c.status, [AssignmentStatus.APPROVED]),
            assignment.c.cutoff_at > now,
            submission.c.id == LATEST_WITH_POST,
        )
        .order_by(post.c.id)
    )
    return [WatchedPost(row[0], Platform(row[1]), *row[2:]) for row in rows]
