"""Segments as one written line: what is written is read back, what says nothing is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.segment import (
    ANY,
    OF_CAMPAIGNS,
    SPANS,
    TIMES,
    VALUES,
    Fact,
    OneOf,
    Segment,
    Span,
    Within,
)
from domain.segment_text import BadSegment, BadSegmentName, name_of, parse, written

COUNTS = st.none() | st.integers(0, 10**12 - 1)


def one_of(fact: Fact) -> st.SearchStrategy[OneOf]:
    known = (ANY, "7", "12") if fact in OF_CAMPAIGNS else VALUES[fact]
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


def condition(fact: Fact) -> st.SearchStrategy[OneOf | Span | Within]:
    if fact in SPANS:
        return spans(fact)
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
        "--seen:30d",
    ],
)
def test_a_word_that_says_nothing_is_named(word: str) -> None:
    with pytest.raises(BadSegment) as refused:
        parse(f"region:east {word}")
    assert refused.value.word == word


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
