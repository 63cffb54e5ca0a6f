"""Queries about which assignments may have something new to look at, gathered from newer rows.

Not asked of all work at each tick: what is new stands behind a mark in its own table.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, FromClause, Select, bindparam, func, select, update

from storage.dialects import in_both
from storage.tables.metrics import metric_snapshot
from storage.tables.risk import risk_due, risk_mark
from storage.tables.work import post, proof, submission

MOST_ROWS: Final = 2_000  # of one table in one unit of work: a tap may wait for it


Adding = Mapping[str, Any]  # by dialect


def _behind(
    row_id: Column[int], whose: Column[int], rows: FromClause
) -> tuple[Adding, Select[Any]]:
    """Puts on the list whose the rows behind a mark are, up to an id; and that id, of the most that
    are read.

    They keep their place in the line where they stand there already.
    """
    window = (
        select(row_id)
        .where(row_id > bindparam("mark"))
        .order_by(row_id)
        .limit(bindparam("most"))
        .subquery()
    )
    found = (
        select(whose, bindparam("since", type_=risk_due.c.since.type))
        .select_from(rows)
        .where(row_id > bindparam("mark"), row_id <= bindparam("end"))
        .distinct()
        .order_by(whose)
    )
    names = ["assignment_id", "since"]
    adding = in_both(
        lambda dialect: dialect.insert(risk_due).from_select(names, found).on_conflict_do_nothing()
    )
    return adding, select(func.max(window.c.id))


_NOUNS: Final = {
    "submission": _behind(submission.c.id, submission.c.assignment_id, submission),
    "metric_snapshot": _behind(
        metric_snapshot.c.id,
        post.c.assignment_id,
        metric_snapshot.join(post, post.c.id == metric_snapshot.c.post_id),
    ),
    "proof": _behind(
        proof.c.id,
        submission.c.assignment_id,
        proof.join(submission, submission.c.id == proof.c.submission_id),
    ),
}
_MARK: Final = select(risk_mark.c.last_id).where(risk_mark.c.noun == bindparam("of_noun"))
_GO_ON: Final = (
    update(risk_mark)
    .where(risk_mark.c.noun == bindparam("of_noun"))
    .values(last_id=bindparam("end"))
)
_ADD: Final = in_both(lambda dialect: dialect.insert(risk_due).on_conflict_do_nothing())
_BEGIN: Final = in_both(lambda dialect: dialect.insert(risk_mark).on_conflict_do_nothing())
_OF_POST: Final = select(post.c.assignment_id).where(post.c.id == bindparam("of_post"))


def is_behind(conn: Connection) -> bool:
    """Whether there is anything to gather."""
    return any(
        conn.execute(last, {"mark": _mark(conn, noun) or 0, "most": 1}).scalar() is not None
        for noun, (_, last) in _NOUNS.items()
    )


def gather(conn: Connection, now: datetime, most: int = MOST_ROWS) -> int:
    """Whose newer rows there are, up to `most` of each table; how many rows those were, or so."""
    return sum(_gather(conn, noun, now, most) for noun in _NOUNS)


def _gather(conn: Connection, noun: str, now: datetime, most: int) -> int:
    adding, last = _NOUNS[noun]
    mark = _mark(conn, noun)
    if mark is None:
        conn.execute(_BEGIN[conn.dialect.name], {"noun": noun, "last_id": 0})
        mark = 0
    end = conn.execute(last, {"mark": mark, "most": most}).scalar()
    if end is None:
        return 0
    conn.execute(adding[conn.dialect.name], {"mark": mark, "end": end, "since": now})
    conn.execute(_GO_ON, {"of_noun": noun, "end": end})
    return int(end - mark)


def _mark(conn: Connection, noun: str) -> int | None:
    found: int | None = conn.execute(_MARK, {"of_noun": noun}).scalar()
    return found


def add_of_post(conn: Connection, post_id: int, now: datetime) -> None:
    """Its page says something new, or it is another post now."""
    rows = [
        {"assignment_id": each, "since": now}
        for each in conn.execute(_OF_POST, {"of_post": post_id}).scalars()
    ]
    if rows:
        conn.execute(_ADD[conn.dialect.name], rows)
