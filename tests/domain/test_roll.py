"""A roll says whom it was called with, in as few bytes as one commit can write."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import roll
from domain.broadcast import Question
from domain.roll import Called, Roll

ASKED = Question(3, later=False)


def called(ids: list[int]) -> Called:
    return Called(ASKED, ",".join(map(str, ids)))


def named(found: Roll) -> list[int]:
    return [each for leaf in found.leaves for each in leaf.person_ids()]


@given(st.sets(st.integers(1, 2**62)).map(sorted))
def test_it_names_whom_it_was_called_with(ids: list[int]) -> None:
    found = called(ids).packed()
    assert named(found) == ids
    assert (found.persons, found.question) == (len(ids), ASKED)


def test_nobody_is_on_no_leaf() -> None:
    assert called([]).packed() == Roll(ASKED)


@pytest.mark.parametrize("characters", [1, 2, 5, 6, 100])
def test_wherever_it_is_cut_nobody_is_lost(
    characters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "_LEAF_CHARACTERS", characters)
    ids = [1, 9, 10, 11, 99, 100, 12_345]
    assert named(called(ids).packed()) == ids


@pytest.mark.parametrize(("share", "most_bytes"), [(1.0, 0.2), (0.5, 0.7)])
def test_so_many_bytes_a_reader_as_one_commit_can_write(share: float, most_bytes: float) -> None:
    dice = random.Random(1)
    ids = [each for each in range(1, 100_001) if dice.random() < share]
    found = called(ids).packed()
    assert sum(len(leaf.packed) for leaf in found.leaves) < most_bytes * len(ids)
    assert max(leaf.persons for leaf in found.leaves) < 5_000
