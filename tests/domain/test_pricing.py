"""A price explains itself line by line, and never exceeds what was reserved for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.metrics import PostMetrics
from domain.pricing import LineKind, price, shares, worst_case_minor
from domain.terms import Interaction, Method, Terms

counts = st.integers(0, 10**9)
amounts = st.integers(0, 10**9)
metrics = st.builds(PostMetrics, counts, counts, counts, counts, st.none() | counts)
counted = st.lists(st.sampled_from(Interaction), unique=True).map(tuple)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    floor_minor = draw(amounts)
    return Terms(
        method=draw(st.sampled_from(Method)),
        cap_minor=floor_minor + draw(amounts),
        flat_minor=draw(amounts),
        rate_per_mille_minor=draw(amounts),
        counted=draw(counted),
        floor_minor=floor_minor,
    )


CPE = Terms(
    method=Method.CPE,
    cap_minor=30000,
    rate_per_mille_minor=35000,
    counted=(Interaction.LIKES, Interaction.SAVES),
)


def test_flat_pays_the_agreed_amount_whatever_the_counts() -> None:
    terms = Terms(method=Method.FLAT, flat_minor=5000, cap_minor=5000)
    assert price(terms, PostMetrics(likes=10**6)).amount_minor == 5000
    assert worst_case_minor(terms) == 5000


def test_cpe_pays_only_the_agreed_interactions() -> None:
    priced = price(CPE, PostMetrics(likes=100, shares=999, saves=20, comments=999))
    assert priced.amount_minor == 120 * 35
    (line,) = priced.lines
    assert (line.kind, line.quantity) == (LineKind.INTERACTIONS, 120)
    assert [(each.interaction, each.count) for each in line.counted] == [
        (Interaction.LIKES, 100),
        (Interaction.SAVES, 20),
    ]


@pytest.mark.parametrize(
    ("likes", "rate_per_mille_minor", "amount_minor", "rounding_per_mille"),
    [
        (1, 1500, 2, 500),  # 1.5 → 2
        (1, 1499, 1, -499),
        (3, 1500, 5, 500),  # 4.5 → 5: rounded once over the line; one by one it would be 6
        (7, 355, 2, -485),  # 2.485 → 2
        (1000, 35000, 35000, 0),
    ],
)
def test_a_line_is_rounded_once_half_up_and_shows_by_how_much(
    likes: int, rate_per_mille_minor: int, amount_minor: int, rounding_per_mille: int
) -> None:
    terms = replace(CPE, cap_minor=10**6, rate_per_mille_minor=rate_per_mille_minor)
    priced = price(terms, PostMetrics(likes=likes))
    assert priced.amount_minor == amount_minor
    assert priced.lines[0].rounding_per_mille == rounding_per_mille


def test_the_floor_lifts_and_names_itself() -> None:
    priced = price(replace(CPE, floor_minor=2000), PostMetrics(likes=10))
    assert priced.amount_minor == 2000
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.INTERACTIONS, 350),
        (LineKind.FLOOR, 1650),
    ]


def test_the_cap_holds_and_names_itself() -> None:
    priced = price(CPE, PostMetrics(likes=10_000))
    assert priced.amount_minor == 30000
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.INTERACTIONS, 350_000),
        (LineKind.CAP, -320_000),
    ]


def test_the_cap_holds_to_the_last_unit() -> None:
    terms = replace(CPE, rate_per_mille_minor=1000, cap_minor=100)
    earned = [price(terms, PostMetrics(likes=likes)).amount_minor for likes in (99, 100, 101)]
    assert earned == [99, 100, 100]


def test_a_flat_base_goes_with_a_performance_part() -> None:
    priced = price(replace(CPE, flat_minor=2000), PostMetrics(likes=10))
    assert [line.subtotal_minor for line in priced.lines] == [2000, 350]


def test_terms_with_a_cap_below_the_floor_cannot_exist() -> None:
    with pytest.raises(ValueError, match="cap is below"):
        replace(CPE, floor_minor=30001)


def test_terms_with_a_negative_amount_cannot_exist() -> None:
    with pytest.raises(ValueError, match="no negative"):
        replace(CPE, rate_per_mille_minor=-1)


@given(terms(), metrics)
def test_no_reading_costs_more_than_the_worst_case_nor_less_than_the_floor(
    terms: Terms, metrics: PostMetrics
) -> None:
    amount_minor = price(terms, metrics).amount_minor
    assert terms.floor_minor <= amount_minor <= worst_case_minor(terms) <= terms.cap_minor


@given(terms(), metrics)
def test_the_lines_replay_the_amount(terms: Terms, metrics: PostMetrics) -> None:
    priced = price(terms, metrics)
    assert sum(line.subtotal_minor for line in priced.lines) == priced.amount_minor
    for line in priced.lines:
        exact = line.quantity * line.rate_per_mille_minor
        assert exact + line.rounding_per_mille == line.subtotal_minor * 1000
        assert abs(line.rounding_per_mille) <= 500
        assert not line.counted or sum(c.count for c in line.counted) == line.quantity


@given(terms(), metrics, st.integers(0, 10**6))
def test_more_interactions_never_pay_less(terms: Terms, metrics: PostMetrics, more: int) -> None:
    better = metrics._replace(likes=metrics.count(Interaction.LIKES) + more)
    assert price(terms, better).amount_minor >= price(terms, metrics).amount_minor


def test_shares_give_the_odd_unit_to_the_largest_remainder() -> None:
    assert shares(100, [1, 1, 1]) == (34, 33, 33)
    assert shares(10, [55, 25, 20]) == (6, 2, 2)
    assert shares(7, [0, 3, 0]) == (0, 7, 0)


def test_a_share_of_nothing_is_refused() -> None:
    for weights in ([], [0, 0], [3, -1]):
        with pytest.raises(ValueError, match="weights"):
            shares(1, weights)


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


@given(st.integers(-(10**12), 10**12), weights)
def test_shares_sum_to_the_total_and_stray_less_than_one_unit(
    total_minor: int, weights: list[int]
) -> None:
    parts = shares(total_minor, weights)
    assert sum(parts) == total_minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total_minor * weight) < sum(weights)


@given(st.integers(0, 10**12), weights)
def test_shares_of_a_reversal_are_the_exact_opposite(total_minor: int, weights: list[int]) -> None:
    assert shares(-total_minor, weights) == tuple(-part for part in shares(total_minor, weights))
