"""Whatever was agreed and told, two ways of working an amount out agree to the minor unit."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.terms import INTERACTIONS, Bonus, Interaction, Method, Source, Terms
from services import settlements, verify
from storage.tables.money import settlement
from tests.approved import Approved, approved, read_in, reading
from tests.ordering import HOUR, tell
from tests.services import recomputed
from tests.world import NOW, World, creator, live_campaign

DAY = timedelta(days=1)


def agreed(chance: random.Random, method: Method) -> Terms:
    floor_minor = chance.choice([0, 0, 700])
    flat_minor = chance.choice([0, 1_500]) if method is not Method.FLAT else 5_000
    counted = {
        Method.CPE: tuple(chance.sample(INTERACTIONS, 2)),
        Method.CPM: (Interaction.VIEWS,),
    }
    steps = sorted(chance.sample(range(1, 400), 2))
    return Terms(
        method,
        cap_minor=5_000 if method is Method.FLAT else chance.choice([2_500, 90_000]),
        flat_minor=flat_minor,
        rate_per_mille_minor=0 if method is Method.FLAT else chance.randrange(1, 99_999),
        counted=counted.get(method, ()),
        floor_minor=floor_minor,
        cutoff_days=chance.choice([7, 14, 30]),
        window_days=chance.choice([7, 14, 30]),
        weakest_source=chance.choice([Source.CREATOR, Source.COORDINATOR]),
        bonuses=() if method is Method.FLAT else tuple(Bonus(at, at * 7) for at in steps),
    )


def readings_of(world: World, work: Approved, chance: random.Random) -> None:
    for at in chance.sample(range(-72, 24), 5):
        counts = {name.value: chance.randrange(400) for name in Interaction}
        each = reading(work, work.cutoff_at + at * HOUR, **counts)
        source = chance.choice([Source.CREATOR, Source.COORDINATOR, Source.PLATFORM])
        world.do(read_in, each, source=source, now=work.cutoff_at + DAY)


def conversions_of(world: World, work: Approved, chance: random.Random) -> None:
    span = work.cutoff_at - NOW
    for number in range(8):
        kind = chance.choice(["action", "order"])
        value = 0 if kind == "action" else chance.randrange(1, 20_000)
        item = {
            "id": f"{work.assignment_id}-{number}",
            "kind": kind,
            "assignment": work.assignment_id,
            "amount_minor": value,
            "currency": "CNY",
            "occurred_at": (NOW + span * chance.random() * 1.1).isoformat(),
        }
        news: list[dict[str, Any]] = [{**item, "status": "approved"}]
        if chance.random() < 0.5:
            news.append({**item, "status": "refunded", "refunded_minor": value and value // 3 + 1})
        if chance.random() < 0.2:
            news.append({**item, "status": "refunded", "refunded_minor": value})
        chance.shuffle(news)
        for each in news:
            tell(world, each, now=work.cutoff_at + chance.choice([0, 5, 20]) * HOUR)


@pytest.mark.parametrize("seed", range(2))
def test_an_independent_way_comes_to_the_same_minor_unit(world: World, seed: int) -> None:
    chance = random.Random(seed)
    for method in Method:
        for _ in range(3):
            campaign = world.do(live_campaign, agreed=agreed(chance, method))
            work = world.do(approved, campaign, world.do(creator))
            readings_of(world, work, chance)
            conversions_of(world, work, chance)
    world.do(settlements.settle_due, now=NOW + 60 * DAY)
    rows = world.rows(select(settlement.c.assignment_id, settlement.c.amount_minor))
    assert len(rows) == 3 * len(Method)
    assert {row[0]: row[1] for row in rows} == recomputed.amounts(world)
    assert world.do(verify.problems) == []
