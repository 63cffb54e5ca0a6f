"""One Telegram update is one unit of work: who sent it, marked once, one service; owns none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from domain.errors import Refusal
from domain.people import Actor, Sender
from services import people
from storage import updates

T = TypeVar("T")

REMEMBERED_FOR = timedelta(days=3)  # Telegram repeats an update for a day at most


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A service's result, and for whom."""

    actor: Actor
    result: T
    is_reachable: bool = True  # as far as we know; who is answered is, see handlers/desk.py


@dataclass(eq=False)
class Refused(Exception):
    """A service's no, and to whom: it undid the unit of work."""

    actor: Actor
    refusal: Refusal
    is_reachable: bool = True


class Repeated(Refusal):
    """This update had its effects before: show the present state, change nothing."""


def act(
    conn: Connection,
    update_id: int,
    sender: Sender,
    service: Callable[..., T],
    /,
    *args: Any,
    now: datetime,
    **kwargs: Any,
) -> Done[T]:
    """Run `service(conn, actor, *args, now=now)` once for this update; its mark commits with it."""
    held, is_marked = updates.hold_sender(conn, sender.telegram_id, update_id, now)
    actor = held.actor if held else people.meet(conn, sender, now=now)
    try:
        if is_marked:
            raise Repeated
        if held and not held.is_reachable:
            people.reach(conn, actor, True, now=now)  # who acts can be answered
        done = Done(actor, service(conn, actor, *args, now=now, **kwargs))
    except Refusal as refusal:
        raise Refused(actor, refusal, held is None or held.is_reachable) from refusal
    updates.mark(conn, update_id, now)
    return done


def look(
    conn: Connection, sender: Sender, service: Callable[..., T], /, *args: Any, **kwargs: Any
) -> Done[T]:
    """Run a reading `service(conn, actor, *args)`; one not known yet is a passing stranger."""
    actor, is_reachable = people.recognise_with_reach(conn, sender)
    try:
        return Done(actor, service(conn, actor, *args, **kwargs), is_reachable)
    except Refusal as refusal:
        raise Refused(actor, refusal, is_reachable) from refusal


def forget(conn: Connection, *, most: int, now: datetime) -> int:
    """Marks that guard nothing any more; how many went."""
    return updates.forget_before(conn, now - REMEMBERED_FOR, most)
