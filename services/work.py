"""A creator's work as they see it: a card, the list, the brief; what changes it lives elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.paging import page_of
from domain.people import Actor
from domain.work import WorkBrief, WorkCard, WorkLine
from services import assignments
from storage import work as rows

__all__ = [
    "WorkBrief",
    "WorkCard",
    "WorkLine",
    "WorkPage",
    "brief",
    "card",
    "card_of",
    "claim",
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


def claim(
    conn: Connection,
    actor: Actor,
    task_id: int,
    account_id: int,
    terms_id: int,
    message_id: int | None,
    *,
    links_at: str = "",
    now: datetime,
) -> WorkCard:
    """Claim, with the card in that message, all in one unit; refusals are assignments.claim's."""
    claimed = assignments.claim(
        conn, actor, task_id, account_id, terms_id, links_at=links_at, now=now
    )
    if message_id is not None:
        rows.keep_card(conn, actor.person_id, claimed, message_id)
    return card(conn, actor, claimed, now=now)


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


def keep_card(conn: Connection, person_id: int, assignment_id: int, message_id: int) -> None:
    """The message shows this card and no other any more; keeping it again changes nothing."""
    rows.keep_card(conn, person_id, assignment_id, message_id)


def leave_card(conn: Connection, person_id: int, message_id: int) -> None:
    """The message shows something else now: no card is to be drawn over it."""
    rows.keep_card(conn, person_id, None, message_id)
