"""Counting rows takes one percent of the time, however many monitors ask."""

import asyncio
from typing import Any

from web.gauging import Gauging


async def test_monitors_at_once_count_once_and_soon_after_not_at_all() -> None:
    counted = 0

    async def count() -> Any:
        nonlocal counted
        counted += 1
        await asyncio.sleep(0.05)
        return counted

    gauging = Gauging(count)
    found = await asyncio.gather(*(gauging.gauges() for _ in range(5)))
    assert {gauges for gauges, _ in found} == {1}
    assert (await gauging.gauges())[0] == 1
    assert counted == 1


async def test_a_count_is_kept_a_hundred_times_as_long_as_it_took(monkeypatch: Any) -> None:
    monkeypatch.setattr("web.gauging.SHORTEST_SECONDS", 0)
    took, counted = 0.002, 0

    async def count() -> Any:
        nonlocal counted
        counted += 1
        await asyncio.sleep(took)
        return counted

    gauging = Gauging(count)
    await gauging.gauges()
    await asyncio.sleep(0.05)
    assert (await gauging.gauges())[0] == 1
    await asyncio.sleep(1.0)
    gauges, age = await gauging.gauges()
    assert (gauges, age < 0.1) == (2, True)


async def test_a_count_that_failed_is_tried_again() -> None:
    tries = 0

    async def count() -> Any:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ConnectionError
        return "counted"

    gauging = Gauging(count)
    try:
        await gauging.gauges()
    except ConnectionError:
        assert (await gauging.gauges())[0] == "counted"
    else:
        raise AssertionError("an outage must show")
