"""A slice of the updates that come in any order, and their control; the whole: make prove."""

import asyncio
from typing import Any

import pytest

from tests.prove.fleet.ordeal import End, compared, disordered_on_many, in_order_on_one
from tests.prove.fleet.posting import disordered
from tests.prove.fleet.stream import Claim, stream
from tests.prove.grounds import on_postgresql
from tests.prove.variants import Variant
from tools.postgres import PostgresServer

UPDATES = 120
SHORT: dict[str, Any] = {"count": 2, "mean_life": 0.5}


@pytest.fixture(scope="module")
def wanted(pg_server: PostgresServer) -> End:
    return asyncio.run(in_order_on_one(on_postgresql(pg_server)(), UPDATES, seed=1))


@pytest.mark.kills
@pytest.mark.serial
@pytest.mark.postgresql
async def test_in_any_order_by_processes_that_die_all_ends_as_in_order(
    pg_server: PostgresServer, wanted: End
) -> None:
    found = await disordered_on_many(on_postgresql(pg_server)(), UPDATES, 1, **SHORT)
    assert compared(wanted, found).problems == []
    assert found.posts > UPDATES * 1.1
    assert found.picture["submissions"]


@pytest.mark.kills
@pytest.mark.serial
@pytest.mark.postgresql
async def test_it_shows_when_the_processes_forget_their_marks(
    pg_server: PostgresServer, wanted: End
) -> None:
    url, mistake = on_postgresql(pg_server)(), Variant.FORGETS_MARKS
    found = await disordered_on_many(url, UPDATES, 1, variant=mistake, **SHORT)
    assert compared(wanted, found).problems != []


def test_of_a_stream_one_in_five_comes_twice_and_one_in_ten_late() -> None:
    acts = stream([Claim(number, f"1:claim:1:{number}:1") for number in range(1, 300)], seed=1)
    posted = disordered(acts, seed=1)
    assert 0.17 < sum(each.again for each in posted) / len(acts) < 0.23
    firsts = [each.act for each in posted if not each.again]
    assert sorted(act.update_id for act in firsts) == [act.update_id for act in acts]
    places = {act.update_id: place for place, act in enumerate(firsts)}
    late = sum(places[act.update_id] > place + 1 for place, act in enumerate(acts))
    assert late / len(acts) > 0.08
    assert all(places[act.after] < places[act.update_id] for act in acts if act.after)
