"""A creator's work as they see it: a card, the list, the brief; nothing here changes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.paging import page_of
from domain.people import Actor
from domain.work import WorkBrief, WorkCard, WorkLine
from storage import work as rows

__all__ = [
    "WorkBrief",
    "WorkCard",
    "WorkLine",
    "WorkPage",
    "brief",
    "card",
    "card_of",
    "page",
]

PAGE_SIZE: Final = 6


@dataclass(frozen=True, slots=True)
class WorkPage:
    """`number` counts from 1; `pages` is at least 1."""

    lines: tuple[WorkLine, ...]
    number: int
    pages: int


def card(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> WorkCard:
    """The actor's own; anybody else's is simply not found."""
    found = rows.card(conn, assignment_id, now)
    if found is None or found.person_id != actor.person_id:
        raise NotFound("assignment")
    return found


def card_of(conn: Connection, assignment_id: int, *, now: datetime) -> WorkCard | None:
    """Anybody's, for who keeps the cards in the chats up to date."""
    return rows.card(conn, assignment_id, now)


def page(conn: Connection, actor: Actor, number: int) -> WorkPage:
    at = page_of(rows.count(conn, actor.person_id), number, PAGE_SIZE)
    lines = rows.page(conn, actor.person_id, at.start, PAGE_SIZE)
    return WorkPage(lines, at.number, at.pages)


def brief(conn: Connection, actor: Actor, assignment_id: int) -> WorkBrief:
    found = rows.brief_of(conn, actor.person_id, assignment_id)
    if found is None:
        raise NotFound("assignment")
    return found
