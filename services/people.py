"""Meeting people: the first contact makes a person; who they are is read anew with each update."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.locales import nearest
from domain.names import tidy
from domain.people import Actor, Sender, Standing
from storage import people

_CODE_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that reads like another
NOBODY: Final = 0  # the person id of one we have no row of


def meet(conn: Connection, sender: Sender, *, now: datetime) -> Actor:
    """The sender's row, made at the first contact; held, so that what they hold can be counted."""
    known = people.hold_actor_by_telegram(conn, sender.telegram_id)
    return known or _welcome(conn, sender, now)


def who_asks(conn: Connection, actor: Actor) -> Actor:
    """For a reply that needs nothing else."""
    return actor


def recognise(conn: Connection, sender: Sender) -> Actor:
    """The sender's row, or a passing stranger where there is none."""
    return recognise_with_reach(conn, sender)[0]


def recognise_with_reach(conn: Connection, sender: Sender) -> tuple[Actor, bool]:
    """The same, and whether we can write to them, as far as we know."""
    return people.actor_with_reach(conn, sender.telegram_id) or (_stranger(sender), True)


def _welcome(conn: Connection, sender: Sender, now: datetime) -> Actor:
    people.add(
        conn,
        telegram_id=sender.telegram_id,
        name=tidy(sender.name),
        username=sender.username[:64],
        locale=nearest(sender.language_code, sender.locale),
        timezone=sender.timezone,
        invite_code=invite_code(),
        invited_by=None,
        now=now,
    )
    met = people.hold_actor_by_telegram(conn, sender.telegram_id)
    assert met is not None  # by us, or by another process at the same moment
    return met


def greet(conn: Connection, actor: Actor, sender: Sender, *, now: datetime) -> Actor:
    """A known person came in by /start: how they are called now, and that they can be reached."""
    locale = nearest(sender.language_code, sender.locale) if _is_announced(actor) else actor.locale
    name = tidy(sender.name)
    people.set_columns(
        conn,
        actor.person_id,
        name=name,
        username=sender.username[:64],
        locale=locale,
        reachable=True,
        last_seen_at=now,
    )
    return replace(actor, name=name, locale=locale)


def announce(conn: Connection, telegram_id: int, *, now: datetime) -> Actor:
    """Somebody the configuration names, perhaps before their first word to us."""
    return meet(conn, Sender(telegram_id, str(telegram_id)), now=now)


def _is_announced(actor: Actor) -> bool:
    """They have not spoken yet: only their number is known."""
    return actor.name == str(actor.telegram_id)


def reach(conn: Connection, actor: Actor, reachable: bool, *, now: datetime) -> None:
    """They blocked the bot, or let it write again."""
    people.set_columns(conn, actor.person_id, reachable=reachable)


def invitation(conn: Connection, actor: Actor) -> tuple[str, int]:
    """The actor's invite code, and how many signed up by it."""
    return people.invitation(conn, actor.person_id)


def _stranger(sender: Sender) -> Actor:
    return Actor(
        NOBODY,
        sender.telegram_id,
        sender.name,
        nearest(sender.language_code, sender.locale),
        sender.timezone,
        Standing.NEW,
        frozenset(),
    )


def invite_code() -> str:
    return "".join(secrets.choice(_CODE_ALPHABET) for _ in range(8))
