"""`grep TRACE` tells the whole story: the update, what it queued, and each message that came of it.

The logs are those of two processes, as when one takes updates in and another sends.
"""

import asyncio
from typing import Any

from sqlalchemy import create_engine, select
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.app import Duty
from bot.config import Config
from sandbox.app import Sandbox
from scheduler.jobs import Job, JobHouse
from scheduler.ticker import Ticker
from services import notices
from storage.tables.delivery import delivery
from tests.bot.test_app import changed, running
from tests.handlers.test_team import invitation
from tests.world import creator


def with_trace(logs: list[Any], trace: str) -> list[str]:
    return [entry["event"] for entry in logs if entry.get("trace") == trace]


def traces_kept(config: Config) -> list[str]:
    engine = create_engine(config.database.url)
    with engine.connect() as conn:
        found = list(conn.execute(select(delivery.c.trace).order_by(delivery.c.id)).scalars())
    engine.dispose()
    return found


async def test_one_word_leads_from_the_update_to_the_message(
    config: Config, sandbox: Sandbox
) -> None:
    boss = await sandbox.person("Boss", language_code="en")
    ann = await sandbox.person("Ann", language_code="en")
    config = changed(config, "staff", owners=(boss.user.id,))
    with capture_logs(processors=[merge_contextvars]) as logs:
        async with running(config, Duty.BOT):
            await boss.says("/start")
            await boss.sees("")
            await ann.starts(await invitation(boss, "Reviewer"))
            await ann.taps("Accept")
            await ann.sees("You are now")
        async with running(config, Duty.WORKER):
            await boss.sees("Ann")
    (trace,) = traces_kept(config)
    assert trace.startswith("u")
    assert with_trace(logs, trace) == ["deliveries queued", "delivered"]
    queued = next(entry for entry in logs if entry["event"] == "deliveries queued")
    assert trace == f"u{queued['update_id']}"


async def test_each_run_of_a_job_has_a_trace_of_its_own(config: Config) -> None:
    async def tells(house: JobHouse) -> int:
        reader = await house.db.write(creator)
        await house.db.write(
            notices.queue,
            reader.actor.person_id,
            "settled",
            {},
            cls="transactional",
            dedupe_key=f"t{reader.actor.person_id}",
            now=house.now(),
        )
        return 1

    with capture_logs(processors=[merge_contextvars]) as logs:
        async with running(config, Duty.WEB) as process:
            ticker = Ticker(JobHouse(process.db, process.now), (Job("tells", 1, tells),))
            await ticker.run_all()
            await ticker.run_all()
    first, second = traces_kept(config)
    assert first != second
    for trace in (first, second):
        assert trace.startswith("j")
        assert with_trace(logs, trace) == ["deliveries queued", "job done"]


async def test_two_updates_at_once_keep_their_own(config: Config, sandbox: Sandbox) -> None:
    """Each is a task of its own; what one binds must not leak into the other."""
    boss = await sandbox.person("Boss", language_code="en")
    people = [await sandbox.person(name, language_code="en") for name in ("Ann", "Bo")]
    async with running(changed(config, "staff", owners=(boss.user.id,)), Duty.BOT):
        await boss.says("/start")
        await boss.sees("")
        for each in people:
            await each.starts(await invitation(boss, "Reviewer"))
        await asyncio.gather(*(each.taps("Accept") for each in people))
        for each in people:
            await each.sees("You are now")
    assert len(set(traces_kept(config))) == 2
