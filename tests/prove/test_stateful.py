"""A slice of living in any order, and the mutants that it must notice; the whole: make prove."""

import pytest

from tests.prove import stateful
from tests.prove.mutants import MUTANTS, mutated

HOUSES = 12
QUICKLY_SHOWN = (
    "a reserve is never released",
    "readings after the cut-off pay",
    "a transfer counts twice",
    "a window is split once more",
)


def test_every_promise_is_kept_whatever_happens_in_whichever_order() -> None:
    trial = stateful.live(HOUSES, 1)
    assert trial.problems == []
    assert trial.tried > HOUSES


@pytest.mark.parametrize("name", MUTANTS)
def test_every_mutant_breaks_what_is_there(name: str) -> None:
    with mutated(name):
        pass


@pytest.mark.parametrize("name", QUICKLY_SHOWN)
def test_a_broken_house_is_noticed(name: str) -> None:
    assert name in MUTANTS
    with mutated(name):
        assert stateful.live(HOUSES, 1, shortest=False).problems != []
