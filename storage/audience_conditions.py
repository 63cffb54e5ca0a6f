"""What each condition of a segment says of a short row of the audience, as SQL."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select

from domain.conditions import (
    ANY,
    OF_ACCOUNTS,
    Condition,
    Dates,
    Fact,
    OneOf,
    Span,
    Within,
)
from domain.people import Category, Region
from domain.platforms import Platform
from domain.segment import Segment
from storage import audience_past
from storage.audience_look import Holds, Look, day_number
from storage.tables.audience import audience
from storage.tables.audience_accounts import audience_account
from storage.tables.bits import bits


def of_one_fact(condition: Condition, look: Look) -> Holds:
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


def _joined(condition: Within | Dates, look: Look) -> Holds:
    column = audience.c.joined_day
    if isinstance(condition, Within):
        return _since(column)(condition, look)
    ends = []
    if condition.first is not None:
        ends.append(column >= _day(condition.first))
    if condition.last is not None:
        ends.append(column <= _day(condition.last))
    return and_(*ends)


def _day(day: date) -> int:
    return day_number(datetime.combine(day, time(), UTC))


def _inviter(condition: OneOf, _: Look) -> Holds:
    """Nobody's link: empty, and so in no list."""
    if ANY in condition.values:
        return audience.c.invited_by.is_not(None)
    return func.coalesce(audience.c.invited_by, 0).in_([int(each) for each in condition.values])


def _followers(condition: Span, look: Look) -> Holds:
    """Some account may reach each end; whether one is between both, the exact look says."""
    ends = []
    if condition.least is not None:
        ends.append(audience.c.most_followers >= condition.least)
    if condition.most is not None:
        ends.append(audience.c.least_followers <= condition.most)
    if condition.negated and len(ends) > 1:  # none may be between: two accounts may be beside it
        return and_(*ends, or_(audience.c.accounts == 1, _has_account(look, _exactly(condition))))
    return and_(*ends)


def _accounts(condition: Span, _: Look) -> Holds:
    least, most = condition.least or 0, condition.most
    column = audience.c.accounts
    return column >= least if most is None else column.between(least, most)


def _quiet(_: OneOf, look: Look) -> Holds:
    """It is between their two hours, on their own clock; equal hours are never quiet."""
    zones = {zone: _quiet_at(look.now.astimezone(ZoneInfo(zone)).hour) for zone in look.zones}
    at_utc = _quiet_at(look.now.astimezone(UTC).hour)
    return case(zones, value=audience.c.timezone, else_=at_utc) if zones else at_utc


def _quiet_at(hour: int) -> Holds:
    begins, ends = audience.c.quiet_from_hour, audience.c.quiet_to_hour
    return or_(
        and_(begins < ends, begins <= hour, ends > hour),
        and_(begins > ends, or_(begins <= hour, ends > hour)),
    )


_SHAPES: Final[dict[Fact, Callable[[Any, Look], Holds]]] = {
    Fact.PLATFORM: _masked(audience.c.platforms, Platform),
    Fact.CATEGORY: _masked(audience.c.categories, Category),
    Fact.REGION: _masked(audience.c.regions, Region),
    Fact.FOLLOWERS: _followers,
    Fact.ACCOUNTS: _accounts,
    Fact.LANGUAGE: _one_of(audience.c.locale),
    Fact.ZONE: _one_of(audience.c.timezone),
    Fact.STATUS: _one_of(audience.c.standing),
    Fact.SEEN: _since(audience.c.seen_day),
    Fact.JOINED: _joined,
    Fact.INVITER: _inviter,
    Fact.QUIET: _quiet,
    **audience_past.CONDITIONS,
}


def of_one_account(segment: Segment, look: Look) -> list[Holds]:
    """Masks cannot say whether one account is all of it: of who has several, accounts are asked."""
    asked = [e for e in segment.conditions if e.fact in OF_ACCOUNTS and not e.negated]
    exact = [e for e in asked if len(asked) > 1 or _has_two_ends(e)]
    if not exact:
        return []
    return [or_(audience.c.accounts == 1, _has_account(look, *map(_exactly, exact)))]


def _has_two_ends(condition: Condition) -> bool:
    return isinstance(condition, Span) and None not in (condition.least, condition.most)


def _has_account(look: Look, *fits: Holds) -> Holds:
    """Of those who have several."""
    return look.among(select(audience_account.c.person_id).where(*fits))


def _exactly(condition: Condition) -> Holds:
    match condition:
        case Span():
            ends = []
            if condition.least is not None:
                ends.append(audience_account.c.followers >= condition.least)
            if condition.most is not None:
                ends.append(audience_account.c.followers <= condition.most)
            return and_(*ends)
        case OneOf(fact, values):
            column, kind = _BITS[fact]
            return column.bitwise_and(bits(kind, values)) != 0
        case _:
            raise AssertionError(condition)  # nothing else is asked of an account


_BITS: Final[dict[Fact, tuple[ColumnElement[int], type[StrEnum]]]] = {
    Fact.PLATFORM: (audience_account.c.platform, Platform),
    Fact.CATEGORY: (audience_account.c.categories, Category),
    Fact.REGION: (audience_account.c.region, Region),
}
