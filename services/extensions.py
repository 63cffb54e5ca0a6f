"""More time for a claimed task: granted at once by rule, with its reminders; nobody is asked."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain import extension
from domain.errors import NotFound, Stale
from domain.extension import Term
from domain.people import Actor
from services import asking
from services.assignments import remind_of_deadline
from storage import extensions, reminders


def own(conn: Connection, actor: Actor, assignment_id: int) -> Term:
    """The actor's own; anybody else's is simply not found."""
    found = extensions.term(conn, assignment_id)
    if found is None or found.person_id != actor.person_id:
        raise NotFound("assignment")
    return found


def extend(
    conn: Connection,
    actor: Actor,
    assignment_id: int,
    *,
    span: timedelta,
    shown_in: int | None = None,
    now: datetime,
) -> Term:
    """The work with its later deadline. Refusals: NotFound, InReview, DeadWork, NoMoreTime.

    `shown_in` is the message that will show it: other reminders follow.
    """
    term = own(conn, actor, assignment_id)
    due_at = extension.granted(term, span, now)
    if not extensions.extend(conn, term, due_at, now):
        raise Stale("assignment")
    reminders.drop_for(conn, "assignment", assignment_id)
    remind_of_deadline(conn, assignment_id, due_at, now)
    asking.answered(conn, assignment_id, shown_in=shown_in, now=now)
    return own(conn, actor, assignment_id)


def offered(conn: Connection, assignment_id: int, *, span: timedelta, now: datetime) -> str:
    """Until when one tap would give more time, in ISO; empty when it would not."""
    term = extensions.term(conn, assignment_id)
    later = None if term is None else extension.until(term, span, now)
    return "" if later is None else later.isoformat()
