"""One person's updates in their order, different persons' side by side, within a bound."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.lanes import Lanes


async def test_one_lane_keeps_its_order_whatever_takes_how_long() -> None:
    lanes, done = Lanes(8), list[int]()

    def work(number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        async def run() -> None:
            await asyncio.sleep(0.01 if number % 2 == 0 else 0)
            done.append(number)

        return run

    for number in range(10):
        lanes.put(7, work(number))
    await lanes.drain()
    assert done == list(range(10))


async def test_a_slow_person_holds_up_nobody_else() -> None:
    lanes, held, quick = Lanes(8), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await held.wait()

    async def fast() -> None:
        quick.set()

    lanes.put(1, slow)
    lanes.put(2, fast)
    await asyncio.wait_for(quick.wait(), 1)
    held.set()
    await lanes.drain()


async def test_no_more_than_the_bound_run_at_once() -> None:
    lanes, running, most = Lanes(3), 0, 0

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    for lane in range(20):
        lanes.put(lane, work)
    await lanes.drain()
    assert most == 3


async def test_a_failure_stops_nobody_behind_it() -> None:
    lanes, done = Lanes(2), asyncio.Event()

    async def breaks() -> None:
        raise ValueError("broken")

    async def goes_on() -> None:
        done.set()

    broken = lanes.put(1, breaks)
    lanes.put(1, goes_on)
    await asyncio.wait_for(done.wait(), 1)
    assert isinstance(broken.exception(), ValueError)


async def test_an_empty_lane_leaves_nothing_behind() -> None:
    lanes = Lanes(2)

    async def work() -> None: ...

    for lane in range(100):
        lanes.put(lane, work)
    await lanes.drain()
    assert not lanes._last
