"""What was given up of one work's debts: told posting by posting, whoever made up the others."""

from domain.debts import Move, borne_of

OWN, OTHER = 7, 8


def test_what_was_given_up_is_what_was_owed_by_then() -> None:
    fell, gone = Move(1, -80, work=OWN), Move(3, 50, -50)
    assert borne_of([fell], OWN) == 0
    assert borne_of([fell, Move(3, 80, -80)], OWN) == 80
    assert borne_of([fell, Move(2, 30), gone], OWN) == 50
    assert borne_of([fell, Move(2, 80)], OWN) == 0


def test_the_oldest_debt_is_made_up_first() -> None:
    story = [Move(1, -80, work=OWN), Move(2, -80, work=OTHER), Move(3, 100), Move(4, 60, -60)]
    assert (borne_of(story, OWN), borne_of(story, OTHER)) == (0, 60)
    later = [Move(1, -80, work=OWN), Move(2, 80), Move(3, -80, work=OTHER), Move(4, 80, -80)]
    assert (borne_of(later, OWN), borne_of(later, OTHER)) == (0, 80)


def test_what_was_given_up_before_it_fell_is_nothing_of_it() -> None:
    story = [Move(1, -80, work=OTHER), Move(2, 80, -80), Move(3, -80, work=OWN)]
    assert (borne_of(story, OWN), borne_of(story, OTHER)) == (0, 80)
    assert borne_of([*story, Move(4, 80, -80)], OWN) == 80


def test_a_grant_clears_its_own_work_and_not_the_oldest() -> None:
    fell = [Move(1, -80, work=OTHER), Move(2, -80, work=OWN)]
    cleared = [*fell, Move(3, 80, work=OWN), Move(4, 80, -80)]
    assert (borne_of(cleared, OWN), borne_of(cleared, OTHER)) == (0, 80)
    borne = [*fell, Move(3, 160, -160), Move(4, 0, 80, work=OWN)]
    assert (borne_of(borne, OWN), borne_of(borne, OTHER)) == (0, 80)


def test_what_came_back_makes_up_what_fell_since_it_was_sent() -> None:
    fell = [Move(1, -80, work=OTHER), Move(3, -80, work=OWN)]
    owed = [*fell, Move(4, 80, since=2), Move(5, 80, -80)]
    assert (borne_of(owed, OWN), borne_of(owed, OTHER)) == (0, 80)
    borne = [*fell, Move(4, 160, -160), Move(5, 0, 50, since=2)]
    assert (borne_of(borne, OWN), borne_of(borne, OTHER)) == (30, 80)
    more = [*fell, Move(4, 160, -160), Move(5, 0, 100, since=2)]
    assert (borne_of(more, OWN), borne_of(more, OTHER)) == (0, 60)


def test_what_a_recovery_had_made_up_is_owed_again_by_the_same_work_when_that_was_wrong() -> None:
    story = [
        Move(1, -80, work=OWN),
        Move(2, -80, work=OTHER),
        Move(3, 100),
        Move(4, -100, undoes=3),
        Move(5, 160, -160),
    ]
    assert (borne_of(story, OWN), borne_of(story, OTHER)) == (80, 80)
    part = [*story[:3], Move(4, -90, undoes=3), Move(5, 150, -150)]
    assert (borne_of(part, OWN), borne_of(part, OTHER)) == (80, 70)
    more = [Move(1, -10, work=OWN), Move(2, 10), Move(3, -30, work=OTHER, undoes=2)]
    assert borne_of([*more, Move(4, 30, -30)], OTHER) == 20


def test_what_was_made_up_and_owed_again_is_given_up_with_the_next_or_once_more() -> None:
    between = [Move(1, -80, work=OWN), Move(2, 80), Move(3, -10, work=OTHER), Move(4, 10, -10)]
    again = [*between, Move(5, -80, undoes=2), Move(6, 80, -80)]
    assert (borne_of(again, OWN), borne_of(again, OTHER)) == (80, 10)
    twice = [Move(1, -80, work=OWN), Move(2, 30), Move(3, 50, -50), Move(4, -30, undoes=2)]
    assert borne_of(twice, OWN) == 50
    assert borne_of([*twice, Move(5, 30, -30)], OWN) == 80
