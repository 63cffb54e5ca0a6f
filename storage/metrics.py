"""Queries about metric snapshots: whose post a reading is of, which of them count, their batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, bindparam, insert, select

from domain.assignment import AssignmentStatus
from domain.metrics import MetricSnapshot, PostMetrics
from domain.money import Currency
from domain.passed_over import Heard
from domain.platforms import Platform
from domain.terms import Interaction, Source
from storage.tables.campaigns import campaign, terms
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.work import assignment, post

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
_IDS = select(post.c.post_key, post.c.id).where(
    post.c.platform == bindparam("of_platform"),
    post.c.post_key.in_(bindparam("keys", expanding=True)),
)
_HOLD = (
    select(post.c.id)
    .where(post.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(post.c.id)
    .with_for_update(key_share=True)
)
_FACTS = (
    select(post.c.id, terms.c.counted, assignment.c.status, campaign.c.currency)
    .join(assignment, assignment.c.id == post.c.assignment_id)
    .join(terms, terms.c.id == assignment.c.terms_id)
    .join(campaign, campaign.c.id == terms.c.campaign_id)
    .where(post.c.id.in_(bindparam("ids", expanding=True)))
)


def post_ids(conn: Connection, platform: Platform, keys: Iterable[str]) -> dict[str, int]:
    """post key → id of those we know."""
    found: dict[str, int] = {}
    for some in _chunks(sorted(set(keys))):
        rows = conn.execute(_IDS, {"of_platform": platform, "keys": some})
        found.update((key, post_id) for key, post_id in rows)
    return found


def hold_posts(conn: Connection, ids: Iterable[int]) -> None:
    """Until this unit commits nobody else reads them in or settles them: both decide by them."""
    for some in _chunks(sorted(set(ids))):
        conn.execute(_HOLD, {"ids": some})


def facts(conn: Connection, ids: Iterable[int]) -> dict[int, PostFacts]:
    found: dict[int, PostFacts] = {}
    for some in _chunks(sorted(set(ids))):
        for post_id, counted, status, currency in conn.execute(_FACTS, {"ids": some}):
            named = tuple(map(Interaction, counted))
            fixed = AssignmentStatus(status) in _FIXED
            found[post_id] = PostFacts(post_id, named, fixed, Currency(currency))
    return found


_COUNTING = (
    select(
        metric_snapshot.c.post_id,
        metric_snapshot.c.id,
        metric_snapshot.c.source,
        metric_snapshot.c.observed_at,
        metric_snapshot.c.received_at,
        *_METRICS,
    )
    .where(
        metric_snapshot.c.post_id.in_(bindparam("ids", expanding=True)),
        metric_snapshot.c.late.is_(False),
    )
    .order_by(metric_snapshot.c.id)
)


def counting(conn: Connection, ids: Iterable[int]) -> dict[int, list[MetricSnapshot]]:
    """post id → the readings that came before its amount was fixed, in the order they came."""
    found: dict[int, list[MetricSnapshot]] = {}
    for some in _chunks(sorted(set(ids))):
        for row in conn.execute(_COUNTING, {"ids": some}):
            found.setdefault(row[0], []).append(_snapshot(row))
    return found


_HEARD = (
    select(metric_snapshot.c.late, *_COUNTING.selected_columns)
    .where(metric_snapshot.c.post_id == bindparam("of_post"))
    .order_by(metric_snapshot.c.id)
)


def heard(conn: Connection, post_id: int) -> list[Heard]:
    """All readings of a post, those that came too late among them, in the order they came."""
    rows = conn.execute(_HEARD, {"of_post": post_id})
    return [Heard(_snapshot(row[1:]), row[0]) for row in rows]


def _snapshot(row: Any) -> MetricSnapshot:
    return MetricSnapshot(row[1], Source(row[2]), row[3], row[4], PostMetrics(*row[5:]))


_ADD_BATCH = insert(import_batch).returning(import_batch.c.id)


def add_batch(
    conn: Connection,
    *,
    name: str,
    sha256: str,
    source: Source,
    imported_by: int | None,
    new_rows: int,
    repeated_rows: int,
    refused_rows: int,
    now: datetime,
) -> int:
    """What came as a whole, and was judged as one."""
    values = {
        "name": name,
        "sha256": sha256,
        "source": source,
        "imported_by": imported_by,
        "new_rows": new_rows,
        "repeated_rows": repeated_rows,
        "refused_rows": refused_rows,
        "imported_at": now,
        "done_rows": new_rows + repeated_rows + refused_rows,
        "finished_at": now,
    }
    batch_id: int = conn.execute(_ADD_BATCH, values).scalar_one()
    return batch_id


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
