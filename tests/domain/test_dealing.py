"""Running numbers are dealt every combination before one comes again; the examples have enough."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import campaign_file
from domain.dealing import deal, different_texts
from domain.templates import Slot, SlotKind, Template, Variant
from domain.wording import Wording

EXAMPLES = sorted((Path(__file__).parents[2] / "campaigns").glob("*.toml"))
SAME = Wording("", "")


def template(*choices: tuple[int, ...]) -> Template:
    """A variant for each tuple, with a choice slot of each of its sizes."""
    slots, variants = [], []
    for number, sizes in enumerate(choices):
        names = [f"s{number}_{at}" for at in range(len(sizes))]
        for name, size in zip(names, sizes, strict=True):
            slots.append(Slot(name, SlotKind.CHOICE, SAME, choices=tuple(map(str, range(size)))))
        variants.append(Variant(f"v{number}", "".join(f"{{{name}}}" for name in names)))
    return Template("t", "T", (), tuple(variants), tuple(slots))


@given(
    st.lists(st.lists(st.integers(1, 5), max_size=3).map(tuple), min_size=1, max_size=4),
    st.integers(0, 10**6),
)
def test_every_text_is_dealt_once_before_any_comes_again(
    choices: list[tuple[int, ...]], start: int
) -> None:
    made = template(*choices)
    texts = different_texts(made)
    hands = Counter(deal(made, serial) for serial in range(start, start + texts))
    assert set(hands.values()) == {1}
    assert deal(made, start + texts) == deal(made, start)


def test_variants_take_turns_until_one_has_no_more_choices() -> None:
    made = template((2,), (4,))
    keys = [deal(made, serial).variant.key for serial in range(6)]
    assert keys == ["v0", "v1", "v0", "v1", "v1", "v1"]


def test_a_variant_without_choices_is_one_text() -> None:
    assert different_texts(template(())) == 1


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_have_a_text_for_every_slot(file: Path) -> None:
    plan = campaign_file.parse(file.read_bytes())
    for made in plan.templates:
        slots = sum(task.slots for task in plan.tasks if task.template == made.key)
        assert different_texts(made) >= slots
