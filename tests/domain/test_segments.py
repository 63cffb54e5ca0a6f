"""Segments as one written line: what is written is read back, what says nothing is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conditions import (
    AMOUNTS,
    ANY,
    DATED,
    OF_ROWS,
    SPANS,
    TIMES,
    VALUES,
    WITH_ANY,
    Amount,
    Condition,
    Dates,
    Fact,
    Noun,
    OneOf,
    Span,
    Within,
)
from domain.money import Currency
from domain.segment import Segment
from domain.segment_text import BadSegment, BadSegmentName, name_of, parse, written

COUNTS = st.none() | st.integers(0, 10**12 - 1)


ZONES = ("Asia/Shanghai", "America/New_York", "UTC")


def one_of(fact: Fact) -> st.SearchStrategy[OneOf]:
    known = VALUES.get(fact, ZONES)
    if fact in OF_ROWS:
        known = (ANY, "7", "12") if fact in WITH_ANY else ("7", "12")
    chosen = st.lists(st.sampled_from(known), min_size=1, unique=True)
    return st.builds(OneOf, st.just(fact), chosen.map(tuple), st.booleans())


def spans(fact: Fact) -> st.SearchStrategy[Span]:
    ends = st.tuples(COUNTS, COUNTS).filter(any_end).map(in_order)
    return st.builds(lambda two, no: Span(fact, two[0], two[1], no), ends, st.booleans())


def any_end(ends: tuple[int | None, int | None]) -> bool:
    return ends != (None, None)


def in_order(ends: tuple[int | None, int | None]) -> tuple[int | None, int | None]:
    least, most = ends
    return (least, most) if None in ends or (least or 0) <= (most or 0) else (most, least)


def times(fact: Fact) -> st.SearchStrategy[Within]:
    return st.builds(Within, st.just(fact), st.none() | st.integers(1, 9_999), st.booleans())


def dates(fact: Fact) -> st.SearchStrategy[Dates]:
    day = st.none() | st.dates()
    ends = st.tuples(day, day).filter(lambda two: two != (None, None))
    return st.builds(lambda two, no: Dates(fact, *_sorted(two), no), ends, st.booleans())


def _sorted(two: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    first, last = two
    return (last, first) if first and last and first > last else two


def amounts(fact: Fact) -> st.SearchStrategy[Amount]:
    ends = st.tuples(COUNTS, COUNTS).filter(any_end).map(in_order)
    days = st.none() | st.integers(1, 9_999)
    return st.builds(
        lambda currency, two, span, no: Amount(fact, currency, *two, span, no),
        *(st.sampled_from(Currency), ends, days, st.booleans()),
    )


def condition(fact: Fact) -> st.SearchStrategy[Condition]:
    if fact in SPANS:
        return spans(fact)
    if fact in AMOUNTS:
        return amounts(fact)
    if fact in DATED:
        return st.one_of(times(fact), dates(fact))
    return times(fact) if fact in TIMES else one_of(fact)


SEGMENTS = st.lists(st.sampled_from(Fact).flatmap(condition), max_size=12).map(
    lambda asked: Segment(tuple(asked))
)


@given(SEGMENTS)
def test_a_written_segment_is_read_back(segment: Segment) -> None:
    assert parse(written(segment)) == segment


@given(st.text(max_size=60))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        segment = parse(line)
    except BadSegment:
        return
    assert parse(written(segment)) == segment


def test_people_write_it_as_they_like() -> None:
    line = "  Platform:Douyin,WEIBO   language:zh  followers:1000..  -seen:30d "
    assert written(parse(line)) == (
        "platform:douyin,weibo followers:1000.. language:zh_Hans -seen:30d"
    )


@pytest.mark.parametrize(
    "word",
    [
        "douyin",
        "platform:",
        "platform:myspace",
        "platform:douyin,",
        "followers:..",
        "followers:9..1",
        "followers:many",
        "seen:0d",
        "seen:30",
        "campaign:x",
        "status:erased",
        "quiet:later",
        "zone:atlantis",
        "sent:any",
        "inviter:ming",
        "joined:..",
        "joined:2026-02-30..",
        "joined:2026-3-1..",
        "joined:2026-03-01..2026-02-01",
        "joined:2026-01-01..2026-02-01..",
        "seen:2026-01-01..",
        "settled:1000..",
        "settled:cny",
        "settled:cny/..",
        "settled:cny/5..1",
        "settled:cny/0.001..",
        "settled:jpy/0.5..",
        "settled:gold/1..",
        "settled:cny/1../ever",
        "settled:cny/1../",
        "--seen:30d",
    ],
)
def test_a_word_that_says_nothing_is_named(word: str) -> None:
    with pytest.raises(BadSegment) as refused:
        parse(f"region:east {word}")
    assert refused.value.word == word


def test_amounts_dates_zones_and_rows_are_written_as_they_are_kept() -> None:
    line = "settled:cny/1000.50..2000/90d joined:2026-01-01.. zone:tokyo,北京 inviter:any -sent:7"
    assert written(parse(line)) == (
        "zone:Asia/Tokyo,Asia/Shanghai joined:2026-01-01.. inviter:any "
        "settled:CNY/1000.5..2000/90d -sent:7"
    )


def test_rows_that_are_named_are_told_by_their_kind() -> None:
    segment = parse("campaign:any delivered:3 sent:7,8 -tapped:7 inviter:7")
    assert segment.rows == {
        (Noun.CAMPAIGN, 3),
        (Noun.BROADCAST, 7),
        (Noun.BROADCAST, 8),
        (Noun.PERSON, 7),
    }


def test_one_fact_is_asked_once_for_each_sign() -> None:
    assert len(parse("platform:douyin -platform:weibo").conditions) == 2
    with pytest.raises(BadSegment):
        parse("platform:douyin platform:weibo")


def test_values_are_toggled_one_by_one() -> None:
    segment = Segment().toggled(Fact.PLATFORM, "douyin").toggled(Fact.PLATFORM, "weibo")
    assert written(segment) == "platform:douyin,weibo"
    assert written(segment.toggled(Fact.PLATFORM, "douyin")) == "platform:weibo"
    assert segment.toggled(Fact.PLATFORM, "douyin").toggled(Fact.PLATFORM, "weibo") == Segment()


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\u202eb"])
def test_a_name_can_be_read(name: str) -> None:
    with pytest.raises(BadSegmentName):
        name_of(name)
