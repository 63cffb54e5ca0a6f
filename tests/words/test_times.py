"""Moments, ends and spans in the reader's own zone and language."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.locales import EN, ZH
from words import times
from words.speech import speech

SHANGHAI = "Asia/Shanghai"
AT = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # already Monday in Shanghai
MIDNIGHT = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)  # of the 28th to the 29th in Shanghai


def test_a_moment_is_shown_in_the_readers_zone() -> None:
    assert times.moment(AT, SHANGHAI, ZH) == "11月23日 周一 00:30"
    assert times.moment(AT, SHANGHAI, EN) == "Mon 23 Nov, 00:30"
    assert times.moment(AT, "America/New_York", EN) == "Sun 22 Nov, 11:30"


def test_a_moment_of_any_year_names_it() -> None:
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert times.dated(new_year, SHANGHAI, ZH) == "2027年1月1日 周五 00:30"
    assert times.dated(new_year, "UTC", EN) == "Thu 31 Dec 2026, 16:30"


def test_a_day_is_the_readers_day() -> None:
    assert times.day(AT, SHANGHAI, ZH) == "11月23日"
    assert times.day(AT, "UTC", EN) == "22 Nov"


@pytest.mark.parametrize(
    ("locale", "said"), [(ZH, "11月28日 周六 24:00"), (EN, "Sat 28 Nov, 24:00")]
)
def test_midnight_ends_the_day_that_people_still_have(locale: str, said: str) -> None:
    assert times.end(MIDNIGHT, SHANGHAI, locale) == said
    assert times.moment(MIDNIGHT, SHANGHAI, locale) != said


@pytest.mark.parametrize(
    ("locale", "said"),
    [(ZH, "2027年6月30日 周三 24:00"), (EN, "Wed 30 Jun 2027, 24:00")],
)
def test_an_end_in_another_year_names_it(locale: str, said: str) -> None:
    june = datetime(2027, 6, 30, 16, 0, tzinfo=UTC)
    assert times.end(june, SHANGHAI, locale, AT) == said
    assert "2027" not in times.end(june, SHANGHAI, locale, june)


@pytest.mark.parametrize(
    ("locale", "said"), [(ZH, "2027年1月9日 周六 12:00"), (EN, "Sat 9 Jan 2027, 12:00")]
)
def test_a_moment_of_another_year_names_it(locale: str, said: str) -> None:
    january = datetime(2027, 1, 9, 4, 0, tzinfo=UTC)
    assert times.moment(january, SHANGHAI, locale, AT) == said
    assert "2027" not in times.moment(january, SHANGHAI, locale, january)


def test_the_year_turns_by_the_readers_clock() -> None:
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert times.end(new_year, SHANGHAI, EN, AT) == "Thu 31 Dec, 24:00"
    assert times.day(new_year, SHANGHAI, EN, AT) == "1 Jan 2027"
    assert times.day(new_year, SHANGHAI, ZH, AT) == "2027年1月1日"
    assert times.day(new_year, "UTC", EN, AT) == "31 Dec"


def test_any_other_end_is_the_moment_itself() -> None:
    at = MIDNIGHT + timedelta(minutes=1)
    assert times.end(at, SHANGHAI, EN) == times.moment(at, SHANGHAI, EN) == "Sun 29 Nov, 00:01"
    assert times.end(MIDNIGHT, "Europe/London", EN) == "Sat 28 Nov, 16:00"


@pytest.mark.parametrize(
    ("days", "locale", "said"),
    [
        (2, ZH, "11月27日 – 11月28日"),
        (90, EN, "27 Nov – 24 Feb 2027"),
        (90, ZH, "11月27日 – 2027年2月24日"),
    ],
)
def test_a_period_ends_with_its_last_day(days: int, locale: str, said: str) -> None:
    start = MIDNIGHT - timedelta(days=2)
    assert times.period(start, start + timedelta(days=days), SHANGHAI, locale) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=3), "3 d"),
        (timedelta(days=2, hours=3, minutes=9), "2 d 3 h"),
        (timedelta(hours=4), "4 h"),
        (timedelta(hours=4, minutes=5), "4 h 5 min"),
        (timedelta(minutes=45, seconds=59), "45 min"),
        (timedelta(seconds=59), "less than a minute"),
        (-timedelta(days=1), "less than a minute"),
    ],
)
def test_a_span_names_its_two_largest_units_and_no_empty_one(span: timedelta, said: str) -> None:
    assert times.left(span, speech(EN)) == said
