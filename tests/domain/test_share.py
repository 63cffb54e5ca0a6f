"""The pressing go first, and none of the others waits for ever."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from domain.delivery import LEAVING, PRIORITY, DeliveryClass
from domain.share import Head, in_turns, reserved, shared

C = DeliveryClass
MUCH = {
    PRIORITY[each]: [each.value] * 500
    for each in sorted(C, key=lambda cls: LEAVING.index(PRIORITY[cls]))
}


def only(**few: int) -> dict[int, list[str]]:
    """So many of those that are named."""
    return {each: those[: few.get(those[0], 0)] for each, those in MUCH.items()}


def test_whoever_waits_alone_gets_every_slot() -> None:
    for alone in C:
        assert len(shared(only(**{alone: 500}), reserved(7, 30), 30)) == 30


def test_a_steady_flow_of_decisions_leaves_each_other_class_a_tenth() -> None:
    """Slot by slot as with thirty a second, and wave by wave as with a thousand."""
    for wave in (1, 3, 100):
        gone: Counter[str] = Counter()
        for first in range(0, 3000, wave):
            gone.update(shared(MUCH, reserved(first, wave), wave))
        others = dict.fromkeys((C.REMINDER, C.FOLLOW_UP, C.BROADCAST), 300)
        assert gone == {C.TRANSACTIONAL: 2100, **others}


def test_a_flow_of_promotions_holds_up_no_decision() -> None:
    waiting = only(transactional=9, broadcast=500)
    assert shared(waiting, reserved(0, 10), 10).count("transactional") == 9


def test_a_card_is_drawn_behind_notices_and_before_promotions() -> None:
    waiting = only(transactional=6, reminder=2, follow_up=9, broadcast=500)
    gone = shared(waiting, reserved(0, 20), 20)
    assert Counter(gone) == {C.TRANSACTIONAL: 6, C.REMINDER: 2, C.FOLLOW_UP: 9, C.BROADCAST: 3}


def test_what_a_class_does_not_use_falls_to_the_others() -> None:
    gone = Counter(shared(only(transactional=500, reminder=1), reserved(0, 100), 100))
    assert gone == {C.TRANSACTIONAL: 99, C.REMINDER: 1}


def stream(number: int, people: Iterable[int]) -> list[Head]:
    return [Head(1000 * number + each, each, 2, number) for each in people]


def gone_to(streams: Mapping[int, Sequence[Head]], last: int, most: int) -> list[tuple[int, int]]:
    """Broadcast and reader of each that goes."""
    return [(each.broadcast_id, each.person_id) for each in in_turns(streams, last, most)]


def test_broadcasts_take_turns_and_the_one_behind_the_last_begins() -> None:
    streams = {1: stream(1, range(10)), 2: stream(2, range(20, 30)), 5: stream(5, [40])}
    assert gone_to(streams, 1, 5) == [(2, 20), (5, 40), (1, 0), (2, 21), (1, 1)]
    assert gone_to(streams, 9, 1) == [(1, 0)]
    assert gone_to({}, 0, 5) == []


def test_two_broadcasts_for_the_same_people_still_take_turns() -> None:
    streams = {1: stream(1, range(10)), 2: stream(2, range(10))}
    assert gone_to(streams, 0, 4) == [(1, 0), (2, 1), (1, 2), (2, 3)]
    assert len(gone_to(streams, 0, 30)) == 10


@given(
    st.dictionaries(st.integers(1, 9), st.lists(st.integers(0, 30), unique=True), max_size=5),
    st.integers(0, 9),
    st.integers(1, 40),
)
def test_no_slot_is_left_while_a_reader_waits_and_no_reader_gets_two(
    people: dict[int, list[int]], last: int, most: int
) -> None:
    gone = gone_to({number: stream(number, those) for number, those in people.items()}, last, most)
    everybody = {each for those in people.values() for each in those}
    assert len({reader for _, reader in gone}) == len(gone) == min(most, len(everybody))
