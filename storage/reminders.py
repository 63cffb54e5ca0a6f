"""Queries about reminder rows: written with the deadline, due by their time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    func,
    select,
    update,
)

from domain.delivery import ReminderKind, ReminderStatus
from domain.due_work import DueItem
from domain.last_call import Clock
from domain.people import Standing
from storage.dialects import each_of, words_of
from storage.due_pages import page, paged
from storage.prepared import Prepared
from storage.tables.base import among
from storage.tables.campaigns import task
from storage.tables.delivery import reminder
from storage.tables.people import account, person
from storage.tables.work import assignment


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """What is to be reminded of, when; `subject` names the noun that `subject_id` counts."""

    kind: ReminderKind
    subject: str
    subject_id: int
    due_at: datetime
    reminder_id: int = 0  # 0 until stored


_COLUMNS = ("kind", "subject", "subject_id", "due_at", "status")
_WAITING = ReminderStatus.WAITING
_ROW = select(
    reminder.c.kind, reminder.c.subject, reminder.c.subject_id, reminder.c.due_at, reminder.c.id
)
_DUE = paged(
    select(reminder.c.due_at, reminder.c.id).where(
        among(reminder.c.status, [ReminderStatus.WAITING]), reminder.c.due_at <= bindparam("now")
    ),
    reminder.c.due_at,
    reminder.c.id,
)
_HOLD = _ROW.where(
    reminder.c.id == bindparam("reminder_id"), reminder.c.status == ReminderStatus.WAITING
).with_for_update(skip_locked=True)
_END = (
    update(reminder)
    .where(reminder.c.id == bindparam("reminder_id"))
    .values(status=bindparam("ended_as"))
)
_BEFORE = select(func.max(reminder.c.due_at)).where(
    reminder.c.subject_id == bindparam("subject_id"),
    reminder.c.kind == bindparam("kind"),
    reminder.c.due_at < bindparam("at"),
)
_BY_ID = _ROW.where(reminder.c.id == bindparam("reminder_id"))


def add(conn: Connection, rows: Iterable[ReminderRow]) -> None:
    """The same reminder at the same time is one row; one that was dropped waits once more."""
    known = [(row.kind, row.subject, row.subject_id, row.due_at, _WAITING) for row in rows]
    if known:
        values = zip(_names(len(known)), chain.from_iterable(known), strict=True)
        _adding(conn.dialect.name, len(known)).tell(conn, **dict(values))


def add_many(conn: Connection, rows: Iterable[ReminderRow]) -> None:
    """The same for however many rows."""
    known = [(row.kind, row.subject, row.subject_id, row.due_at, _WAITING) for row in rows]
    named = [dict(zip(_COLUMNS, row, strict=True)) for row in known]
    _each_added(conn.dialect.name).many(conn, named)


@cache
def _each_added(dialect: str) -> Prepared:
    return Prepared(_or_waits_again(words_of(dialect).insert(reminder)), _COLUMNS)


@cache
def _names(rows: int) -> tuple[str, ...]:
    """Of every value of that many rows."""
    return tuple(f"{column}_{at}" for at in range(rows) for column in _COLUMNS)


@cache
def _adding(dialect: str, rows: int) -> Prepared:
    """One statement for that many rows: a claim comes with three."""
    places: list[dict[str, Any]] = [
        {name: bindparam(f"{name}_{at}", type_=reminder.c[name].type) for name in _COLUMNS}
        for at in range(rows)  # typed: SQLAlchemy itself types the first row alone
    ]
    return Prepared(_or_waits_again(words_of(dialect).insert(reminder).values(places)))


def _or_waits_again(adding: Any) -> Any:
    """A fresh deadline may be the old one; what was said of that is not said twice."""
    return adding.on_conflict_do_update(
        index_elements=[reminder.c.subject_id, reminder.c.kind, reminder.c.due_at],
        set_={"status": adding.excluded.status},
        where=among(reminder.c.status, [ReminderStatus.DROPPED]),
    )


def due(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """The oldest that wait, behind `after`."""
    return page(conn, _DUE, after, most, now=now)


def hold(conn: Connection, reminder_id: int) -> ReminderRow | None:
    """The row while it still waits and nobody else is at it; ours until the unit of work ends."""
    row = conn.execute(_HOLD, {"reminder_id": reminder_id}).first()
    return None if row is None else _row(row)


def by_id(conn: Connection, reminder_id: int) -> ReminderRow | None:
    row = conn.execute(_BY_ID, {"reminder_id": reminder_id}).first()
    return None if row is None else _row(row)


def _row(row: Any) -> ReminderRow:
    return ReminderRow(ReminderKind(row[0]), *row[1:])


def end(conn: Connection, reminder_id: int, status: ReminderStatus) -> None:
    conn.execute(_END, {"reminder_id": reminder_id, "ended_as": status})


def drop_for(conn: Connection, subject: str, subject_id: int) -> None:
    """The deadline is met or gone: what still waits about it will not be sent."""
    _drop(conn, reminder.c.subject == subject, reminder.c.subject_id == subject_id)


def drop_kind(conn: Connection, kind: ReminderKind, subject_id: int) -> None:
    """What still waits of that kind about it will not be sent; a kind has one sort of subject."""
    _drop(conn, reminder.c.subject_id == subject_id, reminder.c.kind == kind)


def _drop(conn: Connection, *which: ColumnElement[bool]) -> None:
    waiting = update(reminder).where(*which, reminder.c.status == _WAITING)
    conn.execute(waiting.values(status=ReminderStatus.DROPPED))


def forget_waiting(conn: Connection, kind: ReminderKind, subject_id: int) -> bool:
    """Its time is another one now: nothing of it is kept. False when none waited."""
    waiting = (reminder.c.subject_id == subject_id, reminder.c.kind == kind)
    gone = conn.execute(delete(reminder).where(*waiting, reminder.c.status == _WAITING))
    return gone.rowcount > 0


def before(conn: Connection, kind: ReminderKind, subject_id: int, at: datetime) -> datetime | None:
    """When the one before `at` was due, that came or would have come."""
    earlier = {"subject_id": subject_id, "kind": kind, "at": at}
    found: datetime | None = conn.execute(_BEFORE, earlier).scalar()
    return found


CLOCK = (person.c.timezone, person.c.quiet_from_hour, person.c.quiet_to_hour)
_CLOCK_OF = Prepared(
    select(*CLOCK)
    .join(assignment, assignment.c.person_id == person.c.id)
    .where(assignment.c.id == bindparam("assignment_id"))
)
_OF_DEADLINES = (
    select(reminder.c.subject_id, reminder.c.due_at, assignment.c.due_at, *CLOCK)
    .join(assignment, assignment.c.id == reminder.c.subject_id)
    .join(person, person.c.id == assignment.c.person_id)
    .where(
        assignment.c.person_id == bindparam("person_id"),
        reminder.c.kind == bindparam("kind"),
        reminder.c.status == _WAITING,
    )
)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A reminder of a deadline that waits until `at`, and how its reader lives."""

    assignment_id: int
    at: datetime
    due_at: datetime
    clock: Clock


