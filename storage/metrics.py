"""Queries about metric snapshots: whose post a reading is of, which of them count, their batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from domain.assignment import AssignmentStatus
from domain.metrics import MetricSnapshot, PostMetrics
from domain.money import Currency
from domain.passed_over import Heard
from domain.platforms import Platform
from domain.terms import MEASURED, Interaction, Source
from storage.driver_sql import among_these, utc_of, values
from storage.submissions import LATEST_WITH_POST
from storage.tables.campaigns import campaign, terms
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.work import assignment, submission

T = TypeVar("T")

_CHUNK: Final = 500
_FIXED: Final = frozenset({AssignmentStatus.SETTLED, AssignmentStatus.VOID})


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What a reading of a post must know; `amount_is_fixed`: it comes too late to change it."""

    post_id: int
    counted: tuple[Interaction, ...]
    amount_is_fixed: bool
    currency: Currency


_METRICS = tuple(metric_snapshot.c[field] for field in PostMetrics._fields)
READING: Final = (
    metric_snapshot.c.id,
    metric_snapshot.c.source,
    metric_snapshot.c.observed_at,
    metric_snapshot.c.received_at,
    *_METRICS,
)
"""What `reading` is made of."""

_IDS: Final = "SELECT post_key, id FROM post WHERE platform = ? AND post_key IN {these}"
_PRESENT: Final = """
SELECT assignment_id, post_id FROM submission
WHERE post_id IS NOT NULL AND taken_back_at IS NULL AND assignment_id IN {these} ORDER BY id
"""
_HOLD: Final = "SELECT id FROM post WHERE id IN {these} ORDER BY id FOR NO KEY UPDATE"
_OF_WORK: Final = """
SELECT p.id, a.terms_id, a.status FROM post AS p JOIN assignment AS a ON a.id = p.assignment_id
WHERE p.id IN {these}
"""
_AGREED = (
    select(terms.c.id, terms.c.counted, campaign.c.currency)
    .join(campaign, campaign.c.id == terms.c.campaign_id)
    .where(terms.c.id.in_(bindparam("ids", expanding=True)))
)


def post_ids(conn: Connection, platform: Platform, keys: Iterable[str]) -> dict[str, int]:
    """post key → id of those we know."""
    return dict(among_these(conn, _IDS, sorted(set(keys)), platform.value))


def present_posts(conn: Connection, assignment_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(assignment, post), in the order they were handed in: the last one counts."""
    return among_these(conn, _PRESENT, sorted(set(assignment_ids)))


def hold_posts(conn: Connection, ids: Iterable[int]) -> None:
    """Until this unit commits nobody else reads them in or settles them: both decide by them.

    On SQLite nobody else writes meanwhile.
    """
    if conn.dialect.name != "sqlite":
        among_these(conn, _HOLD, sorted(set(ids)))


def facts(conn: Connection, ids: Iterable[int]) -> dict[int, PostFacts]:
    """Thousands of posts, few terms: those are read once."""
    rows = among_these(conn, _OF_WORK, sorted(set(ids)))
    agreed = _agreed(conn, {terms_id for _, terms_id, _ in rows})
    return {
        post_id: PostFacts(post_id, counted, status in _FIXED, currency)
        for post_id, terms_id, status in rows
        for counted, currency in (agreed[terms_id],)
    }


def _agreed(
    conn: Connection, ids: Iterable[int]
) -> dict[int, tuple[tuple[Interaction, ...], Currency]]:
    return {
        terms_id: (tuple(map(Interaction, counted)), Currency(currency))
        for some in _chunks(sorted(ids))
        for terms_id, counted, currency in conn.execute(_AGREED, {"ids": some})
    }


_COUNTING = (
    select(metric_snapshot.c.post_id, *READING)
    .where(
        metric_snapshot.c.post_id.in_(bindparam("ids", expanding=True)),
        metric_snapshot.c.late.is_(False),
    )
    .order_by(metric_snapshot.c.id)
)


_FED = _COUNTING.add_columns(func.coalesce(import_batch.c.feed, "")).outerjoin_from(
    metric_snapshot, import_batch, import_batch.c.id == metric_snapshot.c.batch_id
)


def counting(conn: Connection, ids: Iterable[int]) -> dict[int, list[MetricSnapshot]]:
    """post id → the readings that came before its amount was fixed, in the order they came."""
    found: dict[int, list[MetricSnapshot]] = {}
    for some in _chunks(sorted(set(ids))):
        for row in conn.execute(_COUNTING, {"ids": some}):
            found.setdefault(row[0], []).append(reading(row[1:]))
    return found


def fed(conn: Connection, ids: Iterable[int]) -> dict[int, list[MetricSnapshot]]:
    """The same, and whose feed each is of."""
    found: dict[int, list[MetricSnapshot]] = {}
    for some in _chunks(sorted(set(ids))):
        for post_id, *row, feed in conn.execute(_FED, {"ids": some}):
            found.setdefault(post_id, []).append(replace(reading(row), feed=feed))
    return found


Wanted = tuple[int, datetime, Source]
"""A post, the cut-off it is judged by, and the weakest source that pays."""

_RANKS: Final = " ".join(f"WHEN '{each}' THEN {each.rank}" for each in MEASURED)
_PAYS: Final = f"CASE {{of}}.source {_RANKS} ELSE -1 END >= k.weakest AND NOT {{of}}.late"
_DECIDING_BEGIN: Final = "WITH k(post_id, cutoff_at, weakest) AS (VALUES"
_DECIDING_END: Final = f""")
SELECT k.post_id,
  (SELECT max(a.id) FROM metric_snapshot AS a WHERE a.post_id = k.post_id AND NOT a.late),
  s.id, s.source, s.observed_at, s.received_at, {", ".join(f"s.{each.name}" for each in _METRICS)}
