"""`koc top`: what waits, what is late and who runs, in both languages, from either database."""

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from sqlalchemy import create_engine

from bot.app import Duty
from bot.config import Config
from bot.top_screen import picture
from domain.delivery import DeliveryClass
from domain.due_work import Due, DueElsewhere, DueWork
from domain.locales import EN
from domain.processes import ProcessFacts, ProcessState, Vitals
from sandbox.app import TOKEN
from services import notices, processes
from services.health import Queue, Running
from storage.database import open_database
from storage.migrate import upgrade
from tests.bot.command_line import koc
from tests.bot.test_app import changed, running
from tests.world import creator
from words.speech import speech
from words.top import House


@pytest.fixture
def configured_anywhere(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    upgrade(database_url)
    monkeypatch.setenv("KOC__TELEGRAM__TOKEN", TOKEN)
    monkeypatch.setenv("KOC__DATABASE__URL", database_url)
    return database_url


def waiting(database_url: str, count: int, due_for: timedelta) -> None:
    engine = create_engine(database_url)
    at = datetime.now(UTC) - due_for
    with engine.begin() as conn:
        ann = creator(conn).actor.person_id
        for number in range(count):
            notices.queue(
                conn,
                ann,
                "review_reject",
                {"assignment_id": 1},
                cls=DeliveryClass.TRANSACTIONAL,
                dedupe_key=f"n{number}",
                now=at,
            )
        processes.begin(conn, host="box", pid=7, roles="worker", version="1.2", now=at)
    engine.dispose()


@pytest.mark.usefixtures("configured_anywhere")
async def test_one_look_shows_queues_lateness_and_processes(configured_anywhere: str) -> None:
    waiting(configured_anywhere, 3, timedelta(minutes=5))
    shown = await asyncio.to_thread(koc, "top", "--once", "--language", "en")
    assert shown.exit_code == 0
    lines = shown.output.splitlines()
    assert any(line.split() == ["Decisions", "and", "money", "3", "5", "min"] for line in lines)
    assert any("box:7 worker" in line and "silent" in line and "1.2" in line for line in lines)
    assert "0.0/s accepted" in shown.output


@pytest.mark.usefixtures("configured_anywhere")
async def test_it_speaks_chinese_too(configured_anywhere: str) -> None:
    waiting(configured_anywhere, 2, timedelta(minutes=5))
    shown = await asyncio.to_thread(koc, "top", "--once")
    assert shown.exit_code == 0
    for words in ("待发消息", "决定与款项", "进程", "5 分钟"):
        assert words in shown.output


async def test_a_running_process_shows_and_one_that_ended_well_is_gone(config: Config) -> None:
    async with running(config, Duty.WORKER, Duty.WEB) as one:
        async with asyncio.timeout(5):
            while not (found := await one.db.read(processes.every)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert [each.roles for each in found] == ["web,worker"]
        assert not found[0].is_silent(one.now())
    db = open_database(config.database.url)
    assert await db.read(processes.every) == []
    await db.close()


async def test_a_row_that_was_taken_for_dead_comes_back(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.heartbeat.BEAT_EVERY", timedelta(milliseconds=20))
    async with running(config, Duty.WEB) as one:
        async with asyncio.timeout(5):
            while not (found := await one.db.read(processes.every)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await one.db.write(processes.end, found[0].process_id)
            while not (anew := await one.db.read(processes.every)):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert anew[0].process_id != found[0].process_id or anew[0].beat_at > found[0].beat_at


async def test_what_was_silent_for_a_day_is_forgotten(config: Config) -> None:
    async with running(config, Duty.BOT) as one:
        old = one.now() - timedelta(days=2)
        who = {"host": "gone", "pid": 1, "roles": "bot", "version": "0"}
        await one.db.write(processes.begin, **who, now=old)
        await one.db.write(processes.begin, **(who | {"host": "new"}), now=one.now())
        hosts = {each.host for each in await one.db.read(processes.every)}
        assert "gone" not in hosts
        assert "new" in hosts


async def test_a_process_told_to_stop_says_so_before_it_does(config: Config) -> None:
    draining = changed(config, "web", drain_seconds=0.3)
    async with running(draining, Duty.WEB) as one:
        await one.drain()
        (found,) = await one.db.read(processes.every)
        assert found.state.value == "draining"


def process(number: int, beat_at: datetime) -> ProcessFacts:
    host, roles = f"koc-worker-{number}.internal", "bot,worker"
    return ProcessFacts(
        *(number, host, 4711, roles, "0.1.0", ProcessState.RUNNING),
        *(beat_at - timedelta(hours=3), beat_at, Vitals()),
    )


def busy_house(now: datetime, count: int) -> House:
    """One of the processes is silent, one kind of work is late."""
    late: dict[Due, float] = dict.fromkeys((*DueWork, *DueElsewhere), 0.0)
    late[DueWork.POT_WINDOW] = 900.0
    beats = [now - timedelta(minutes=number == 3) for number in range(count)]
    return House(
        [Queue(cls, 7, 60.0) for cls in DeliveryClass],
        [Running(number, 1_000, 30.0 * number) for number in range(3)],
        late,
        dict.fromkeys(DueWork, 0),
        *(0, 0, 0),
        [process(number, at) for number, at in enumerate(beats)],
    )


def screen(house: House, now: datetime, width: int, height: int) -> list[str]:
    console = Console(width=width, file=io.StringIO(), no_color=True)
    with console.capture() as drawn:
        console.print(picture(house, speech(EN), now, console, height))
    return drawn.get().splitlines()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)], ids=str)
@pytest.mark.parametrize("count", [1, 4, 60])
def test_a_screen_shows_what_matters_first_and_counts_what_it_has_no_room_for(
    size: tuple[int, int], count: int
) -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    lines = screen(busy_house(now, count), now, *size)
    assert len(lines) <= size[1]
    assert max(map(len, lines)) <= size[0]
    (first,) = [at for at, line in enumerate(lines) if line.startswith("Processes")]
    assert ("silent" in lines[first + 1]) is (count > 3)
    assert any(line.startswith("Windows of pots to split") and "15 min" in line for line in lines)
    rows = sum("koc-worker" in line for line in lines)
    more = [
        int(line.split()[1]) for line in lines[first : first + rows + 2] if line.startswith("… ")
    ]
    assert rows + sum(more[:1]) == count


async def test_into_a_pipe_it_prints_all_of_it_once_and_ends(
    configured_anywhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def for_ever(look: object, every: float) -> None:
        raise AssertionError("nobody would see it end")

    monkeypatch.setattr("bot.cli_top._on_and_on", for_ever)
    waiting(configured_anywhere, 1, timedelta(minutes=5))
    shown = await asyncio.to_thread(koc, "top", "--language", "en")
    assert shown.exit_code == 0
    assert "Audiences to freeze" in shown.output
    assert "more" not in shown.output


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_what_telegram_refuses_as_a_whole_is_named_above_the_tables(size: tuple[int, int]) -> None:
    now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    house = busy_house(now, 4)
    said = "broadcasts refused as a whole"
    assert said not in " ".join(screen(house, now, *size))
    lines = screen(replace(house, standing=2), now, *size)
    assert f"{said} 2" in " ".join(" ".join(lines[:3]).split())
    assert len(lines) <= size[1]
    assert max(map(len, lines)) <= size[0]
