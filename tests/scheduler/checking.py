"""A house that looks into a web on loopback, and what it has kept of it; no test lives here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from sqlalchemy import select

from bot.fetching.outside import Web as Outside
from scheduler.jobs import JobHouse, material_is_seen, posts_are_checked
from storage.tables.checks import check_result, host_gate, post_check
from storage.tables.delivery import delivery
from tests.bot.fetching.loopback import Page, Web, serving
from tests.scheduler.conftest import Clock
from tests.world import World

HTML = "text/html; charset=utf-8"


class Town:
    """The pages may change while it runs; `asked` is what was asked of them."""

    def __init__(self, house: JobHouse, clock: Clock, there: Web, pages: dict[str, Page]) -> None:
        self.house = JobHouse(house.db, house.now, Outside(there.network), house.grace)
        self.clock = clock
        self.there = there
        self.pages = pages

    @property
    def asked(self) -> list[str]:
        return self.there.asked

    async def looks(self) -> int:
        """One tick of the job."""
        done = await posts_are_checked(self.house)
        assert isinstance(done, int)
        return done

    async def sees_material(self) -> int:
        """One tick of the job that looks at what campaigns hand out."""
        done = await material_is_seen(self.house)
        assert isinstance(done, int)
        return done

    async def looks_at(self, world: World, post_id: int) -> int:
        """A tick at the moment when the post is due."""
        due_at = due(world, post_id)
        assert due_at is not None
        self.clock.at = max(self.clock.at, due_at)
        return await self.looks()


@asynccontextmanager
async def town(house: JobHouse, clock: Clock, pages: dict[str, Page]) -> AsyncIterator[Town]:
    async with serving(pages) as there:
        yield Town(house, clock, there, pages)


def html(body: str, status: int = 200, **headers: str) -> Page:
    sent = {"Content-Type": HTML} | {name.replace("_", "-"): v for name, v in headers.items()}
    return lambda _: web.Response(status=status, body=body.encode(), headers=sent)


def due(world: World, post_id: int) -> Any:
    return world.rows(select(post_check.c.due_at).where(post_check.c.post_id == post_id))[0][0]


def results(world: World, post_id: int) -> list[tuple[str, str, str]]:
    """Of each look what was seen, whether it is up, and whether it is public."""
    columns = (check_result.c.seen, check_result.c.alive, check_result.c.public)
    asked = select(*columns).where(check_result.c.post_id == post_id).order_by(check_result.c.id)
    return [tuple(row) for row in world.rows(asked)]


def told(world: World, *kinds: str) -> list[str]:
    """The notices of these kinds, in order."""
    asked = select(delivery.c.kind).where(delivery.c.kind.in_(kinds)).order_by(delivery.c.id)
    return [row[0] for row in world.rows(asked)]


def gate(world: World, host: str) -> tuple[Any, int]:
    asked = select(host_gate.c.opens_at, host_gate.c.strikes).where(host_gate.c.host == host)
    opens_at, strikes = world.rows(asked)[0]
    return opens_at, strikes
