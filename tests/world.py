"""A small world for tests: creators and staff on a database; what they do next is the services'."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert

from domain.consent import CONSENT_VERSION, Purpose
from domain.locales import ZH
from domain.people import Actor, Category, Region, Role, Standing
from domain.platforms import Platform
from services.people import invite_code
from storage import consents, people
from storage.tables import metadata
from storage.tables.people import account, account_category, staff_role
from tests.live_campaign import CPE, FLAT, NOW, TEMPLATE, CampaignFixture, live_campaign

__all__ = [
    "CPE",
    "FLAT",
    "NOW",
    "TEMPLATE",
    "CampaignFixture",
    "CreatorFixture",
    "World",
    "add_account",
    "creator",
    "grant",
    "live_campaign",
    "new_world_at",
    "person",
    "staff",
    "world_at",
]

P = ParamSpec("P")
T = TypeVar("T")

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class CreatorFixture:
    actor: Actor
    account_id: int
    handle: str


def person(
    conn: Connection,
    *,
    telegram_id: int | None = None,
    name: str = "",
    locale: str = ZH,
    invited_by: int | None = None,
    standing: Standing = Standing.ACTIVE,
    now: datetime = NOW,
) -> Actor:
    number = next(_numbers)
    person_id = people.add(
        conn,
        telegram_id=telegram_id or 7_000_000 + number,
        name=name or f"小明 {number}",
        username="",
        locale=locale,
        timezone="Asia/Shanghai",
        invite_code=invite_code(),
        invited_by=invited_by,
        now=now,
    )
    people.set_standing(conn, person_id, standing)
    return _actor(conn, person_id)


def creator(
    conn: Connection,
    *,
    telegram_id: int | None = None,
    name: str = "",
    locale: str = ZH,
    platform: Platform = Platform.DOUYIN,
    category: Category = Category.LIFE,
    region: Region = Region.EAST,
    followers: int = 12_000,
    handle: str = "",
    profile_key: str = "",
    invited_by: int | None = None,
    now: datetime = NOW,
) -> CreatorFixture:
    """An onboarded creator with one account; more of them by `add_account`."""
    actor = person(
        conn, telegram_id=telegram_id, name=name, locale=locale, invited_by=invited_by, now=now
    )
    consents.give(conn, actor.person_id, Purpose, CONSENT_VERSION, now)
    handle = handle or f"xiaoming{actor.person_id}"
    account_id = add_account(
        conn,
        actor,
        platform=platform,
        category=category,
        region=region,
        followers=followers,
        handle=handle,
        profile_key=profile_key,
        now=now,
    )
    return CreatorFixture(actor, account_id, handle)


def add_account(
    conn: Connection,
    actor: Actor,
    *,
    platform: Platform = Platform.DOUYIN,
    category: Category = Category.LIFE,
    region: Region = Region.EAST,
    followers: int = 12_000,
    handle: str,
    profile_key: str = "",
    now: datetime = NOW,
) -> int:
    account_id: int = conn.execute(
        insert(account)
        .values(
            person_id=actor.person_id,
            platform=platform,
            handle=handle,
            handle_key=handle.casefold(),
            profile_key=profile_key,
            followers=followers,
            region=region,
            created_at=now,
        )
        .returning(account.c.id)
    ).scalar_one()
    conn.execute(insert(account_category).values(account_id=account_id, category=category))
    return account_id


def staff(
    conn: Connection,
    *roles: Role,
    telegram_id: int | None = None,
    locale: str = ZH,
    now: datetime = NOW,
) -> Actor:
    """Somebody with these roles who is no creator."""
    member = person(conn, telegram_id=telegram_id, locale=locale, standing=Standing.NEW, now=now)
    grant(conn, member, *roles, now=now)
    return _actor(conn, member.person_id)


def grant(conn: Connection, actor: Actor, *roles: Role, now: datetime = NOW) -> Actor:
    for role in roles:
        conn.execute(
            insert(staff_role).values(person_id=actor.person_id, role=role, granted_at=now)
        )
    return _actor(conn, actor.person_id)


def _actor(conn: Connection, person_id: int) -> Actor:
    actor = people.actor_by_id(conn, person_id)
    assert actor is not None
    return actor


class World:
    """A database with our tables; every `do` is a unit of work of its own, as in the process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def do(
        self, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with self.engine.begin() as conn:
            return work(conn, *args, **kwargs)

    def rows(self, statement: Any) -> list[Any]:
        with self.engine.connect() as conn:
            return list(conn.execute(statement))


@contextmanager
def world_at(database_url: str) -> Iterator[World]:
    """A database with our tables; foreign keys and write locks as in the process."""
    engine = create_engine(database_url)
    if engine.dialect.name == "sqlite":
        _behave_like_the_writer(engine)
    try:
        yield World(engine)
    finally:
        engine.dispose()


@contextmanager
def new_world_at(database_url: str) -> Iterator[World]:
    """As `world_at`, in an empty database: on PostgreSQL two seconds that a copy does without."""
    with world_at(database_url) as world:
        metadata.create_all(world.engine)
        yield world


def _behave_like_the_writer(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")

    @event.listens_for(engine, "begin")
    def began(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")
