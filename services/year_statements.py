"""What a year brought each creator: gross, withheld, net; the file's wording is words'."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.people import Actor
from domain.year_statement import YearStatement, summed
from storage import year_payouts


def years(conn: Connection, actor: Actor) -> tuple[int, ...]:
    """Those in which money arrived, the latest first, by the creator's own clock."""
    found = year_payouts.span(conn, actor.person_id)
    if found is None:
        return ()
    first, last = (each.astimezone(ZoneInfo(actor.timezone)).year for each in found)
    return tuple(range(last, first - 1, -1))


def own(conn: Connection, actor: Actor, year: int) -> YearStatement:
    """Raises NotFound for a year without any."""
    return _of(conn, actor.person_id, actor.name, year, actor.timezone)


def every(conn: Connection, year: int, timezone: str) -> Iterator[YearStatement]:
    """Of everybody who was paid, by the house's clock: its books close at one moment."""
    since, until = _bounds(year, timezone)
    for person_id, name in year_payouts.paid_people(conn, since, until):
        yield _of(conn, person_id, name, year, timezone)


def _of(conn: Connection, person_id: int, name: str, year: int, timezone: str) -> YearStatement:
    zone = ZoneInfo(timezone)
    lines = summed(
        (each.at.astimezone(zone).month, each.currency, 1, each.gross_minor, each.withheld_minor)
        for each in year_payouts.of_person(conn, person_id, *_bounds(year, timezone))
    )
    if not lines:
        raise NotFound("statement")
    return YearStatement(year, person_id, name, timezone, lines)


def _bounds(year: int, timezone: str) -> tuple[datetime, datetime]:
    if not 2000 <= year < 9999:
        raise NotFound("statement")
    zone = ZoneInfo(timezone)
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
