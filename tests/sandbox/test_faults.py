"""Faults on request: before or after acceptance, by count or by chance."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox import Person, Sandbox
from sandbox.faults import Fault, FaultKind
from tests.sandbox.raw_bot import RawBot


async def send(bot: RawBot, person: Person) -> Any:
    return await bot.call("sendMessage", chat_id=person.user.id, text="hello")


@pytest.mark.parametrize(("kind", "seen"), [("500_before", 0), ("500_after", 1)])
async def test_a_500_comes_before_or_after_it_happened(
    bot: RawBot, sandbox: Sandbox, lin: Person, kind: str, seen: int
) -> None:
    sandbox.fault(kind, "sendMessage", count=1)
    answer = await send(bot, lin)
    assert (answer["error_code"], answer["description"]) == (500, "Internal Server Error")
    assert lin.screen.count("hello") == len(sandbox.log.accepted("sendMessage")) == seen
    assert (await send(bot, lin))["ok"]


@pytest.mark.parametrize(("kind", "seen"), [("reset_before", 0), ("reset_after", 1)])
async def test_the_connection_drops_before_or_after_it_happened(
    bot: RawBot, sandbox: Sandbox, lin: Person, kind: str, seen: int
) -> None:
    sandbox.fault(kind, "sendmessage", count=1)
    with pytest.raises(aiohttp.ClientError):
        await send(bot, lin)
    assert len(sandbox.log.accepted("sendMessage")) == seen


@pytest.mark.parametrize(("kind", "seen"), [("hang_before", 0), ("hang_after", 1)])
async def test_a_call_hangs_before_or_after_it_happened(
    bot: RawBot, sandbox: Sandbox, lin: Person, kind: str, seen: int
) -> None:
    sandbox.fault(kind, "sendMessage", count=1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await send(bot, lin)
    assert len(sandbox.log.accepted("sendMessage")) == seen


async def test_a_429_on_request_says_how_long(bot: RawBot, sandbox: Sandbox, lin: Person) -> None:
    sandbox.fault("429", retry_after=18_053, count=1)
    assert (await send(bot, lin))["parameters"] == {"retry_after": 18_053}
    assert sandbox.log.accepted("sendMessage") == []


async def test_a_slow_call_still_happens(bot: RawBot, sandbox: Sandbox, lin: Person) -> None:
    sandbox.fault("slow", ms=50)
    assert (await send(bot, lin))["ok"]


def struck(fault: Fault, calls: int) -> list[int]:
    return [n for n in range(1, calls + 1) if fault.strikes("sendmessage", 7)]


def test_a_fault_strikes_the_nth_call_or_the_first_few_or_all() -> None:
    kind = FaultKind.SLOW
    assert struck(Fault(kind, nth=3), 6) == [3]
    assert struck(Fault(kind, nth=3, count=2), 6) == [3, 4]
    assert struck(Fault(kind, count=2), 6) == [1, 2]
    assert struck(Fault(kind), 3) == [1, 2, 3]


def test_a_fault_by_chance_is_the_same_for_the_same_seed() -> None:
    first, second = (struck(Fault(FaultKind.SLOW, probability=0.3, seed=5), 200) for _ in "ab")
    assert first == second
    assert 30 < len(first) < 90


def test_a_fault_strikes_only_its_method_and_chat() -> None:
    fault = Fault(FaultKind.SLOW, "send*", chat_id=7)
    assert fault.strikes("sendphoto", 7)
    assert not fault.strikes("getupdates", 7)
    assert not fault.strikes("sendphoto", 8)
