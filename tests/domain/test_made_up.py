"""Payouts that come back make up what fell away since each was sent, together no more than fell."""

from hypothesis import given
from hypothesis import strategies as st

from domain.made_up import Back, MadeUp, Past, Piece, made_up


def past(
    *,
    owed: int = 0,
    fell: tuple[Piece, ...] = (),
    given_up: tuple[Piece, ...] = (),
    back: tuple[Back, ...] = (),
    righted: tuple[Back, ...] = (),
) -> Past:
    return Past((Piece(1, -owed),), fell, given_up, back, righted)


def test_who_owes_nothing_gets_all_of_it() -> None:
    assert made_up(Past(), 5, 100) == MadeUp()
    assert made_up(past(fell=(Piece(6, 80),)), 5, 100) == MadeUp()  # made up by later work


def test_it_makes_up_what_fell_since_it_was_sent_and_nothing_older() -> None:
    fell = (Piece(3, 70), Piece(5, 10), Piece(6, 30))
    assert made_up(past(owed=110, fell=fell), 5, 100) == MadeUp(30)
    assert made_up(past(owed=110, fell=fell), 4, 100) == MadeUp(40)
    assert made_up(past(owed=110, fell=fell), 2, 100) == MadeUp(100)


def test_it_makes_up_no_more_than_is_owed_and_no_more_than_itself() -> None:
    fell = (Piece(6, 80),)
    assert made_up(past(owed=50, fell=fell), 5, 100) == MadeUp(50)
    assert made_up(past(owed=80, fell=fell), 5, 60) == MadeUp(60)


def test_what_was_given_up_since_comes_first() -> None:
    fell, given_up = (Piece(6, 80), Piece(8, 40)), (Piece(7, 50),)
    found = past(owed=70, fell=fell, given_up=given_up)
    assert made_up(found, 5, 200) == MadeUp(70, 50)
    assert made_up(found, 5, 60) == MadeUp(10, 50)
    assert made_up(found, 5, 40) == MadeUp(0, 40)
    assert made_up(found, 7, 200) == MadeUp(40, 0)  # it was given up before that one went


def test_of_what_another_one_made_up_nothing_is_left() -> None:
    fell, given_up = (Piece(6, 80),), (Piece(7, 80),)
    one = Back(8, 5, 30, MadeUp(0, 30))
    assert made_up(past(fell=fell, given_up=given_up, back=(one,)), 5, 90) == MadeUp(0, 50)
    one = Back(8, 5, 30, MadeUp(30))
    assert made_up(past(owed=200, fell=fell, back=(one,)), 5, 90) == MadeUp(50)


def test_what_a_grant_cleared_of_what_was_given_up_is_not_borne_any_more() -> None:
    fell, given_up = (Piece(6, 80), Piece(7, 80)), (Piece(8, 160),)
    cleared = Back(9, 6, 80, MadeUp(0, 80))
    found = past(fell=fell, given_up=given_up, righted=(cleared,))
    assert made_up(found, 5, 160) == MadeUp(0, 80)
    one = Back(10, 5, 50, MadeUp(0, 50))
    both = past(fell=fell, given_up=given_up, back=(one,), righted=(cleared,))
    assert made_up(both, 5, 160) == MadeUp(0, 30)


def test_the_oldest_is_made_up_first_and_the_newest_left_for_who_was_sent_last() -> None:
    fell = (Piece(2, 80), Piece(5, 80))
    early = Back(6, 1, 80, MadeUp(80))
    assert made_up(past(owed=80, fell=fell, back=(early,)), 4, 80) == MadeUp(80)
    late = Back(6, 4, 80, MadeUp(80))
    assert made_up(past(owed=80, fell=fell, back=(late,)), 4, 80) == MadeUp()
    assert made_up(past(owed=80, fell=fell, back=(late,)), 1, 80) == MadeUp(80)


def test_what_came_back_before_it_fell_made_nothing_of_it_up() -> None:
    early = Back(4, 1, 80, MadeUp(80))
    fell = (Piece(2, 80), Piece(5, 80))
    assert made_up(past(owed=80, fell=fell, back=(early,)), 1, 80) == MadeUp(80)
    of_both = Back(6, 1, 100, MadeUp(100))
    assert made_up(past(owed=60, fell=fell, back=(of_both,)), 1, 80) == MadeUp(60)
    assert made_up(past(owed=99, fell=fell, back=(of_both,)), 4, 80) == MadeUp(60)


def test_who_took_a_part_of_one_took_nothing_of_those_behind_it() -> None:
    fell = (Piece(2, 80), Piece(3, 80), Piece(4, 80))
    one = Back(5, 1, 100, MadeUp(100))
    assert made_up(past(owed=900, fell=fell, back=(one,)), 3, 500) == MadeUp(80)
    assert made_up(past(owed=900, fell=fell, back=(one,)), 1, 500) == MadeUp(140)


def test_as_it_stood_before_a_posting_is_without_it_and_all_behind_it() -> None:
    pieces = tuple(Piece(each, each) for each in (3, 4, 5))
    backs = tuple(Back(each, 1, 9, MadeUp()) for each in (3, 4, 5))
    found = Past(pieces, pieces, pieces, backs, backs[:2]).before(4)
    assert found == Past(pieces[:1], pieces[:1], pieces[:1], backs[:1], backs[:1])


def test_what_is_owed_is_never_below_nought() -> None:
    assert Past((Piece(1, -80), Piece(2, 30))).owed_minor == 50
    assert Past((Piece(1, 30),)).owed_minor == 0


# At most what a fair split of what fell could give them, whoever comes back in whichever order.

STORIES = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(1, 9)),
        st.tuples(st.just("fall"), st.integers(1, 9)),
        st.tuples(st.just("back"), st.integers(0, 5)),
    ),
    max_size=14,
)


@given(STORIES)
def test_together_they_make_up_as_much_as_could_be_made_up(story: list[tuple[str, int]]) -> None:
    """Where nothing else makes up a debt: against trying unit by unit which falls each may have."""
    sent: list[tuple[int, int]] = []
    fell: list[Piece] = []
    moved: list[Piece] = []
    back: list[Back] = []
    for number, (what, value) in enumerate(story, 1):
        if what == "send":
            sent.append((number, value))
        elif what == "fall":
            fell.append(Piece(number, value))
            moved.append(Piece(number, -value))
        elif sent:
            place, amount = sent.pop(value % len(sent))
            kept = made_up(Past(tuple(moved), tuple(fell), (), tuple(back)), place, amount)
            assert kept.borne_minor == 0
            moved.append(Piece(number, kept.owed_minor))
            back.append(Back(number, place, amount, kept))
    assert sum(each.made_up.kept_minor for each in back) == _most(fell, back)


def _most(fell: list[Piece], back: list[Back]) -> int:
    """The largest matching of units that fell with units that came back, by augmenting paths."""
    units = [each.number for each in fell for _ in range(each.amount_minor)]
    came = [each for each in back for _ in range(each.amount_minor)]
    matched: dict[int, int] = {}

    def finds(one: int, seen: set[int]) -> bool:
        for other, number in enumerate(units):
            if other in seen or not came[one].sent < number < came[one].number:
                continue
            seen.add(other)
            if other not in matched or finds(matched[other], seen):
                matched[other] = one
                return True
        return False

    return sum(finds(one, set()) for one in range(len(came)))
