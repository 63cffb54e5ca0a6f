"""Segments as SQL over the audience table: who matches, how many; samples are apart."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from domain.assignment import AssignmentStatus
from domain.people import Category, Region, Standing
from domain.platforms import Platform
from domain.segment import (
    ANY,
    OF_ACCOUNTS,
    AudiencePreview,
    Condition,
    Fact,
    OneOf,
    PassedOver,
    Segment,
    Span,
    Within,
)
from storage.tables.audience import audience, bits
from storage.tables.campaigns import task
from storage.tables.people import account, account_category
from storage.tables.work import assignment

Holds = ColumnElement[bool]
_SINCE_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)
_first = select(func.min(audience.c.timezone).label("zone")).cte("zones", recursive=True)
_further = select(func.min(audience.c.timezone)).where(audience.c.timezone > _first.c.zone)
_zones = _first.union_all(select(_further.scalar_subquery()).where(_first.c.zone.is_not(None)))
_ZONES: Final = select(_zones.c.zone).where(_zones.c.zone.is_not(None))
_COUNTED: Final = (AssignmentStatus.APPROVED, AssignmentStatus.SETTLED)


@dataclass(frozen=True, slots=True)
class Look:
    """How to ask: `one_by_one` for a few rows out of many, else of all rows at once.

    `zones` are those that anybody lives in. Of what `leaves_later` the cap is not asked now but as
    each leaves: it may be over by then.
    """

    now: datetime
    zones: tuple[str, ...] = ()
    one_by_one: bool = False
    leaves_later: bool = False

    @property
    def today(self) -> int:
        return (self.now.astimezone(UTC) - _SINCE_1970).days

    def among(self, rows: Select[Any]) -> Holds:
        """Whether the audience's person is among these ids of persons."""
        if not self.one_by_one:
            return audience.c.person_id.in_(rows)
        (column,) = rows.selected_columns
        return exists(rows.where(column == audience.c.person_id).correlate(audience))


def look_at(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool = False
) -> Look:
    """For all rows at once."""
    clocks = segment.of(Fact.QUIET) or segment.of(Fact.QUIET, negated=True)
    return Look(now, zones_in_use(conn) if clocks else (), leaves_later=leaves_later)


def last_person(conn: Connection) -> int:
    """Whoever comes behind them is no part of an audience that is frozen now."""
    last: int | None = conn.execute(select(func.max(audience.c.person_id))).scalar()
    return last or 0


def zones_in_use(conn: Connection) -> tuple[str, ...]:
    """From one to the next along the index: a million rows live in a few zones."""
    return tuple(conn.execute(_ZONES).scalars())


def matching(segment: Segment, look: Look) -> Holds:
    """Creators in a standing that may be written to, who are all that the segment says."""
    single = [_of_one_fact(each, look) for each in segment.conditions]
    standing = [] if segment.of(Fact.STATUS) else [audience.c.standing == Standing.ACTIVE]
    return and_(*standing, *single, *_of_one_account(segment))


def reached(segment: Segment, look: Look) -> Holds:
    """Whoever matches, and may be sent a promotion now."""
    return and_(matching(segment, look), ~_unreachable(), ~_opted_out(), ~_capped(look))


def passed_over(conn: Connection, segment: Segment, look: Look, among: Holds) -> PassedOver:
    """Whoever matches among them and may be sent none now."""
    reachable, unmuted, capped = ~_unreachable(), ~_opted_out(), _capped(look)
    row = conn.execute(
        select(
            func.count().filter(_unreachable()),
            func.count().filter(and_(reachable, _opted_out())),
            func.count().filter(and_(reachable, unmuted, capped)),
        )
        .select_from(audience)
        .where(among, or_(_unreachable(), _opted_out(), capped), matching(segment, look))
    ).one()
    return PassedOver(*map(int, row))


def _unreachable() -> Holds:
    return audience.c.reachable.is_(False)


def _opted_out() -> Holds:
    return audience.c.wants_broadcasts.is_(False)


def _capped(look: Look) -> Holds:
    if look.leaves_later:
        return false()
    return and_(
        audience.c.promotions_until.is_not(None),
        audience.c.promotions_until > look.now,
    )


def counted(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool = False
) -> AudiencePreview:
    """Without a sample."""
    look = look_at(conn, segment, now, leaves_later=leaves_later)
    reachable = ~_unreachable()
    row = conn.execute(
        select(
            func.count(),
            func.count().filter(and_(reachable, _opted_out())),
            func.count().filter(_unreachable()),
            func.count().filter(and_(reachable, ~_opted_out(), _capped(look))),
        )
        .select_from(audience)
        .where(matching(segment, look))
    ).one()
    everybody, muted, gone, capped = map(int, row)
    return AudiencePreview(everybody, muted, gone, capped)


def readers(
    conn: Connection,
    segment: Segment,
    locales: Iterable[str],
    now: datetime,
    *,
    leaves_later: bool,
) -> dict[str, int]:
    """How many of those whom it reaches read each of these languages, where somebody does."""
    look = look_at(conn, segment, now, leaves_later=leaves_later)
    rows = conn.execute(
        select(audience.c.locale, func.count().label("readers"))
        .where(audience.c.locale.in_(list(locales)), reached(segment, look))
        .group_by(audience.c.locale)
    )
    return {row.locale: row.readers for row in rows}


