"""Windows follow each other from the launch without a gap, and say when most is spoken for."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.pot_windows import Span, Window, span_at

LAUNCH = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_window_begins_with_the_launch_and_ends_where_the_next_begins() -> None:
    first = Span(0, LAUNCH, LAUNCH + 7 * DAY)
    assert span_at(LAUNCH, 7, LAUNCH) == first
    assert span_at(LAUNCH, 7, first.ends_at - timedelta(microseconds=1)) == first
    assert span_at(LAUNCH, 7, first.ends_at) == Span(1, first.ends_at, LAUNCH + 14 * DAY)


@given(st.timedeltas(timedelta(0), timedelta(days=800)), st.integers(1, 365))
def test_every_moment_is_in_the_window_it_is_said_to_be_in(since: timedelta, days: int) -> None:
    span = span_at(LAUNCH, days, LAUNCH + since)
    assert span.starts_at <= LAUNCH + since < span.ends_at
    assert span_at(LAUNCH, days, span.starts_at) == span
    assert span.starts_at == LAUNCH + span.number * days * DAY


def test_one_more_work_would_get_an_even_part_of_the_pot() -> None:
    span = span_at(LAUNCH, 7, LAUNCH)
    assert Window(span, 10_000, 0, 0).each_minor == 10_000
    assert Window(span, 10_000, 2, 0).each_minor == 3_333


def test_four_fifths_are_short() -> None:
    span = span_at(LAUNCH, 7, LAUNCH)
    for spoken, percent, is_short in ((7_999, 79, False), (8_000, 80, True), (25_000, 250, True)):
        found = Window(span, 10_000, 2, spoken)
        assert (found.spoken_percent, found.is_short) == (percent, is_short)
