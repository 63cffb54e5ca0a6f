"""Queries about readings that were refused for another of their own sort; what it means, risk."""

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select

from domain.metrics import MetricSnapshot, PostMetrics
from domain.terms import Source
from storage import risk_due
from storage.snapshot_rows import NewRow, Origin
from storage.tables.metrics import contradiction, import_batch

MOST_OF_ONE: Final = 50  # of one post: a feed that says otherwise each hour is understood by then
_OF: Final = (
    select(
        contradiction.c.post_id,
        contradiction.c.source,
        contradiction.c.observed_at,
        contradiction.c.received_at,
        contradiction.c.counts,
        func.coalesce(import_batch.c.feed, ""),
    )
    .outerjoin(import_batch, import_batch.c.id == contradiction.c.batch_id)
    .where(contradiction.c.post_id.in_(bindparam("ids", expanding=True)))
    .order_by(contradiction.c.id)
)
_KNOWN: Final = (
    select(contradiction.c.post_id, func.count())
    .where(contradiction.c.post_id.in_(bindparam("ids", expanding=True)))
    .group_by(contradiction.c.post_id)
)


def keep(conn: Connection, rows: Sequence[NewRow], of: Origin) -> None:
    """Of each post the first so many; their posts are looked at."""
    room = {row.post_id: MOST_OF_ONE for row in rows}
    ids = sorted(room)
    for post_id, count in conn.execute(_KNOWN, {"ids": ids}):
        room[post_id] -= count
    values = []
    for row, batch_id in zip(rows, of.batches_of([each.line for each in rows]), strict=False):
        if room[row.post_id] > 0:
            room[row.post_id] -= 1
            values.append(
                {
                    "post_id": row.post_id,
                    "source": of.source.value,
                    "observed_at": row.observed_at,
                    "batch_id": batch_id,
                    "counts": PostMetrics(*row.counts)._asdict(),
                    "received_at": of.received_at,
                }
            )
    if values:
        conn.execute(insert(contradiction), values)
    for post_id in ids:
        risk_due.add_of_post(conn, post_id, of.received_at)


def of(conn: Connection, post_ids: Iterable[int]) -> dict[int, list[MetricSnapshot]]:
    """post id → what was said otherwise of it; no snapshot ids, for they pay nothing."""
    found: dict[int, list[MetricSnapshot]] = {}
    for post_id, source, observed_at, received_at, counts, feed in conn.execute(
        _OF, {"ids": sorted(set(post_ids))}
    ):
        said = MetricSnapshot(
            0, Source(source), observed_at, received_at, PostMetrics(**counts), feed
        )
        found.setdefault(post_id, []).append(said)
    return found
