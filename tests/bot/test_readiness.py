"""A process says of each of its sides whether it does its work, and that it is about to stop."""

import asyncio
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.app import Duty, Process
from bot.config import Config
from sandbox.app import Sandbox
from tests.bot.test_app import changed, free_port, running


async def answer(port: int, path: str = "/readyz") -> tuple[int, dict[str, Any]]:
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}{path}") as got:
        return got.status, await got.json() if path == "/readyz" else {}


async def figures_of(port: int) -> str:
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}/metrics") as got:
        return await got.text()


async def ready(port: int) -> dict[str, Any]:
    """Once it is; its first jobs have run by then."""
    async with asyncio.timeout(10):
        while (found := await answer(port))[0] != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[1]


@pytest.fixture
def watched(config: Config) -> Config:
    return changed(config, "web", watch_port=free_port())


async def test_a_worker_without_a_site_tells_how_it_is_at_a_port_of_its_own(
    watched: Config, sandbox: Sandbox
) -> None:
    async with running(watched, Duty.WORKER):
        port = watched.web.watch_port
        says = await ready(port)
        assert {"messages", "jobs", "staying", "writes"} <= says.keys()
        assert "updates" not in says
        assert (await answer(port, "/healthz"))[0] == 200
        assert (await answer(port, "/metrics"))[0] == 200
        assert (await answer(port, "/console"))[0] == 404


@pytest.mark.parametrize("opens_posts", [True, False])
async def test_pages_have_a_lag_where_somebody_is_to_look_at_them(
    watched: Config, opens_posts: bool
) -> None:
    async with running(changed(watched, "checks", open_posts=opens_posts), Duty.WORKER):
        port = watched.web.watch_port
        await ready(port)
        figures = (await figures_of(port)).split()
        assert 'koc_due_lag_seconds{work="reminder"}' in figures
        for work in ("post_check", "material"):
            assert (f'koc_due_lag_seconds{{work="{work}"}}' in figures) is opens_posts


async def test_a_bot_that_nobody_writes_to_is_ready_before_its_first_long_poll_is_over(
    watched: Config,
) -> None:
    async with running(watched, Duty.BOT):
        assert (await ready(watched.web.watch_port))["updates"]


async def test_without_a_port_nobody_listens(config: Config) -> None:
    async with running(config, Duty.WORKER) as one:
        assert one.watched is None


@pytest.mark.parametrize(("side", "moment"), [("messages", "pump_at"), ("jobs", "ticked_at")])
async def test_a_side_that_does_nothing_any_more_makes_it_unready(
    watched: Config, side: str, moment: str
) -> None:
    async with running(watched, Duty.WORKER) as one:
        await ready(watched.web.watch_port)
        await stop_working(one)
        setattr(one.figures, moment, monotonic() - 61)
        status, says = await answer(watched.web.watch_port)
        assert (status, says[side]) == (503, False)


async def stop_working(one: Process) -> None:
    """Its worker ends beneath it, and its figures stand still."""
    assert one.worker is not None
    await one.worker.stop()


async def test_told_to_stop_it_says_so_and_answers_until_it_was_noticed(config: Config) -> None:
    drained = changed(config, "web", port=free_port(), drain_seconds=1)
    async with running(drained, Duty.WEB) as one:
        await ready(drained.web.port)
        draining = asyncio.create_task(one.drain())
        await asyncio.sleep(0.2)
        status, says = await answer(drained.web.port)
        assert (status, says["staying"], says["database"]) == (503, False, True)
        assert (await answer(drained.web.port, "/healthz"))[0] == 200
        assert not draining.done()
        await draining


async def test_updates_count_once_with_how_long_they_took(config: Config, sandbox: Sandbox) -> None:
    ann = await sandbox.person("Ann", language_code="en")
    async with running(config, Duty.BOT) as one:
        await ann.says("/start")
        await ann.sees("Welcome")
        async with asyncio.timeout(5):
            while one.figures.updates < 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert one.figures.update_took.count == one.figures.update_lag.count == 1
        assert 0 < one.figures.update_took.total < 5
        writes = one.db.figures().writes
        assert writes.waits.count >= writes.commits.count > 0


async def test_sendings_count_by_what_came_of_them(config: Config, sandbox: Sandbox) -> None:
    from domain.delivery import DeliveryClass, DeliveryStatus
    from domain.figures import FloodScope
    from services import notices
    from tests.world import creator

    ann = await sandbox.person("Ann", language_code="en")
    await ann.says("/start")
    sandbox.fault("429", "sendMessage", count=1, retry_after=1)
    async with running(config, Duty.WORKER) as one:
        reader = await one.db.write(creator, telegram_id=ann.user.id)
        await one.db.write(
            notices.queue,
            reader.actor.person_id,
            "review_reject",
            {"assignment_id": 1, "title": "x", "reason": "", "clause": "", "note": ""},
            cls=DeliveryClass.TRANSACTIONAL,
            dedupe_key="a",
            now=one.now(),
        )
        await ann.sees("x", timeout=10)
        async with asyncio.timeout(5):
            while not one.figures.count(DeliveryStatus.SENT):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert one.figures.floods == {FloodScope.SEND: 1}
        assert one.figures.ended == {
            (DeliveryClass.TRANSACTIONAL, DeliveryStatus.QUEUED): 1,
            (DeliveryClass.TRANSACTIONAL, DeliveryStatus.SENT): 1,
        }
