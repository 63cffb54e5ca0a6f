"""Segments as SQL over the audience table: who matches, how many; samples are apart."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, false, func, or_, select

from domain.conditions import Fact
from domain.people import Standing
from domain.segment import AudiencePreview, Segment
from storage.audience_conditions import of_one_account, of_one_fact
from storage.audience_look import Holds, Look
from storage.audience_parts import each_part
from storage.prepared import Prepared
from storage.tables.audience import audience

Moment = datetime | ColumnElement[datetime]
_first = select(func.min(audience.c.timezone).label("zone")).cte("zones", recursive=True)
_further = select(func.min(audience.c.timezone)).where(audience.c.timezone > _first.c.zone)
_zones = _first.union_all(select(_further.scalar_subquery()).where(_first.c.zone.is_not(None)))
_ZONES: Final = Prepared(select(_zones.c.zone).where(_zones.c.zone.is_not(None)))


def look_at(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool = False
) -> Look:
    """For all rows at once."""
    clocks = segment.of(Fact.QUIET) or segment.of(Fact.QUIET, negated=True)
    return Look(now, zones_in_use(conn) if clocks else (), leaves_later=leaves_later)


def zones_in_use(conn: Connection) -> tuple[str, ...]:
    """From one to the next along the index: a million rows live in a few zones."""
    return tuple(zone for (zone,) in _ZONES.all(conn))


def matching(segment: Segment, look: Look) -> Holds:
    """Creators in a standing that may be written to, who are all that the segment says."""
    single = [of_one_fact(each, look) for each in segment.conditions]
    standing = [] if segment.of(Fact.STATUS) else [audience.c.standing == Standing.ACTIVE]
    here = [look.within(audience.c.person_id)] if look.in_part else []
    return and_(*here, *standing, *single, *of_one_account(segment, look))


def reached(segment: Segment, look: Look) -> Holds:
    """Whoever matches, and may be sent a promotion now."""
    return and_(matching(segment, look), willing(look.now, leaves_later=look.leaves_later))


def willing(now: Moment, *, leaves_later: bool) -> Holds:
    """Who may be sent a promotion now, whatever they match."""
    return and_(~_unreachable(), ~_opted_out(), ~_capped(now, leaves_later))


def unwilling(among: FromClause, now: Moment, *, leaves_later: bool) -> Select[int, int]:
    """How many of them want none, and how many had enough; `among` is the audience joined with
    who is meant.
    """
    unmuted, capped = ~_opted_out(), _capped(now, leaves_later)
    return (
        select(func.count().filter(_opted_out()), func.count().filter(and_(unmuted, capped)))
        .select_from(among)
        .where(or_(_opted_out(), capped), ~_unreachable())
    )


def _unreachable() -> Holds:
    return audience.c.reachable.is_(False)


def _opted_out() -> Holds:
    return audience.c.wants_broadcasts.is_(False)


def _capped(now: Moment, leaves_later: bool) -> Holds:
    if leaves_later:
        return false()
    until = audience.c.promotions_until
    return and_(until.is_not(None), until > now)


def counted(
    conn: Connection, segment: Segment, now: datetime, *, leaves_later: bool = False
) -> AudiencePreview:
    """Without a sample."""
    look = look_at(conn, segment, now, leaves_later=leaves_later)
    parts = each_part(conn, look, partial(_tally, segment))
    everybody, muted, gone, capped = (sum(of_part) for of_part in zip(*parts, strict=True))
    return AudiencePreview(everybody, muted, gone, capped)


def _tally(segment: Segment, look: Look) -> Select[int, int, int, int]:
    """Who matches, and who of them wants none, has no chat or had enough."""
    reachable, capped = ~_unreachable(), _capped(look.now, look.leaves_later)
    return (
        select(
            func.count(),
            func.count().filter(and_(reachable, _opted_out())),
            func.count().filter(_unreachable()),
            func.count().filter(and_(reachable, ~_opted_out(), capped)),
        )
        .select_from(audience)
        .where(matching(segment, look))
    )


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
    wanted = list(locales)

    def asked(look: Look) -> Select[str, int]:
        return (
            select(audience.c.locale, func.count().label("readers"))
            .where(audience.c.locale.in_(wanted), reached(segment, look))
            .group_by(audience.c.locale)
        )

    found = Counter[str]()
    for row in each_part(conn, look, asked):
        found[row.locale] += row.readers
    return dict(found)
