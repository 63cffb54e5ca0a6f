"""Which cut-offs of a work something was read by that pays; when it is settled, others say."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    null,
    or_,
    select,
)

from domain.terms import MEASURED, MEASURED_METHODS, Source
from storage.dialects import each_of
from storage.moments import days_before
from storage.submissions import LATEST_WITH_POST
from storage.tables import campaigns
from storage.tables.base import among
from storage.tables.metrics import metric_snapshot
from storage.tables.work import assignment, submission


def _rank(source: ColumnElement[str]) -> ColumnElement[int]:
    return case({each.value: each.rank for each in Source}, value=source)


POST: Final = (
    select(submission.c.post_id)
    .where(submission.c.id == LATEST_WITH_POST)
    .correlate(assignment)
    .scalar_subquery()
)
_PAYS = and_(
    metric_snapshot.c.post_id == POST,
    among(metric_snapshot.c.source, MEASURED),
    _rank(metric_snapshot.c.source) >= _rank(campaigns.terms.c.weakest_source),
)
NEEDS_READING: Final = among(campaigns.terms.c.method, MEASURED_METHODS)


def is_read_by(moment: ColumnElement[Any], *within: Any) -> ColumnElement[bool]:
    """A reading that pays was taken until then; `within` are tables that `moment` comes from."""
    read: Select[Any] = select(metric_snapshot.c.id).where(
        _PAYS, metric_snapshot.c.observed_at <= moment
    )
    return exists(read.correlate(assignment, campaigns.terms, *within))


_days = each_of(campaigns.terms.c.earlier_cutoffs).table_valued("value")
_cutoff_at = days_before(
    assignment.c.cutoff_at, campaigns.terms.c.cutoff_days - cast(_days.c.value, Integer)
)
_AN_EARLIER_ONE = exists(
    select(_days.c.value)
    .where(
        _cutoff_at > assignment.c.settle_at,
        _cutoff_at <= bindparam("now"),
        is_read_by(_cutoff_at, _days),
    )
    .correlate(assignment, campaigns.terms)
)
_THE_LAST = and_(assignment.c.cutoff_at <= bindparam("now"), is_read_by(assignment.c.cutoff_at))
_HAS_ANOTHER = and_(assignment.c.settle_at < assignment.c.cutoff_at, NEEDS_READING)
# A CASE asks nothing that it does not need: most works have one cut-off.
IS_READ_LATER: Final[ColumnElement[bool]] = case(
    (_HAS_ANOTHER, or_(_THE_LAST, _AN_EARLIER_ONE)), else_=false()
)
"""Something was read by a cut-off behind the next one, and that one is due as well."""
FIRST_READ_AT: Final = case(
    (
        _HAS_ANOTHER,
        select(func.min(metric_snapshot.c.observed_at))
        .where(_PAYS)
        .correlate(assignment, campaigns.terms)
        .scalar_subquery(),
    ),
    else_=null(),
)
"""Of work with another cut-off behind the next one."""
