"""The world is the frozen one, and docs/risk.md tells what the code finds in it."""

from pathlib import Path

from benchmarks.fraud.kinds import Kind
from benchmarks.fraud.report import SLICE, table
from benchmarks.fraud.score import MEANT_FOR
from benchmarks.fraud.world import POSTS, labelled
from domain.risk.evidence import Signal

DOCUMENT = Path(__file__).parents[2] / "docs" / "risk.md"
FROZEN = "b90726f006c4e72c788b500827c0bbab968601a1c7adbaba40f1b6a2e6536ae8"
"""Fixed before the first rule was written. Another one wants new numbers and a reason."""


def test_the_world_of_20_000_posts_and_ten_kinds_is_the_frozen_one() -> None:
    world = labelled()
    assert world.digest() == FROZEN
    assert len(list(world.facts.posts)) == POSTS == 20_000
    assert {kind for kinds in world.kinds.values() for kind in kinds} == set(Kind)
    assert set(MEANT_FOR) == set(Signal)
    assert set(MEANT_FOR.values()) == set(Kind)


def test_the_published_numbers_are_what_the_code_gives() -> None:
    published = DOCUMENT.read_text(encoding="utf-8").split(f"<!-- {SLICE:,} posts -->\n")[1]
    assert published.strip() == table(SLICE)
