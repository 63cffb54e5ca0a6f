"""Tax that was given back is untaxed as long as its payout stands, whoever took it along."""

from domain.untaxed import Step, TaxStep, Untaxed, untaxed

GIVEN, SENT, GONE = Step.GIVEN_BACK, Step.SENT, Step.GONE


def told(*steps: tuple[Step, int] | tuple[Step, int, int]) -> Untaxed:
    return untaxed(TaxStep(number, *each) for number, each in enumerate(steps, 1))


def test_it_is_free_until_a_payout_takes_it_along() -> None:
    assert told() == Untaxed()
    assert told((GIVEN, 1, 40)) == Untaxed(40)
    assert told((GIVEN, 1, 40), (SENT, 2, 30)) == Untaxed(10)
    assert told((GIVEN, 1, 40), (GIVEN, 2, 5), (SENT, 3, 45)) == Untaxed()


def test_with_its_payout_goes_what_nobody_took_along() -> None:
    assert told((GIVEN, 1, 40), (GIVEN, 2, 5), (GONE, 1)) == Untaxed(5)


def test_what_was_taken_along_is_late_once_its_payout_came_back() -> None:
    assert told((GIVEN, 1, 40), (SENT, 2, 40), (GONE, 1)) == Untaxed(0, {2: 40})
    assert told((GIVEN, 1, 40), (SENT, 2, 30), (GONE, 1)) == Untaxed(0, {2: 30})
    both = (GIVEN, 1, 40), (GIVEN, 2, 5), (SENT, 3, 45), (GONE, 2)
    assert told(*both) == Untaxed(0, {3: 5})
    assert told(*both, (GONE, 1)) == Untaxed(0, {3: 45})


def test_what_its_taker_brings_back_is_free_again_while_it_stands() -> None:
    taken = (GIVEN, 1, 40), (SENT, 2, 40)
    assert told(*taken, (GONE, 2)) == Untaxed(40)
    assert told(*taken, (GONE, 2), (SENT, 3, 40), (GONE, 1)) == Untaxed(0, {3: 40})
    assert told(*taken, (GONE, 1), (GONE, 2)) == Untaxed()
    assert told(*taken, (GONE, 2), (GONE, 1)) == Untaxed()


def test_what_was_given_back_first_is_taken_along_first() -> None:
    story = (GIVEN, 1, 40), (GIVEN, 2, 5), (SENT, 3, 42), (GONE, 1)
    assert told(*story) == Untaxed(3, {3: 40})
    again = (GIVEN, 1, 40), (SENT, 3, 40), (GIVEN, 2, 5), (GONE, 3), (SENT, 4, 42), (GONE, 1)
    assert told(*again) == Untaxed(3, {4: 40})


def test_a_later_one_is_not_eaten_by_what_came_back() -> None:
    story = (GIVEN, 1, 40), (SENT, 2, 40), (GONE, 1), (GIVEN, 2, 30)
    assert told(*story) == Untaxed(30, {2: 40})


def test_steps_are_followed_in_the_chains_order() -> None:
    steps = [TaxStep(2, SENT, 2, 40), TaxStep(3, GONE, 1), TaxStep(1, GIVEN, 1, 40)]
    assert untaxed(steps) == Untaxed(0, {2: 40})
