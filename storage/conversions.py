"""Queries about conversions: where each stands, what those of a post sum up to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    Subquery,
    bindparam,
    case,
    distinct,
    func,
    or_,
    select,
)

from domain.attribution import News
from domain.conversions import Basics, ConversionStatus, Kind, Standing
from domain.metrics import PostMetrics
from domain.money import Currency
from domain.terms import Source
from storage.driver_sql import many, utc_of, values
from storage.tables.campaigns import campaign, task
from storage.tables.conversions import conversion
from storage.tables.metrics import metric_snapshot
from storage.tables.work import assignment, post

Key = tuple[str, str]  # the partner and its own id
_AT_ONCE: Final = 500
_SAID: Final = (
    *("partner", "conversion_id", "post_id", "kind", "amount_minor", "currency", "occurred_at"),
    *("status", "refunded_minor"),
)
_STORED: Final = (*_SAID, "buyer", "batch_id", "received_at")
_KEYS: Final = "WITH k(partner, conversion_id) AS (VALUES"
_FIND: Final = f""")
SELECT {", ".join(f"c.{name}" for name in _SAID)} FROM k CROSS JOIN conversion AS c
WHERE c.partner = k.partner AND c.conversion_id = k.conversion_id
"""  # noqa: S608  (made of our own column names)


class NewConversion(NamedTuple):
    """`buyer` is a hash, or empty."""

    key: Key
    standing: Standing
    buyer: str
    batch_id: int


@dataclass(frozen=True, slots=True)
class Summed:
    """The orders of a post; `latest` is when the last of them was placed."""

    metrics: PostMetrics
    latest: datetime


def standings(conn: Connection, keys: Collection[Key]) -> dict[Key, Standing]:
    """How far those have come that we know."""
    found: dict[Key, Standing] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        for row in values(conn, _KEYS, wanted[start : start + _AT_ONCE], _FIND):
            key, standing = (row[0], row[1]), _standing(row)
            if key not in found or standing.is_news_to(found[key]):
                found[key] = standing
    return found


def append(conn: Connection, rows: Iterable[NewConversion], now: datetime) -> None:
    places = ", ".join("?" * len(_STORED))
    insert = f"INSERT INTO conversion ({', '.join(_STORED)}) VALUES ({places})"  # noqa: S608
    many(conn, insert, [(*_told(row), row.buyer, row.batch_id, now) for row in rows])


def sums(conn: Connection, ids: Iterable[int], *, in_time: bool) -> dict[int, Summed]:
    """Of posts that have orders; `in_time` of those alone that were placed by the cut-off."""
    query = _SUMS_IN_TIME if in_time else _SUMS
    return {row[0]: _summed(row) for row in _of_posts(conn, query, ids)}


def last_summed(conn: Connection, ids: Iterable[int], *, in_time: bool) -> dict[int, datetime]:
    """As of when they were summed up last; `in_time` by the cut-off."""
    query = _LAST_IN_TIME if in_time else _LAST
    return dict(_of_posts(conn, query, ids))


def news(conn: Connection, ids: Iterable[int]) -> dict[int, list[News]]:
    """All that was told of posts, by post, in the order it came."""
    found: dict[int, list[News]] = {}
    for row in _of_posts(conn, _NEWS, ids):
        row_id, partner, conversion_id, post_id = row[:4]
        told = News(row_id, partner, conversion_id, _standing(row[1:10]), *row[10:])
        found.setdefault(post_id, []).append(told)
    return found


def _of_posts(conn: Connection, query: Select[Any], ids: Iterable[int]) -> Iterable[Any]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        yield from conn.execute(query, {"ids": wanted[start : start + _AT_ONCE]})


def _told(row: NewConversion) -> Sequence[Any]:
    basics = row.standing.basics
    return (
        *(*row.key, basics.post_id, basics.kind.value, basics.amount_minor, basics.currency.value),
        *(basics.occurred_at, row.standing.status.value, row.standing.refunded_minor),
    )


def _standing(row: Any) -> Standing:
    basics = Basics(row[2], Kind(row[3]), row[4], Currency(row[5]), utc_of(row[6]))
    return Standing(basics, ConversionStatus(row[7]), row[8])


def _summed(row: Any) -> Summed:
    _, currency, latest, orders, refunds, value, refunded, told, buyers = row
    numbers = dict.fromkeys(PostMetrics._fields)
    metrics = PostMetrics(**numbers)._replace(
        orders=orders,
        refunds=int(refunds),
        repurchases=told - buyers if told else None,
        order_value_minor=int(value),
        refund_value_minor=int(refunded),
        currency=currency,
    )
    return Summed(metrics, latest)


_IN_TIME = or_(assignment.c.cutoff_at.is_(None), conversion.c.occurred_at <= assignment.c.cutoff_at)
_IDS: Any = bindparam("ids", expanding=True)


def _orders(*which: Any) -> Subquery:
    """One row each: a conversion stands where its furthest row is."""
    return (
        select(
            conversion.c.post_id,
            campaign.c.currency,
            func.max(conversion.c.occurred_at).label("occurred_at"),
            func.max(conversion.c.amount_minor).label("amount_minor"),
            func.max(conversion.c.refunded_minor).label("refunded_minor"),
            func.max(case((conversion.c.status == ConversionStatus.REFUNDED, 1), else_=0)).label(
                "refunded"
            ),
            func.nullif(
                conversion.c.partner + "/" + func.max(conversion.c.buyer),
                conversion.c.partner + "/",
            ).label("buyer"),
        )
        .join(post, post.c.id == conversion.c.post_id)
        .join(assignment, assignment.c.id == post.c.assignment_id)
        .join(task, task.c.id == assignment.c.task_id)
        .join(campaign, campaign.c.id == task.c.campaign_id)
        .where(conversion.c.post_id.in_(_IDS), conversion.c.kind == Kind.ORDER, *which)
        .group_by(
            conversion.c.post_id,
            campaign.c.currency,
            conversion.c.partner,
            conversion.c.conversion_id,
        )
        .subquery()
    )


def _sums(*which: Any) -> Select[Any]:
    """Of the orders of each post."""
    each = _orders(*which)
    return select(
        each.c.post_id,
        each.c.currency,
        func.max(each.c.occurred_at),
        func.count(),
        func.sum(each.c.refunded),
        func.sum(each.c.amount_minor),
        func.sum(each.c.refunded_minor),
        func.count(each.c.buyer),
        func.count(distinct(each.c.buyer)),
    ).group_by(each.c.post_id, each.c.currency)


_NEWS = (
    select(conversion.c.id, *(conversion.c[name] for name in _SAID), conversion.c.received_at)
    .add_columns(assignment.c.claimed_at)
    .join(post, post.c.id == conversion.c.post_id)
    .join(assignment, assignment.c.id == post.c.assignment_id)
    .where(conversion.c.post_id.in_(_IDS))
    .order_by(conversion.c.id)
)
_SUMS = _sums()
_SUMS_IN_TIME = _sums(_IN_TIME)
_LAST = (
    select(metric_snapshot.c.post_id, func.max(metric_snapshot.c.observed_at))
    .where(metric_snapshot.c.post_id.in_(_IDS), metric_snapshot.c.source == Source.PARTNER)
    .group_by(metric_snapshot.c.post_id)
)
_LAST_IN_TIME = (
    _LAST.join(post, post.c.id == metric_snapshot.c.post_id)
    .join(assignment, assignment.c.id == post.c.assignment_id)
    .where(
        or_(
            assignment.c.cutoff_at.is_(None),
            metric_snapshot.c.observed_at <= assignment.c.cutoff_at,
        )
    )
)
