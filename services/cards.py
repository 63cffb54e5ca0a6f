"""Which message of its creator's chat is a work card: kept with a claim, kept, left; no reads."""

from datetime import datetime

from sqlalchemy import Connection

from domain.people import Actor
from domain.work import WorkCard
from services import asking, assignments, follow_ups, work
from storage import work as rows


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
    return work.card(conn, actor, claimed, now=now)


def keep(
    conn: Connection, person_id: int, assignment_id: int, message_id: int, *, now: datetime
) -> None:
    """The message shows this card and no other any more; keeping it again changes nothing.

    `now` is when whoever placed it there began: what was drawn since may have gone over it.
    """
    rows.keep_card(conn, person_id, assignment_id, message_id)
    if asking.left(conn, assignment_id, message_id, since=now):
        follow_ups.draw_later(conn, person_id, assignment_id, now=now)


def leave(conn: Connection, person_id: int, message_id: int) -> None:
    """The message shows something else from now on: no card is to be drawn over it."""
    rows.keep_card(conn, person_id, None, message_id)
