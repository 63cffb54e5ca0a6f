"""Whatever was agreed and told, two ways of working an amount out agree to the minor unit."""

from pathlib import Path

import pytest

from domain import pricing
from services import verify
from tests import exported, recomputed
from tests.many_works import ManyWorks
from tests.world import World

CAMPAIGNS, READINGS = 10, 12  # two of each method


def lived(world: World, seed: int) -> None:
    ManyWorks(world, CAMPAIGNS, READINGS, seed).live_on()


@pytest.mark.parametrize("seed", range(1))
def test_an_independent_way_comes_to_the_same_minor_unit(
    world: World, seed: int, tmp_path: Path
) -> None:
    lived(world, seed)
    exported.export(world.engine, tmp_path)
    settled = recomputed.settled(tmp_path)
    assert len(settled) > 200
    assert len(set(settled.values())) > 50
    assert settled == recomputed.amounts(tmp_path)
    assert world.do(verify.problems) == []


def test_the_independent_way_notices_that_halves_are_cut_off(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pricing, "divide_half_up", lambda numerator, by: numerator // by)
    lived(world, 1)
    exported.export(world.engine, tmp_path)
    assert recomputed.settled(tmp_path) != recomputed.amounts(tmp_path)
