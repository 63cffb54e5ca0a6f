"""Two sources that cannot both be right: counts grow, so who said more before, or less after."""

from datetime import timedelta

import pytest

from domain.metrics import MetricSnapshot, PostMetrics
from domain.risk import disagreement
from domain.risk.evidence import Evidence, Signal
from domain.risk.thresholds import Thresholds
from domain.terms import Source
from tests.risk_facts import NOON, evidence, post

C, P = Source.CREATOR, Source.PLATFORM


def told(source: Source, hours: float, feed: str = "", **counts: int) -> MetricSnapshot:
    at = NOON + timedelta(days=40, hours=hours)
    metrics = PostMetrics(None, None, None, None)._replace(**counts)
    return MetricSnapshot(int(hours * 60) * 10 + source.rank, source, at, at, metrics, feed)


def seen(*readings: MetricSnapshot, gap: float = 0.2) -> list[Evidence]:
    found = evidence(post(1, readings=readings), limits=Thresholds(source_gap=gap)).get(1, ())
    return [each for each in found if each.signal is Signal.DISAGREEMENT]


def test_a_creator_who_said_more_than_the_platform_says_later() -> None:
    (found,) = seen(told(C, 0, views=9_000), told(P, 5, views=1_000))
    assert (found.seen, found.compared_with) == (9_000, 1_000)
    assert disagreement.subjects(found) == ("views", (C, ""), (P, ""))
    assert 0 < found.strength < 1


def test_a_creator_who_says_less_than_the_platform_said_before() -> None:
    (found,) = seen(told(P, 0, likes=800), told(C, 5, likes=100))
    assert (found.seen, found.compared_with) == (100, 800)


@pytest.mark.parametrize("first", [C, P])
def test_at_one_moment_neither_can_have_grown(first: Source) -> None:
    second = P if first is C else C
    assert len(seen(told(first, 0, views=1_000), told(second, 0, views=700))) == 1


def test_growth_between_two_sources_is_no_disagreement() -> None:
    assert seen(told(C, 0, views=1_000), told(P, 5, views=9_000), told(C, 9, views=20_000)) == []


@pytest.mark.parametrize(("later", "flagged"), [(800, 0), (799, 1)])
def test_screens_round_and_pages_are_stale(later: int, flagged: int) -> None:
    assert len(seen(told(C, 0, views=1_000), told(P, 1, views=later))) == flagged


def test_small_counts_one_source_and_silence_say_nothing() -> None:
    assert seen(told(C, 0, views=40), told(P, 1, views=1)) == []
    assert seen(told(C, 0, views=4_000), told(C, 1, views=1)) == []
    assert seen(told(C, 0, views=4_000), told(P, 1, likes=100)) == []
    assert seen(told(Source.TRACKING, 0, views=4_000), told(P, 1, views=1)) == []


def test_the_strongest_of_each_two_sources_is_told_whatever_their_order() -> None:
    readings = [
        told(C, 0, views=2_000, likes=900),
        told(P, 1, views=1_000, likes=100),
        told(Source.COORDINATOR, 2, views=1_000, likes=110),
    ]
    found = seen(*readings)
    assert [each.about for each in found] == ["likes/creator/coordinator", "likes/creator/platform"]
    assert seen(*reversed(readings)) == found


def test_two_feeds_of_one_source_that_cannot_both_be_right() -> None:
    one, other = "api:acme", "api:a/b@c"
    (found,) = seen(told(P, 0, one, views=9_000), told(P, 5, other, views=1_000))
    assert disagreement.subjects(found) == ("views", (P, "api:a_b_c"), (P, "api:acme"))
    assert (found.seen, found.compared_with) == (1_000, 9_000)
    assert seen(told(P, 0, one, views=9_000), told(P, 5, one, views=1_000)) == []


def test_what_was_refused_for_another_feed_s_word_disagrees_too() -> None:
    first, other = told(P, 0, "api:acme", views=9_000), told(P, 0, "api:zeta", views=1_000)
    facts = post(1, readings=[first], contradictions=[other])
    found = [each for each in evidence(facts).get(1, ()) if each.signal is Signal.DISAGREEMENT]
    assert [(each.seen, each.compared_with) for each in found] == [(9_000, 1_000)]