FROM k LEFT JOIN metric_snapshot AS s ON s.post_id = k.post_id AND {_PAYS.format(of="s")}
AND s.observed_at = (
  SELECT max(b.observed_at) FROM metric_snapshot AS b
  WHERE b.post_id = k.post_id AND b.observed_at <= k.cutoff_at AND {_PAYS.format(of="b")}
)
"""  # noqa: S608  (made of our own names)


def deciding(
    conn: Connection, wanted: Iterable[Wanted]
) -> dict[int, tuple[int, list[MetricSnapshot]]]:
    """post → the last reading of all, and those that `latest_paying` may choose at that cut-off.

    A post may have been read thousands of times; all but the last that pay cannot be chosen.
    """
    found: dict[int, tuple[int, list[MetricSnapshot]]] = {}
    for some in _chunks([(*at, weakest.rank) for *at, weakest in wanted]):
        for post_id, last, *row in values(conn, _DECIDING_BEGIN, some, _DECIDING_END):
            _, readings = found.setdefault(post_id, (last or 0, []))
            if row[0] is not None:
                snapshot_id, source, observed_at, received_at, *counts = row
                moments = utc_of(observed_at), utc_of(received_at)
                metrics = PostMetrics(*counts)
                readings.append(MetricSnapshot(snapshot_id, Source(source), *moments, metrics))
    return found


_HEARD = (
    select(metric_snapshot.c.late, *READING)
    .where(metric_snapshot.c.post_id == bindparam("of_post"))
    .order_by(metric_snapshot.c.id)
)


def heard(conn: Connection, post_id: int) -> list[Heard]:
    """All readings of a post, those that came too late among them, in the order they came."""
    rows = conn.execute(_HEARD, {"of_post": post_id})
    return [Heard(reading(row[1:]), row[0]) for row in rows]


_NEWEST = (
    select(metric_snapshot.c.late, *READING, func.coalesce(import_batch.c.feed, ""))
    .join(submission, submission.c.post_id == metric_snapshot.c.post_id)
    .join(assignment, submission.c.id == LATEST_WITH_POST)
    .outerjoin(import_batch, import_batch.c.id == metric_snapshot.c.batch_id)
    .where(assignment.c.id == bindparam("of_assignment"))
    .order_by(metric_snapshot.c.observed_at.desc(), metric_snapshot.c.id.desc())
    .limit(bindparam("most"))
)


def newest(conn: Connection, assignment_id: int, most: int) -> tuple[Heard, ...]:
    """Of a work's post, by when they were taken, the newest first, and whose feed each is of."""
    rows = conn.execute(_NEWEST, {"of_assignment": assignment_id, "most": most})
    return tuple(Heard(replace(reading(row), feed=feed), is_late) for is_late, *row, feed in rows)


def reading(row: Sequence[Any]) -> MetricSnapshot:
    """Of a row of READING."""
    return MetricSnapshot(row[0], Source(row[1]), row[2], row[3], PostMetrics(*row[4:]))


def reading_if_any(row: Sequence[Any]) -> MetricSnapshot | None:
    """The same behind an outer join."""
    return None if row[0] is None else reading(row)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
