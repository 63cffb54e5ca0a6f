"""Claims while a broadcast goes out at the full allowance: what a tap waits for its reply."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks import crowd as crowds
from benchmarks import world
from benchmarks.claims import BOT, Urls, answered, open_loop, postgresql, sqlite
from benchmarks.crowd import Crowd
from benchmarks.figure import Figure, alone
from benchmarks.pump_stage import limits_at
from benchmarks.stage import Stage, bot_process, scratch, stage
from domain.broadcast_rules import FREE_PER_SECOND

# By Telegram's allowance a second: the taps, open loop, whose replies are not paced (decision 7)
# and need room beside the broadcast; and how long they go on, in seconds.
TAPS: Final = {30: (3, 60), 1000: (100, 20)}
_SETTLES_SECONDS: Final = 4  # the start is over, the broadcast runs
_SLACK_SECONDS: Final = 20


def on_sqlite() -> Iterator[Figure]:
    """Issue: a claim's p99 stays under 100 ms."""
    yield from _figures("claim_beside_broadcast", sqlite)


def on_postgresql() -> Iterator[Figure]:
    yield from _figures("claim_beside_broadcast-pg", postgresql)


def _figures(bench: str, urls: Urls) -> Iterator[Figure]:
    for allowance, (rate, seconds) in TAPS.items():
        pace = allowance - rate
        p99_ms, kept = asyncio.run(_beside(urls, allowance))
        unit = f"ms for {rate * seconds} claims at {rate}/s"
        yield alone(f"{bench}_{allowance}_p99", unit, lambda ms=p99_ms: ms, runs=1)
        unit = "messages/s beside them"
        name = f"{bench}_{allowance}_rate"
        peer = "the allowance less the replies"
        yield Figure(name, round(kept, 1), pace, peer, round(kept / pace, 3), unit, 1)


async def _beside(urls: Urls, allowance: int) -> tuple[float, float]:
    """The claims' p99 in ms, and how many messages a second went out meanwhile."""
    rate, seconds = TAPS[allowance]
    claims, pace = rate * seconds, allowance - rate
    messages = pace * (seconds + _SETTLES_SECONDS + _SLACK_SECONDS)
    crowd = Crowd(messages, first=claims + 1, paid=allowance > FREE_PER_SECOND)
    with scratch() as name, urls(Path(name)) as url:
        taps = world.fill(url, claims, 2 * claims)
        await asyncio.to_thread(crowds.queue, url, crowd)
        async with stage(taps) as house:
            crowds.let_in(house.sandbox.world, crowd)
            house.sandbox.limit(limits_at(allowance))
            argv = list(BOT.argv)
            async with bot_process(house, argv, url, Path(name), per_second=pace):
                await asyncio.sleep(_SETTLES_SECONDS)
                tapped = await open_loop(house, taps, 0, rate)
                await answered(house, claims)
        return _p99_ms(house, tapped), _rate(house, min(tapped.values()), max(tapped.values()))


def _p99_ms(house: Stage, tapped: dict[int, float]) -> float:
    waits = [
        entry.at.timestamp() - tapped[entry.chat_id]
        for entry in house.sandbox.log
        if entry.method == "editMessageText" and entry.chat_id in tapped
    ]
    return sorted(waits)[int(len(waits) * 0.99)] * 1000


def _rate(house: Stage, began: float, ended: float) -> float:
    sent = [
        entry
        for entry in house.sandbox.log
        if entry.method == "sendMessage" and began <= entry.at.timestamp() < ended
    ]
    return len(sent) / (ended - began)
