"""Queries about a campaign's whole funnel, from views to repurchases; summed by the database."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, select

from domain.assignment import DONE
from domain.funnel import Funnel
from domain.metrics import NUMBERS, VALUES, PostMetrics
from domain.terms import Source
from storage.tables.base import among
from storage.tables.campaigns import campaign, task
from storage.tables.metrics import metric_snapshot
from storage.tables.work import assignment, post

# Counts run since publication: of each source the newest reading of a post says it all.
_NEWEST: Final = (
    select(
        *(metric_snapshot.c[field] for field in PostMetrics._fields),
        metric_snapshot.c.post_id,
        metric_snapshot.c.source,
        metric_snapshot.c.observed_at,
        campaign.c.currency.label("of_campaign"),
        func.row_number()
        .over(
            partition_by=[metric_snapshot.c.post_id, metric_snapshot.c.source],
            order_by=[metric_snapshot.c.observed_at.desc(), metric_snapshot.c.id.desc()],
        )
        .label("place"),
    )
    .join(post, post.c.id == metric_snapshot.c.post_id)
    .join(assignment, assignment.c.id == post.c.assignment_id)
    .join(task, task.c.id == assignment.c.task_id)
    .join(campaign, campaign.c.id == task.c.campaign_id)
    .where(campaign.c.id == bindparam("campaign_id"), among(assignment.c.status, DONE))
    .subquery()
)


def _of(source: Source, field: str) -> ColumnElement[Any]:
    """What that source says of the post; amounts in another currency are not the campaign's."""
    is_said = _NEWEST.c.source == source.value
    if field in VALUES:
        is_said &= _NEWEST.c.currency == _NEWEST.c.of_campaign
    return func.max(case((is_said, _NEWEST.c[field])))


_BY_POST: Final = (
    select(
        *(
            func.coalesce(*(_of(source, field) for source in reversed(Source))).label(field)
            for field in NUMBERS
        ),
        func.max(_NEWEST.c.observed_at).label("observed_at"),
    )
    .where(_NEWEST.c.place == 1)
    .group_by(_NEWEST.c.post_id)
    .subquery()
)
_WHOLE: Final = select(
    *(func.sum(_BY_POST.c[field]) for field in NUMBERS),
    func.count(),
    func.max(_BY_POST.c.observed_at),
)


def of_campaign(conn: Connection, campaign_id: int) -> Funnel:
    """Of the posts that count; of each figure the strongest source that says it."""
    *sums, posts, observed_at = conn.execute(_WHOLE, {"campaign_id": campaign_id}).one()
    counts: list[Any] = [None if each is None else int(each) for each in sums]
    moment: datetime | None = observed_at
    return Funnel(PostMetrics(*counts), posts, moment)
