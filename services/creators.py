"""Creators as coordinators look them up: a list, one with accounts and pauses; changes nothing."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.paging import Page, page_of
from domain.pauses import AccountLine, CreatorLine, PauseLine
from domain.people import Actor, Role, Standing
from services.authority import need
from storage import creators, pauses

MOST_PAUSES = 20


@dataclass(frozen=True, slots=True)
class CreatorPage:
    creators: tuple[CreatorLine, ...]
    count: int
    page: Page


@dataclass(frozen=True, slots=True)
class CreatorSheet:
    """`pauses`: the newest first; the first is open while they are paused."""

    line: CreatorLine
    accounts: tuple[AccountLine, ...]
    pauses: tuple[PauseLine, ...]


def page(
    conn: Connection,
    actor: Actor,
    number: int,
    size: int,
    said: str = "",
    standing: Standing | None = None,
) -> CreatorPage:
    """Of those whose name or handle holds `said`."""
    need(actor, Role.COORDINATOR, verb="creators")
    count = creators.count(conn, said, standing)
    at = page_of(count, number, size)
    return CreatorPage(creators.page(conn, said, standing, at.start, size), count, at)


def sheet(conn: Connection, actor: Actor, person_id: int) -> CreatorSheet:
    need(actor, Role.COORDINATOR, verb="creators")
    line = creators.one(conn, person_id)
    if line is None:
        raise NotFound("creator")
    past = pauses.history(conn, person_id, MOST_PAUSES)
    return CreatorSheet(line, creators.accounts(conn, person_id), past)
