"""Each word that a segment's line cannot hold has a hint of what could stand there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.conditions import Fact
from domain.people import Region
from domain.segment_hints import MOST_DAYS, Hint, Wanted, of
from domain.segment_text import BadSegment, parse

W = Wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("city:beijing", W.FACT),
        ("followers", W.SPAN),
        ("region:北京", W.VALUE),
        ("platform:douyin,telegram", W.VALUE),
        ("followers:5000..1000", W.ORDER),
        ("followers:many", W.SPAN),
        ("seen:99999999d", W.DAYS),
        ("seen:soon", W.DAYS),
        ("joined:2026-03-31..2026-01-01", W.ORDER),
        ("joined:2026-02-30..", W.DATES),
        ("joined:yesterday", W.DAYS),
        ("settled:btc/1..", W.CURRENCY),
        ("settled:cny/5..1", W.ORDER),
        ("settled:cny/5", W.AMOUNT),
        ("campaign:tea", W.ROW),
        ("zone:nowhere", W.ZONE),
        ("sent:" + ",".join(map(str, range(1, 60))), W.FEWER),
        ("region:east region:north", W.ONCE),
        ("x" * 2_000, W.SHORTER),
    ],
)
def test_what_would_be_right_is_told(line: str, wanted: Wanted) -> None:
    with pytest.raises(BadSegment) as refused:
        parse(line)
    assert of(refused.value.word).wanted is wanted


def test_the_values_that_there_are_come_with_it() -> None:
    assert of("-region:北京") == Hint(W.VALUE, Fact.REGION, tuple(Region))


def test_the_most_days_are_the_most_that_are_read() -> None:
    parse(f"seen:{MOST_DAYS}d")
    with pytest.raises(BadSegment):
        parse(f"seen:{MOST_DAYS + 1}d")


@given(st.sampled_from(list(Fact)), st.text(max_size=30))
def test_any_word_has_a_hint(fact: Fact, said: str) -> None:
    assert of(f"{fact}:{said}").wanted
