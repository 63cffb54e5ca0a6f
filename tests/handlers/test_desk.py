"""A desk serves one update: it acts once, and a service's no leaves that one act open."""

from typing import Any, cast

import pytest
from sqlalchemy import Connection, select
from telegram import Bot

from domain.errors import Stale
from domain.people import Actor, Sender
from handlers.desk import ChatHouse, Desk
from storage.database import open_database
from storage.tables.chat import processed_update
from tests.world import NOW, World, world_at


def counts(conn: Connection, actor: Actor, **_: Any) -> int:
    return actor.person_id


def refuses(conn: Connection, actor: Actor, **_: Any) -> int:
    raise Stale("test")


@pytest.fixture
def desk(migrated_sqlite_url: str) -> Desk:
    house = ChatHouse(open_database(migrated_sqlite_url), cast(Bot, None), lambda: NOW)
    return Desk(house, 77, Sender(7_000_001, "小明", "", "zh", "zh", "Asia/Shanghai"))


async def test_a_second_act_of_one_update_is_an_error_and_not_a_repeated_update(
    desk: Desk,
) -> None:
    try:
        assert await desk.act(counts)
        with pytest.raises(RuntimeError, match="one unit of work"):
            await desk.act(counts)
    finally:
        await desk.house.db.close()


async def test_after_a_refusal_the_update_may_still_act(
    desk: Desk, migrated_sqlite_url: str
) -> None:
    try:
        with pytest.raises(Stale):
            await desk.act(refuses)
        assert await desk.act(counts)
    finally:
        await desk.house.db.close()
    with world_at(migrated_sqlite_url) as world:
        assert marks(world) == [77]


def marks(world: World) -> list[int]:
    return [row[0] for row in world.rows(select(processed_update.c.update_id))]


async def test_nothing_is_said_before_it_is_known_to_whom(desk: Desk) -> None:
    try:
        with pytest.raises(RuntimeError, match="nobody knows yet who asks"):
            _ = desk.say
        await desk.recognise()
        assert desk.say.locale == "zh_Hans"
    finally:
        await desk.house.db.close()
