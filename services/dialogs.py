"""Dialogs go from question to question, each in its own unit of work; no question lives here."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from domain.dialogs import Answers, Dialog
from domain.errors import Stale
from domain.people import Actor
from services import onboarding
from storage import dialogs

T = TypeVar("T")


def current(conn: Connection, actor: Actor) -> Dialog | None:
    return dialogs.current(conn, actor.person_id)


def begin(
    conn: Connection, actor: Actor, form: str, step: str, answers: Answers, *, now: datetime
) -> Dialog:
    """Ask the first question, in place of whatever else was being asked."""
    onboarding.ensure_known(conn, actor)
    return dialogs.begin(conn, actor.person_id, form, step, answers, now)


def begin_after(
    conn: Connection,
    actor: Actor,
    service: Callable[..., object],
    args: tuple[Any, ...],
    form: str,
    step: str,
    answers: Answers,
    *,
    now: datetime,
) -> Dialog:
    """`service(conn, actor, *args, now=now)` and then the first question, in one unit."""
    service(conn, actor, *args, now=now)
    return begin(conn, actor, form, step, answers, now=now)


def move(
    conn: Connection, actor: Actor, seen: Dialog, step: str, answers: Answers, *, now: datetime
) -> Dialog:
    """The question of `seen` is answered, `step` is next; Stale unless the dialog is as seen.

    Another question has another turn; a question that goes on (a choice of several) keeps its
    own, so that quick taps on the buttons of one screen all count.
    """
    _hold(conn, actor, seen)
    turn = seen.turn if step == seen.step else seen.turn + 1
    moved = Dialog(turn, seen.form, step, answers)
    dialogs.keep(conn, actor.person_id, moved, now)
    return moved


def _hold(conn: Connection, actor: Actor, seen: Dialog) -> None:
    if dialogs.hold(conn, actor.person_id) != seen:
        raise Stale("dialog")


def stay(conn: Connection, actor: Actor, turn: int, *, now: datetime) -> None:
    """What came was no answer: nothing changes; Stale when that question is not asked any more."""
    asked = dialogs.current(conn, actor.person_id)
    if asked is None or asked.turn != turn:
        raise Stale("dialog")


def finish(
    conn: Connection,
    actor: Actor,
    seen: Dialog,
    service: Callable[..., T],
    *args: Any,
    now: datetime,
) -> T:
    """The dialog ends and `service(conn, actor, *args, now=now)` runs, or neither."""
    _hold(conn, actor, seen)
    dialogs.end(conn, actor.person_id, seen, now, is_answered=True)
    return service(conn, actor, *args, now=now)


def is_answered(conn: Connection, actor: Actor, turn: int) -> bool:
    """Whether that question was answered, as the last one, and nothing was asked since."""
    return dialogs.is_answered(conn, actor.person_id, turn)


def leave(conn: Connection, actor: Actor, *, now: datetime) -> None:
    """What a last answer may finish with that changes nothing."""


def cancel(conn: Connection, actor: Actor, *, now: datetime) -> Dialog | None:
    """End whatever is being asked; answers what that was."""
    asked = dialogs.hold(conn, actor.person_id)
    if asked is not None:
        dialogs.end(conn, actor.person_id, asked, now)
    return asked
