"""Queries about looks at posts: which is due at which host, how it stands.

What looks have found is check_results.py.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from domain.assignment import AssignmentStatus
from domain.checks.findings import PageState
from domain.checks.judging import Expected
from domain.checks.schedule import CheckKind, Standing
from domain.links.found import UNRESOLVED
from domain.platforms import Platform
from domain.required_parts import RequiredKind, RequiredPart
from storage.dialects import in_both
from storage.submissions import LATEST_WITH_POST
from storage.tables.campaigns import task
from storage.tables.checks import host_gate, post_check
from storage.tables.people import account
from storage.tables.work import assignment, post, rendition, submission

_FRESH: Final = {
    "attempt": 0,
    "down": "",
    "down_since": None,
    "confirmed_at": None,
    "grace_until": None,
    "raised_at": None,
    "put_off_since": None,
}


@dataclass(frozen=True, slots=True)
class CheckedPost:
    """A post with all that a look at it must know. `due_at` is its lease while it is taken."""

    post_id: int
    assignment_id: int
    person_id: int
    status: AssignmentStatus
    platform: Platform
    post_key: str
    url: str
    title: str
    first_seen_at: datetime
    retained_until: datetime | None
    submission_id: int
    is_current: bool  # the post handed in last: another link has not taken its place
    due_at: datetime | None
    standing: Standing
    expected: Expected

    @property
    def is_short(self) -> bool:
        """Its link has not been resolved yet."""
        return self.post_key.startswith(UNRESOLVED)


_PLAN_COLUMNS: Final = ("kind", "host", "due_at", *_FRESH)


def _plan(dialect: Any) -> Any:
    adding = dialect.insert(post_check)
    return adding.on_conflict_do_update(
        index_elements=[post_check.c.post_id],
        set_={name: adding.excluded[name] for name in _PLAN_COLUMNS},
    )


_PLAN = in_both(_plan)


def plan(conn: Connection, post_id: int, kind: CheckKind, host: str, due_at: datetime) -> None:
    """The next look, with a clean slate: what was seen before stays in its results."""
    values = {"post_id": post_id, "kind": kind, "host": host, "due_at": due_at, **_FRESH}
    conn.execute(_PLAN[conn.dialect.name], values)


def replan(conn: Connection, post_id: int, kind: CheckKind, due_at: datetime) -> None:
    """As `plan`, at the host it was asked at before."""
    conn.execute(
        update(post_check)
        .where(post_check.c.post_id == post_id)
        .values(kind=kind, due_at=due_at, **_FRESH)
    )


_RANKED = (
    select(
        post_check.c.due_at,
        post_check.c.post_id,
        func.row_number()
        .over(partition_by=post_check.c.host, order_by=(post_check.c.due_at, post_check.c.post_id))
        .label("number"),
    )
    .select_from(post_check)
    .outerjoin(host_gate, host_gate.c.host == post_check.c.host)
    .where(
        post_check.c.due_at <= bindparam("now"),
        or_(host_gate.c.opens_at.is_(None), host_gate.c.opens_at <= bindparam("now")),
    )
    .subquery()
)
_DUE = (
    select(_RANKED.c.post_id)
    .where(_RANKED.c.number == 1)
    .order_by(_RANKED.c.due_at, _RANKED.c.post_id)
    .limit(bindparam("most"))
)


def due(conn: Connection, *, most: int, now: datetime) -> list[int]:
    """The oldest due post of each host that may be asked now."""
    return list(conn.execute(_DUE, {"most": most, "now": now}).scalars())


_LAST_OF_POST = (
    select(func.max(submission.c.id))
    .where(submission.c.post_id == post.c.id)
    .correlate(post)
    .scalar_subquery()
)
_ONE = (
    select(
        post.c.id,
        assignment.c.id,
        assignment.c.person_id,
        assignment.c.status,
        post.c.platform,
        post.c.post_key,
        post.c.url,
        task.c.title,
        post.c.first_seen_at,
        assignment.c.retained_until,
        _LAST_OF_POST,
        func.coalesce(LATEST_WITH_POST, 0) == _LAST_OF_POST,
        post_check.c.due_at,
        *(post_check.c[name] for name in Standing.__slots__),
        account.c.handle,
        account.c.profile_key,
        assignment.c.claimed_at,
        rendition.c.required,
    )
    .select_from(post_check)
    .join(post, post.c.id == post_check.c.post_id)
    .join(assignment, assignment.c.id == post.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .join(rendition, rendition.c.assignment_id == assignment.c.id)
    .where(post_check.c.post_id == bindparam("of_post"))
)
_STANDS_FROM: Final = 13


def one(conn: Connection, post_id: int) -> CheckedPost | None:
    row: Any = conn.execute(_ONE, {"of_post": post_id}).first()
    if row is None:
        return None
    head, stands = list(row[:_STANDS_FROM]), row[_STANDS_FROM:-4]
    head[3], head[4] = AssignmentStatus(head[3]), Platform(head[4])
    head[10], head[11] = head[10] or 0, bool(head[11])
    handle, profile_key, claimed_at, required = row[-4:]
    parts = tuple(RequiredPart(RequiredKind(kind), text) for kind, text in required)
    expected = Expected(handle, profile_key, claimed_at, parts)
    values: list[Any] = [*head, _standing(stands), expected]
    return CheckedPost(*values)


_GONE_SINCE = (
    select(post_check.c.down_since)
    .select_from(assignment)
    .join(submission, submission.c.id == LATEST_WITH_POST)
    .join(post_check, post_check.c.post_id == submission.c.post_id)
    .where(assignment.c.id == bindparam("of_assignment"), post_check.c.confirmed_at.is_not(None))
)


def _standing(columns: Any) -> Standing:
    kind, attempt, down, *rest = columns
    return Standing(CheckKind(kind), attempt, PageState(down) if down else None, *rest)


def lease(conn: Connection, post_id: int, until: datetime, *, now: datetime) -> bool:
    """False: another process has taken it."""
    taken = (
        update(post_check)
        .where(post_check.c.post_id == post_id, post_check.c.due_at <= now)
        .values(due_at=until)
    )
    return conn.execute(taken).rowcount == 1


def keep(
    conn: Connection,
    post_id: int,
    leased_until: datetime,
    standing: Standing,
    due_at: datetime | None,
) -> bool:
    """How it stands after a look; False: the lease was lost to another process."""
    told = {"down": standing.down or "", "due_at": due_at, "put_off_since": None}
    columns = asdict(standing) | told
    kept = (
        update(post_check)
        .where(post_check.c.post_id == post_id, post_check.c.due_at == leased_until)
        .values(**columns)
    )
    return conn.execute(kept).rowcount == 1


def put_off(conn: Connection, post_id: int, leased_until: datetime, until: datetime) -> None:
    conn.execute(
        update(post_check)
        .where(post_check.c.post_id == post_id, post_check.c.due_at == leased_until)
        .values(due_at=until)
    )


def put_off_since(conn: Connection, post_id: int, now: datetime) -> datetime:
    """When it was put off for the first time since it was looked at; that is now, if never."""
    since = func.coalesce(post_check.c.put_off_since, now)
    marked = (
        update(post_check)
        .where(post_check.c.post_id == post_id)
        .values(put_off_since=since)
        .returning(post_check.c.put_off_since)
    )
    found: datetime = conn.execute(marked).scalar_one()
    return found


_KEPT_WAITING: Final = (
    select(post_check.c.post_id)
    .join(host_gate, host_gate.c.host == post_check.c.host)
    .where(
        post_check.c.due_at <= bindparam("since"),
        host_gate.c.opens_at > bindparam("now"),
        host_gate.c.strikes >= bindparam("strikes"),
    )
    .order_by(post_check.c.due_at, post_check.c.post_id)
    .limit(bindparam("most"))
)


def kept_waiting(
    conn: Connection, *, most: int, since: datetime, strikes: int, now: datetime
) -> list[int]:
    """Posts due since then whose host is not to be asked now, for it refused so often."""
    values = {"most": most, "since": since, "strikes": strikes, "now": now}
    return list(conn.execute(_KEPT_WAITING, values).scalars())


def end(conn: Connection, post_id: int) -> None:
    """Nobody looks at it any more."""
    conn.execute(update(post_check).where(post_check.c.post_id == post_id).values(due_at=None))


def raised(conn: Connection, post_id: int, at: datetime) -> None:
    """A person is asked to decide on it."""
    conn.execute(update(post_check).where(post_check.c.post_id == post_id).values(raised_at=at))


def gone_since(conn: Connection, assignment_id: int) -> datetime | None:
    """Its post, first seen down and so again an hour later, and not up since."""
    return conn.execute(_GONE_SINCE, {"of_assignment": assignment_id}).scalar()


def forget(conn: Connection, post_id: int) -> None:
    """Its post has become another one: what is looked at is that one."""
    conn.execute(delete(post_check).where(post_check.c.post_id == post_id))