def clock_of(conn: Connection, assignment_id: int) -> Clock:
    """Its creator's."""
    row = _CLOCK_OF.first(conn, assignment_id=assignment_id)
    assert row is not None  # whoever asks has just read or written it
    return clock(*row)


def planned_calls(conn: Connection, kind: ReminderKind, person_id: int) -> list[PlannedCall]:
    """Of deadlines that run on this person, what still waits."""
    rows = conn.execute(_OF_DEADLINES, {"person_id": person_id, "kind": kind})
    return [PlannedCall(*row[:3], clock(*row[3:])) for row in rows]


def clock(timezone: str, from_hour: int, to_hour: int) -> Clock:
    return Clock(timezone, time(from_hour), time(to_hour))


_CALLED = (
    select(task.c.title, task.c.category, task.c.platform, account.c.handle)
    .select_from(assignment)
    .join(task, task.c.id == assignment.c.task_id)
    .join(account, account.c.id == assignment.c.account_id)
    .where(assignment.c.id == bindparam("assignment_id"))
)


def title(conn: Connection, assignment_id: int) -> str:
    """What the assignment's task is called."""
    return called(conn, assignment_id).title


@dataclass(frozen=True, slots=True)
class Called:
    """What tells a work from its creator's others, in a notice's facts."""

    title: str
    category: str
    platform: str
    handle: str


def called(conn: Connection, assignment_id: int) -> Called:
    return Called(*conn.execute(_CALLED, {"assignment_id": assignment_id}).one())


HAS_NO_DIGEST = and_(
    person.c.standing.in_((Standing.ACTIVE, Standing.PAUSED)),  # what they hold goes on
    ~exists().where(
        reminder.c.kind == ReminderKind.WEEKLY_DIGEST,
        reminder.c.subject == "person",
        reminder.c.subject_id == person.c.id,
        reminder.c.status == ReminderStatus.WAITING,
    ),
)
# Along the numbers: in the order of days each page would look at everybody, to sort them.
_WITHOUT_DIGEST = (
    select(person.c.created_at, person.c.id)
    .where(HAS_NO_DIGEST, person.c.id > bindparam("after_id"))
    .order_by(person.c.id)
    .limit(bindparam("most"))
)
_these = each_of(bindparam("of_people", type_=JSON)).table_valued("value")
_LACK_DIGEST = (
    select(person.c.id, person.c.timezone)
    .where(person.c.id.in_(select(cast(_these.c.value, BigInteger))), HAS_NO_DIGEST)
    .order_by(person.c.id)
)


def without_digest(conn: Connection, after: DueItem, most: int) -> list[DueItem]:
    """Active creators who no digest row waits for, behind that one, by their numbers."""
    rows = conn.execute(_WITHOUT_DIGEST, {"after_id": after[1], "most": most})
    return [(row[0], row[1]) for row in rows]


def lack_digest(conn: Connection, people: Sequence[int]) -> list[tuple[int, str]]:
    """Those of them who no digest row waits for, and the timezone of each."""
    return [(row[0], row[1]) for row in conn.execute(_LACK_DIGEST, {"of_people": list(people)})]
