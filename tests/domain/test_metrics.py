"""Which readings are refused, and which one of many pays."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.metrics import (
    LARGEST_COUNT,
    MetricSnapshot,
    PostMetrics,
    ReadingFlaw,
    latest_paying,
    reading_problems,
)
from domain.terms import MEASURED, Interaction, Source

CUTOFF = datetime(2026, 12, 8, 12, tzinfo=UTC)


def snapshot(
    snapshot_id: int, hours_before_cutoff: float, source: Source = Source.PLATFORM, late: int = 0
) -> MetricSnapshot:
    observed_at = CUTOFF - timedelta(hours=hours_before_cutoff)
    received_at = observed_at + timedelta(hours=late)
    return MetricSnapshot(snapshot_id, source, observed_at, received_at, PostMetrics(snapshot_id))


snapshots = st.lists(
    st.builds(
        snapshot,
        st.integers(1, 10**6),
        st.integers(-3, 3),
        st.sampled_from(Source),
        st.integers(0, 48),
    ),
    unique_by=lambda each: each.snapshot_id,
)


def test_an_amount_without_its_currency_is_no_reading() -> None:
    now = datetime(2026, 11, 1, tzinfo=UTC)
    problems = reading_problems(PostMetrics(order_value_minor=5), now, now)
    assert [problem.flaw for problem in problems] == [ReadingFlaw.NO_CURRENCY]


def test_each_interaction_reads_its_own_count() -> None:
    metrics = PostMetrics(likes=1, shares=2, saves=3, comments=4, views=5)
    assert [metrics.count(each) for each in Interaction] == [1, 2, 3, 4, 5]


def test_sources_rank_from_the_creator_up_to_the_platform() -> None:
    assert [source.value for source in sorted(MEASURED, key=lambda s: s.rank)] == [
        "creator",
        "screenshot",
        "coordinator",
        "platform",
    ]


def test_a_sane_reading_has_no_problems() -> None:
    assert reading_problems(PostMetrics(1, 2, 3, 4, 5), CUTOFF, CUTOFF) == ()


def test_every_problem_of_a_reading_is_named_at_once() -> None:
    metrics = PostMetrics(likes=-1, saves=LARGEST_COUNT + 1, views=-7)
    problems = reading_problems(metrics, CUTOFF + timedelta(hours=1), CUTOFF)
    assert {(p.flaw, p.field, p.value) for p in problems} == {
        (ReadingFlaw.NEGATIVE, "likes", -1),
        (ReadingFlaw.ABSURD, "saves", LARGEST_COUNT + 1),
        (ReadingFlaw.NEGATIVE, "views", -7),
        (ReadingFlaw.IN_THE_FUTURE, "observed_at", None),
    }


def test_a_clock_five_minutes_ahead_is_forgiven() -> None:
    assert reading_problems(PostMetrics(), CUTOFF + timedelta(minutes=5), CUTOFF) == ()


def test_the_last_reading_before_the_cutoff_pays() -> None:
    chosen = latest_paying(
        [snapshot(1, 9), snapshot(2, 1), snapshot(3, -1)], CUTOFF, Source.CREATOR
    )
    assert chosen is not None
    assert chosen.snapshot_id == 2


def test_a_reading_at_the_very_cutoff_still_pays() -> None:
    assert latest_paying([snapshot(1, 0)], CUTOFF, Source.CREATOR) is not None


def test_a_source_too_weak_never_pays() -> None:
    weak = [snapshot(1, 1, Source.CREATOR), snapshot(2, 1, Source.SCREENSHOT)]
    assert latest_paying(weak, CUTOFF, Source.COORDINATOR) is None


def test_of_two_readings_at_one_moment_the_stronger_source_pays() -> None:
    both = [snapshot(9, 1, Source.CREATOR), snapshot(1, 1, Source.PLATFORM)]
    chosen = latest_paying(both, CUTOFF, Source.CREATOR)
    assert chosen is not None
    assert chosen.source is Source.PLATFORM


@given(snapshots, st.sampled_from(Source), st.randoms(use_true_random=False))
def test_shuffled_and_repeated_feeds_choose_the_same_reading(
    feed: list[MetricSnapshot], weakest: Source, chance: random.Random
) -> None:
    shuffled = feed + feed[: len(feed) // 2]
    chance.shuffle(shuffled)
    assert latest_paying(shuffled, CUTOFF, weakest) == latest_paying(feed, CUTOFF, weakest)


@given(snapshots, st.sampled_from(MEASURED))
def test_the_chosen_reading_is_in_time_strong_enough_and_the_last(
    feed: list[MetricSnapshot], weakest: Source
) -> None:
    chosen = latest_paying(feed, CUTOFF, weakest)
    payable = [s for s in feed if s.observed_at <= CUTOFF and s.source.rank >= weakest.rank]
    payable = [s for s in payable if s.source in MEASURED]
    assert (chosen is None) == (not payable)
    assert chosen is None or chosen.observed_at == max(s.observed_at for s in payable)
