"""Actions and orders count as they stood at the cut-off, in whatever order news of them came."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.attribution import News, Tally, tally
from domain.conversions import Basics, ConversionStatus, Kind, Standing
from domain.money import Currency

CUTOFF = datetime(2026, 12, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER, CLAIMED = CUTOFF + 999 * HOUR, CUTOFF - 99 * HOUR
APPROVED, REFUNDED = ConversionStatus.APPROVED, ConversionStatus.REFUNDED


def news(
    id_: str,
    *,
    kind: Kind = Kind.ORDER,
    value: int = 1_000,
    refunded: int | None = None,
    at: int = -5,
    heard: int = -1,
    partner: str = "shop",
) -> News:
    """`at` and `heard` in hours from the cut-off."""
    basics = Basics(1, kind, value, Currency.CNY, CUTOFF + at * HOUR)
    status = APPROVED if refunded is None else REFUNDED
    standing = Standing(basics, status, refunded or 0)
    return News(0, partner, id_, standing, CUTOFF + heard * HOUR, CLAIMED)


def test_an_action_taken_back_and_an_order_given_back_do_not_count() -> None:
    told = [
        news("a", kind=Kind.ACTION, value=0),
        news("b", kind=Kind.ACTION, value=0, refunded=0),
        news("c"),
        news("d", refunded=1_000),
        news("e", refunded=300),
    ]
    assert tally(told, CUTOFF, LATER) == Tally(actions=1, orders=2, value_minor=1_700, taken_back=2)


def test_the_window_and_the_cutoff_both_end_what_counts() -> None:
    told = [news("a", at=-9), news("b", at=-7), news("c", at=0), news("d", at=1)]
    assert tally(told, CUTOFF, CUTOFF - 8 * HOUR) == Tally(orders=1, value_minor=1_000, outside=3)
    assert tally(told, CUTOFF, LATER) == Tally(orders=3, value_minor=3_000, outside=1)


def test_what_happened_before_the_claim_does_not_count() -> None:
    told = [news("a", at=-100), news("b", at=-99), news("c", at=-100, refunded=300)]
    assert tally(told, CUTOFF, LATER) == Tally(orders=1, value_minor=1_000, outside=2)


def test_a_correction_after_the_cutoff_changes_nothing() -> None:
    told = [news("a"), news("a", refunded=1_000, heard=1)]
    assert tally(told, CUTOFF, LATER) == Tally(orders=1, value_minor=1_000)
    assert tally(told[1:], CUTOFF, LATER) == Tally(taken_back=1)  # it was never heard of in time


def test_a_correction_at_the_cutoff_is_still_in_time() -> None:
    told = [news("a"), news("a", refunded=1_000, heard=0)]
    assert tally(told, CUTOFF, LATER) == Tally(taken_back=1)


def test_an_action_is_taken_back_whole_whatever_of_its_value_was() -> None:
    told = [news("a", kind=Kind.ACTION, value=1_000, refunded=300)]
    assert tally(told, CUTOFF, LATER) == Tally(taken_back=1)


def test_two_partners_may_use_the_same_ids() -> None:
    assert tally([news("a"), news("a", partner="agency")], CUTOFF, LATER).orders == 2


told_of = st.builds(
    news,
    st.sampled_from("abcd"),
    refunded=st.none() | st.sampled_from([1, 400, 1_000]),
    heard=st.integers(-3, 3),
    partner=st.sampled_from(["shop", "agency"]),
)


@given(st.lists(told_of, max_size=12), st.randoms(use_true_random=False))
def test_shuffled_and_repeated_news_end_in_one_sum(told: list[News], chance: Any) -> None:
    shuffled = told + told[: len(told) // 2]
    chance.shuffle(shuffled)
    assert tally(shuffled, CUTOFF, LATER) == tally(told, CUTOFF, LATER)


@given(st.lists(told_of, max_size=12))
def test_what_is_left_of_orders_is_never_more_than_was_ordered(told: list[News]) -> None:
    found = tally(told, CUTOFF, LATER)
    assert 0 <= found.value_minor <= 1_000 * found.orders
    assert found.orders + found.taken_back == len({(e.partner, e.conversion_id) for e in told})