def _of_one_fact(condition: Condition, look: Look) -> Holds:
    """What the short row, or a set of ids, says of one condition."""
    holds = _SHAPES[condition.fact](condition, look)
    return not_(holds) if condition.negated else holds


def _masked(column: ColumnElement[int], kind: type[StrEnum]) -> Callable[[Any, Look], Holds]:
    def holds(condition: OneOf, _: Look) -> Holds:
        return column.bitwise_and(bits(kind, condition.values)) != 0

    return holds


def _one_of(column: ColumnElement[str]) -> Callable[[Any, Look], Holds]:
    return lambda condition, _: column.in_(condition.values)


def _since(column: ColumnElement[int]) -> Callable[[Any, Look], Holds]:
    def holds(condition: Within, look: Look) -> Holds:
        if condition.days is None:
            return column.is_not(None)
        return column > look.today - condition.days

    return holds


def _followers(condition: Span, _: Look) -> Holds:
    """Some account may reach each end; whether one is between both, the exact look says."""
    ends = []
    if condition.least is not None:
        ends.append(audience.c.most_followers >= condition.least)
    if condition.most is not None:
        ends.append(audience.c.least_followers <= condition.most)
    if condition.negated and len(ends) > 1:  # none may be between: two accounts may be beside it
        return and_(*ends, or_(audience.c.accounts == 1, _has_account(_exactly(condition))))
    return and_(*ends)


def _claimed(condition: Within, look: Look) -> Holds:
    ids = select(assignment.c.person_id)
    if condition.days is not None:
        ids = ids.where(assignment.c.claimed_at > look.now - timedelta(days=condition.days))
    return look.among(ids)


def _campaign(condition: OneOf, look: Look) -> Holds:
    ids = select(assignment.c.person_id)
    if ANY not in condition.values:
        ids = ids.join(task, task.c.id == assignment.c.task_id).where(
            task.c.campaign_id.in_([int(each) for each in condition.values])
        )
    if condition.fact is Fact.DELIVERED:
        ids = ids.where(assignment.c.status.in_(_COUNTED))
    return look.among(ids)


def _quiet(_: OneOf, look: Look) -> Holds:
    """It is between their two hours, on their own clock; equal hours are never quiet."""
    utc = look.now.astimezone(UTC).hour
    hours = {zone: look.now.astimezone(ZoneInfo(zone)).hour for zone in look.zones}
    hour = case(hours, value=audience.c.timezone, else_=utc) if hours else literal(utc)
    begins, ends = audience.c.quiet_from_hour, audience.c.quiet_to_hour
    return or_(
        and_(begins < ends, hour >= begins, hour < ends),
        and_(begins > ends, or_(hour >= begins, hour < ends)),
    )


_SHAPES: Final[dict[Fact, Callable[[Any, Look], Holds]]] = {
    Fact.PLATFORM: _masked(audience.c.platforms, Platform),
    Fact.CATEGORY: _masked(audience.c.categories, Category),
    Fact.REGION: _masked(audience.c.regions, Region),
    Fact.FOLLOWERS: _followers,
    Fact.LANGUAGE: _one_of(audience.c.locale),
    Fact.STATUS: _one_of(audience.c.standing),
    Fact.SEEN: _since(audience.c.seen_day),
    Fact.JOINED: _since(audience.c.joined_day),
    Fact.CLAIMED: _claimed,
    Fact.CAMPAIGN: _campaign,
    Fact.DELIVERED: _campaign,
    Fact.QUIET: _quiet,
}


def _of_one_account(segment: Segment) -> list[Holds]:
    """Masks cannot say whether one account is all of it: of who has several, accounts are asked."""
    asked = [e for e in segment.conditions if e.fact in OF_ACCOUNTS and not e.negated]
    exact = [e for e in asked if len(asked) > 1 or _has_two_ends(e)]
    if not exact:
        return []
    return [or_(audience.c.accounts == 1, _has_account(*map(_exactly, exact)))]


def _has_two_ends(condition: Condition) -> bool:
    return isinstance(condition, Span) and None not in (condition.least, condition.most)


def _has_account(*fits: Holds) -> Holds:
    return exists().where(
        account.c.person_id == audience.c.person_id, account.c.retired.is_(False), *fits
    )


def _exactly(condition: Condition) -> Holds:
    match condition:
        case Span():
            ends = []
            if condition.least is not None:
                ends.append(account.c.followers >= condition.least)
            if condition.most is not None:
                ends.append(account.c.followers <= condition.most)
            return and_(*ends)
        case OneOf(Fact.CATEGORY, values):
            return exists().where(
                account_category.c.account_id == account.c.id,
                account_category.c.category.in_(values),
            )
        case OneOf(fact, values):
            return account.c[fact.value].in_(values)
        case _:
            raise AssertionError(condition)  # nothing else is asked of an account
