"""Living in a house in any order: how many steps were lived, and whether broken houses show it."""

from dataclasses import dataclass
from typing import Any, Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.prove.foundations import Foundation, in_memory
from tests.prove.house import furnish
from tests.prove.machine import Anything
from tests.prove.mutants import MUTANTS, mutated
from tests.prove.proof import Trial, so_far

_AT_ONCE: Final = 100
STEPS: Final = 100  # in one house
_SEEDS_FOR_A_MUTANT: Final = 5


@dataclass(frozen=True, slots=True)
class Broke(Exception):
    """What the machine found, by its shortest story."""

    story: str


def live(
    houses: int,
    number: int,
    *,
    on: Foundation | None = None,
    shortest: bool = True,
    steps: int = STEPS,
) -> Trial:
    """Tried is how many steps were lived; a problem comes with the story that leads to it."""

    class Seeded(Anything):
        """A class of its own: the seed, the count and the ground are kept on it."""

    Seeded.steps = 0
    Seeded.foundation = on or in_memory(furnish)
    phases = (Phase.generate, Phase.shrink) if shortest else (Phase.generate,)
    about = settings(
        max_examples=houses,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(Seeded), settings=about)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what was looked for)
        return Trial(Seeded.steps, [_told(error)])
    return Trial(Seeded.steps)


def live_long(houses: int, number: int, on: Foundation) -> Trial:
    """A hundred at a time, each from the next seed: what a run has seen, it remembers."""
    trial = Trial()
    for began, first in enumerate(range(0, houses, _AT_ONCE)):
        lived = live(min(_AT_ONCE, houses - first), number + began, on=on)
        told = [f"seed {number + began}: {each}" for each in lived.problems]
        trial += Trial(lived.tried, told)
        so_far(trial, f"{min(first + _AT_ONCE, houses)} of {houses} houses")
    return trial


def _told(error: Any) -> str:
    notes = "\n".join(getattr(error, "__notes__", ()))
    return f"{type(error).__name__}: {error}\n{notes}"


def overlooked(houses: int, number: int) -> list[str]:
    """Mutants that so many houses did not show, nor as many with each of a few other seeds."""
    return [name for name in MUTANTS if not _shown(name, houses, number)]


def _shown(name: str, houses: int, number: int) -> bool:
    with mutated(name):
        seeds = range(number, number + _SEEDS_FOR_A_MUTANT)
        return any(live(houses, seed, shortest=False).problems for seed in seeds)
