"""How late a message may have been accepted, judged by answers alone."""

from datetime import UTC, datetime, timedelta

from bot.punctuality import ENOUGH, Punctuality
from domain.delivery import DeliveryStatus
from services.sendings import Outcome

T0 = datetime(2026, 11, 23, tzinfo=UTC)


def ms(number: float) -> timedelta:
    return timedelta(milliseconds=number)


def told(punctual: Punctuality, left_ms: float, took_ms: float, at: datetime = T0) -> Outcome:
    outcome = Outcome(None, DeliveryStatus.SENT)  # type: ignore[arg-type]  (whose does not matter)
    return punctual.told(outcome, at, at + ms(left_ms), at + ms(left_ms + took_ms))


def used_to(took_ms: float) -> Punctuality:
    punctual = Punctuality()
    for _ in range(ENOUGH):
        told(punctual, 0, took_ms, T0 - timedelta(seconds=15))
    return punctual


def test_the_first_answers_may_have_been_slow_ones() -> None:
    punctual = Punctuality()
    for _ in range(2 * ENOUGH):
        assert told(punctual, 0, 90).accepted_by == T0 + ms(90)
    later = T0 + timedelta(seconds=11)
    assert told(punctual, 0, 90, later).accepted_by is None


def test_a_way_that_is_always_long_makes_nobody_late() -> None:
    punctual = used_to(120)
    for _ in range(3):
        assert told(punctual, 1, 120).accepted_by is None


def test_what_took_longer_than_the_quickest_may_have_been_accepted_so_much_later() -> None:
    punctual = used_to(120)
    late = told(punctual, 0, 170)
    assert (late.moment, late.accepted_by) == (T0, T0 + ms(50))


def test_what_left_late_was_accepted_late() -> None:
    punctual = used_to(120)
    assert told(punctual, 30, 120).accepted_by == T0 + ms(30)


def test_a_way_that_became_longer_is_the_usual_one_after_a_while() -> None:
    punctual = used_to(20)
    assert told(punctual, 0, 100).accepted_by == T0 + ms(80)
    for minutes in (2, 4):
        for _ in range(ENOUGH):
            told(punctual, 0, 100, T0 + timedelta(minutes=minutes))
    assert told(punctual, 0, 100, T0 + timedelta(minutes=4)).accepted_by is None
