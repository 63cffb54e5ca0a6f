"""A million readings under terms of every kind, settled, and worked out again from CSV files."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import func, select

from domain import pricing
from services import verify
from storage.tables.metrics import metric_snapshot
from tests import exported, recomputed
from tests.many_works import ManyWorks
from tests.prove.proof import Trial
from tests.world import World, new_world_at


@dataclass(frozen=True, slots=True)
class Size:
    """So many campaigns, a fifth of them by each method, each of twenty works."""

    campaigns: int
    readings: int  # of each work


FULL: Final = Size(campaigns=500, readings=104)  # each wave rounds down
CONTROL: Final = Size(campaigns=10, readings=10)
LEAST: Final = 1_000_000


def recomputation(size: Size, seed: int) -> Trial:
    """Tried is how many readings came in; a problem is an amount that is not the same twice."""
    with (
        TemporaryDirectory() as name,
        new_world_at(f"sqlite:///{Path(name, 'koc.sqlite3')}") as world,
    ):
        ManyWorks(world, size.campaigns, size.readings, seed).live_on()
        exported.export(world.engine, Path(name))
        problems = [*_different(Path(name)), *map(str, world.do(verify.problems))]
        return Trial(_readings(world), problems)


def _different(folder: Path) -> Iterator[str]:
    settled, again = recomputed.settled(folder), recomputed.amounts(folder)
    for key, amount in settled.items():
        if again[key] != amount:
            yield f"{' '.join(key)}: {amount}, again {again[key]}"


def _readings(world: World) -> int:
    return int(world.rows(select(func.count()).select_from(metric_snapshot))[0][0])


@contextmanager
def cutting_halves_off() -> Iterator[None]:
    """The control: a minor unit less, now and then."""
    as_ever = pricing.divide_half_up
    pricing.divide_half_up = lambda numerator, denominator: numerator // denominator
    try:
        yield
    finally:
        pricing.divide_half_up = as_ever


def overlooked(seed: int) -> list[str]:
    with cutting_halves_off():
        found = recomputation(CONTROL, seed).problems
    return [] if any(", again " in each for each in found) else ["nobody notices lost halves"]
