"""Queries about the stability of data return: counted and measured by the database, row by row."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, or_, select

from domain.assignment import AssignmentStatus
from domain.returns import FeedStability, OwedBy, Stability, attributed
from domain.terms import Source
from storage.dialects import seconds_between
from storage.returns import FROM, IS_ANSWER, TELLS_OF_IT
from storage.tables.campaigns import campaign, terms
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.returns import data_return
from storage.tables.work import assignment

# The first reading that tells of it, by when it came.
_FIRST: Final = (
    select(metric_snapshot.c.id)
    .where(IS_ANSWER)
    .order_by(metric_snapshot.c.received_at, metric_snapshot.c.id)
    .limit(1)
    .correlate(data_return, terms)
    .scalar_subquery()
)
_answer = metric_snapshot.alias("answer")
_LAG: Final = seconds_between(data_return.c.due_at, _answer.c.received_at)
# Work that ended before it could be late owed nothing any more.
OWED: Final = or_(
    assignment.c.status != AssignmentStatus.VOID, assignment.c.ended_at >= data_return.c.late_at
)
_RETURNS: Final = (
    select(
        data_return.c.campaign_id,
        _answer.c.received_at,
        data_return.c.late_at,
        case((_LAG > 0, _LAG), else_=0).label("lag"),
    )
    .select_from(FROM.outerjoin(_answer, _answer.c.id == _FIRST))
    .where(OWED, or_(_answer.c.id.is_not(None), data_return.c.late_at <= bindparam("now")))
)

# Of a return that is missing: the reading that told last of its post, whose feed then owes it.
_LAST: Final = (
    select(metric_snapshot.c.id)
    .where(TELLS_OF_IT)
    .order_by(metric_snapshot.c.received_at.desc(), metric_snapshot.c.id.desc())
    .limit(1)
    .correlate(data_return, terms)
    .scalar_subquery()
)
_told = metric_snapshot.alias("told")
_its_batch = import_batch.alias("its_batch")
_told_in = import_batch.alias("told_in")
_BY_FEED: Final = (
    _RETURNS.add_columns(
        func.coalesce(
            _answer.c.source,
            _told.c.source,
            case((data_return.c.owed_by == OwedBy.CREATOR, Source.CREATOR)),
        ).label("source"),
        func.coalesce(_its_batch.c.feed, _told_in.c.feed, "").label("feed"),
    )
    .outerjoin(_its_batch, _its_batch.c.id == _answer.c.batch_id)
    .outerjoin(_told, _told.c.id == case((_answer.c.id.is_(None), _LAST)))
    .outerjoin(_told_in, _told_in.c.id == _told.c.batch_id)
)


def _counted(by: tuple[str, ...], of: Select[Any]) -> Select[Any]:
    """On time, late, missing and the median lag for each group: of an even number, the mean."""
    rows = of.subquery()
    groups = [rows.c[name] for name in by]
    came = rows.c.received_at.is_not(None)
    ranked = select(
        *rows.c,
        func.row_number().over(partition_by=[*groups, came], order_by=rows.c.lag).label("place"),
        func.count().over(partition_by=[*groups, came]).label("many"),
    ).subquery()
    again = [ranked.c[name] for name in by]
    arrived = ranked.c.received_at.is_not(None)
    in_time = ranked.c.received_at <= ranked.c.late_at
    middle = and_(
        arrived,
        ranked.c.place * 2 >= ranked.c.many,
        ranked.c.place * 2 <= ranked.c.many + 2,
    )
    return select(
        *again,
        _how_many(and_(arrived, in_time)),
        _how_many(and_(arrived, ~in_time)),
        _how_many(~arrived),
        func.avg(case((middle, ranked.c.lag))),
    ).group_by(*again)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_OF_CAMPAIGN: Final = data_return.c.campaign_id == bindparam("of_campaign")
_WHOLE: Final = _counted(("campaign_id",), _RETURNS)
_WHOLE_OF: Final = _counted(("campaign_id",), _RETURNS.where(_OF_CAMPAIGN))
_FEEDS_OF: Final = _counted(("source", "feed"), _BY_FEED.where(_OF_CAMPAIGN))
_TITLES: Final = select(campaign.c.id, campaign.c.title).order_by(campaign.c.id.desc())


def of_all(conn: Connection, now: datetime) -> dict[int, Stability]:
    """By campaign; where no return is owed yet, none."""
    return {row[0]: _stability(row[1:]) for row in conn.execute(_WHOLE, {"now": now})}


def of_campaign(conn: Connection, campaign_id: int, now: datetime) -> Stability | None:
    row = conn.execute(_WHOLE_OF, {"of_campaign": campaign_id, "now": now}).first()
    return None if row is None else _stability(row[1:])


def feeds_of(conn: Connection, campaign_id: int, now: datetime) -> tuple[FeedStability, ...]:
    """By the way they came, or should have come; the busiest first, what nobody owes last."""
    rows = conn.execute(_FEEDS_OF, {"of_campaign": campaign_id, "now": now})
    return attributed(
        FeedStability(Source(row[0]) if row[0] else None, row[1], _stability(row[2:]))
        for row in rows
    )


def titles(conn: Connection, campaign_ids: Iterable[int]) -> list[tuple[int, str]]:
    """The newest first."""
    wanted = set(campaign_ids)
    return [(row[0], row[1]) for row in conn.execute(_TITLES) if row[0] in wanted]


def _stability(row: Any) -> Stability:
    """PostgreSQL sums and averages to decimals."""
    on_time, late, missing, median = row
    return Stability(int(on_time), int(late), int(missing), None if median is None else int(median))
