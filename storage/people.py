"""Queries about persons: who taps, what they prefer, who brought whom; no accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select, update

from domain.people import Actor, Role, Standing
from domain.preferences import Preferences
from storage.dialects import in_both
from storage.prepared import Prepared, Row
from storage.tables.chat import processed_update
from storage.tables.people import person, staff_role


@dataclass(frozen=True, slots=True)
class Held:
    """Who sent an update, theirs alone until the unit of work ends; whether it had its effects."""

    actor: Actor
    is_reachable: bool
    last_seen_at: datetime
    is_marked: bool


_ROLES = (
    select(func.aggregate_strings(staff_role.c.role, ","))
    .where(staff_role.c.person_id == person.c.id)
    .scalar_subquery()
)
_ACTOR = select(
    person.c.id,
    person.c.telegram_id,
    person.c.name,
    person.c.locale,
    person.c.timezone,
    person.c.standing,
    _ROLES.label("roles"),
)
_BY_TELEGRAM = Prepared(
    _ACTOR.add_columns(person.c.reachable).where(person.c.telegram_id == bindparam("telegram_id"))
)
_HELD_BY_TELEGRAM = Prepared(
    _ACTOR.add_columns(
        person.c.reachable,
        person.c.last_seen_at,
        exists(processed_update.c.update_id).where(
            processed_update.c.update_id == bindparam("update_id")
        ),
    )
    .where(person.c.telegram_id == bindparam("telegram_id"))
    .with_for_update(of=person, key_share=True)
)
_NAME = Prepared(select(person.c.name).where(person.c.id == bindparam("person_id")))
_SAW = Prepared(
    update(person)
    .where(person.c.id == bindparam("person_id"))
    .values(last_seen_at=bindparam("now"))
)
_BY_ID = Prepared(_ACTOR.where(person.c.id == bindparam("person_id")))
_PREFERENCES = select(
    person.c.locale,
    person.c.timezone,
    person.c.quiet_from_hour,
    person.c.quiet_to_hour,
    person.c.wants_reminders,
    person.c.wants_digests,
    person.c.wants_figure_calls,
    person.c.wants_broadcasts,
).where(person.c.id == bindparam("person_id"))
_INSERT = in_both(
    lambda sql: (
        sql.insert(person)
        .on_conflict_do_nothing(index_elements=[person.c.telegram_id])
        .returning(person.c.id)
    )
)


def _actor(row: Row) -> Actor:
    person_id, telegram_id, name, locale, timezone, standing, roles = row
    return Actor(
        person_id,
        telegram_id,
        name,
        locale,
        timezone,
        Standing(standing),
        frozenset(map(Role, roles.split(","))) if roles else frozenset(),
    )


def actor_by_telegram(conn: Connection, telegram_id: int) -> Actor | None:
    found = actor_with_reach(conn, telegram_id)
    return None if found is None else found[0]


def actor_with_reach(conn: Connection, telegram_id: int) -> tuple[Actor, bool] | None:
    """The actor, and whether the last message that was tried could reach them."""
    row = _BY_TELEGRAM.first(conn, telegram_id=telegram_id)
    if row is None:
        return None
    *facts, is_reachable = row
    return _actor(tuple(facts)), bool(is_reachable)


def hold_actor_by_telegram(conn: Connection, telegram_id: int) -> Actor | None:
    """One person's units of work run one after the other, in whichever process."""
    found = hold_actor_with_update(conn, telegram_id, None)
    return None if found is None else found.actor


def hold_actor_with_update(
    conn: Connection, telegram_id: int, update_id: int | None
) -> Held | None:
    """The same, and whether that update is marked: one statement, for it begins every update."""
    row = _HELD_BY_TELEGRAM.first(conn, telegram_id=telegram_id, update_id=update_id)
    if row is None:
        return None
    *facts, is_reachable, last_seen_at, is_marked = row
    actor = _actor(tuple(facts))
    return Held(actor, bool(is_reachable), last_seen_at, bool(is_marked))


def name_of(conn: Connection, person_id: int) -> str:
    row = _NAME.first(conn, person_id=person_id)
    return row[0] if row else ""


def saw(conn: Connection, person_id: int, now: datetime) -> None:
    """They did something here today."""
    _SAW.run(conn, person_id=person_id, now=now)


def actor_by_id(conn: Connection, person_id: int) -> Actor | None:
    row = _BY_ID.first(conn, person_id=person_id)
    return None if row is None else _actor(row)


def add(
    conn: Connection,
    *,
    telegram_id: int,
    name: str,
    username: str,
    locale: str,
    timezone: str,
    invite_code: str,
    invited_by: int | None,
    now: datetime,
) -> int | None:
    """None when they are there already: another process met them at the same moment."""
    person_id: int | None = conn.execute(
        _INSERT[conn.dialect.name],
        {
            "telegram_id": telegram_id,
            "name": name,
            "username": username,
            "locale": locale,
            "timezone": timezone,
            "standing": Standing.NEW,
            "invite_code": invite_code,
            "invited_by": invited_by,
            "created_at": now,
            "last_seen_at": now,
        },
    ).scalar()
    return person_id


def set_standing(conn: Connection, person_id: int, standing: Standing) -> None:
    conn.execute(update(person).where(person.c.id == person_id).values(standing=standing))


def id_by_invite_code(conn: Connection, code: str) -> int | None:
    return conn.execute(select(person.c.id).where(person.c.invite_code == code)).scalar()


def preferences(conn: Connection, person_id: int) -> Preferences | None:
    row = conn.execute(_PREFERENCES, {"person_id": person_id}).first()
    return Preferences(*row) if row else None


def set_columns(conn: Connection, person_id: int, **columns: Any) -> None:
    """What a person may change about themselves; see tables/people."""
    conn.execute(update(person).where(person.c.id == person_id).values(**columns))


def set_first_inviter(conn: Connection, person_id: int, inviter_id: int) -> None:
    """The first link that led somebody here counts."""
    unled = update(person).where(person.c.id == person_id, person.c.invited_by.is_(None))
    conn.execute(unled.values(invited_by=inviter_id))


def invitation(conn: Connection, person_id: int) -> tuple[str, int]:
    """Their invite code, and how many came by it and signed up."""
    code: str = conn.execute(
        select(person.c.invite_code).where(person.c.id == person_id)
    ).scalar_one()
    joined = select(func.count()).select_from(person)
    signed_up = person.c.standing.in_((Standing.ACTIVE, Standing.PAUSED))
    count = conn.execute(joined.where(person.c.invited_by == person_id, signed_up)).scalar_one()
    return code, count
