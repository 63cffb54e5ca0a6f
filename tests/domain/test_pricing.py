"""A price explains itself line by line, and never exceeds what was reserved for it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.attribution import Tally
from domain.basis import Basis
from domain.metrics import MetricSnapshot, PostMetrics
from domain.pricing import (
    LineKind,
    launch_minor,
    least_minor,
    pot_reaches,
    price,
    reserve_minor,
    worst_case_minor,
)
from domain.terms import Bonus, Interaction, Method, Source, Terms

NOW = datetime(2026, 11, 23, tzinfo=UTC)
counts = st.integers(0, 10**9)
amounts = st.integers(0, 10**9)
metrics = st.builds(PostMetrics, counts, counts, counts, counts, st.none() | counts)
tallies = st.builds(Tally, counts, counts, amounts)
counted = st.lists(st.sampled_from(Interaction), unique=True).map(tuple)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    floor_minor = draw(amounts)
    steps = draw(st.lists(st.builds(Bonus, counts, amounts), max_size=3))
    return Terms(
        method=draw(st.sampled_from(Method)),
        cap_minor=floor_minor + draw(amounts),
        flat_minor=draw(amounts),
        rate_per_mille_minor=draw(amounts),
        counted=draw(counted),
        floor_minor=floor_minor,
        bonuses=tuple(steps),
    )


def read(metrics: PostMetrics) -> Basis:
    return Basis(MetricSnapshot(1, Source.PLATFORM, NOW, NOW, metrics))


CPE = Terms(
    method=Method.CPE,
    cap_minor=30000,
    rate_per_mille_minor=35000,
    counted=(Interaction.LIKES, Interaction.SAVES),
)


def test_flat_pays_the_agreed_amount_whatever_the_counts() -> None:
    terms = Terms(method=Method.FLAT, flat_minor=5000, cap_minor=5000)
    assert price(terms, read(PostMetrics(likes=10**6))).amount_minor == 5000
    assert worst_case_minor(terms) == 5000


def test_cpe_pays_only_the_agreed_interactions() -> None:
    priced = price(CPE, read(PostMetrics(likes=100, shares=999, saves=20, comments=999)))
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
    priced = price(terms, read(PostMetrics(likes=likes)))
    assert priced.amount_minor == amount_minor
    assert priced.lines[0].rounding_per_mille == rounding_per_mille


def test_the_floor_lifts_and_names_itself() -> None:
    priced = price(replace(CPE, floor_minor=2000), read(PostMetrics(likes=10)))
    assert priced.amount_minor == 2000
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.INTERACTIONS, 350),
        (LineKind.FLOOR, 1650),
    ]


def test_the_cap_holds_and_names_itself() -> None:
    priced = price(CPE, read(PostMetrics(likes=10_000)))
    assert priced.amount_minor == 30000
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.INTERACTIONS, 350_000),
        (LineKind.CAP, -320_000),
    ]


def test_the_cap_holds_to_the_last_unit() -> None:
    terms = replace(CPE, rate_per_mille_minor=1000, cap_minor=100)
    earned = [price(terms, read(PostMetrics(likes=likes))).amount_minor for likes in (99, 100, 101)]
    assert earned == [99, 100, 100]


def test_a_floor_and_a_cap_that_are_just_met_add_no_line() -> None:
    met = replace(CPE, floor_minor=350, cap_minor=350)
    (line,) = price(met, read(PostMetrics(likes=10))).lines
    assert line.kind is LineKind.INTERACTIONS


def test_terms_that_count_nothing_or_pay_nothing_for_it_can_cost_their_base_alone() -> None:
    based = replace(CPE, flat_minor=500)
    assert worst_case_minor(replace(based, rate_per_mille_minor=0)) == 500
    assert worst_case_minor(replace(based, counted=())) == 500
    assert worst_case_minor(replace(based, method=Method.FLAT)) == 500
    assert worst_case_minor(based) == 30_000
    stepped = replace(based, rate_per_mille_minor=0, bonuses=(Bonus(100, 500),))
    assert worst_case_minor(stepped) == 30_000
    staged = replace(based, counted=(), draft_minor=400, post_minor=300)
    assert worst_case_minor(staged) == 700


def test_a_claim_reserves_the_worst_case_or_its_even_part_of_a_pot() -> None:
    assert reserve_minor(CPE, 7) == 30_000
    assert reserve_minor(replace(CPE, pot_minor=100_000), 7) == 14_285
    assert reserve_minor(replace(CPE, pot_minor=100_000), 3) == 30_000
    weekly = replace(CPE, pot_minor=100_000, pot_days=7)
    assert reserve_minor(weekly, 7) == 0
    assert launch_minor(weekly, 7) == 100_000
    assert launch_minor(replace(CPE, pot_minor=100_000), 7) == 7 * 14_285


def test_a_flat_base_goes_with_a_performance_part() -> None:
    priced = price(replace(CPE, flat_minor=2000), read(PostMetrics(likes=10)))
    assert [line.subtotal_minor for line in priced.lines] == [2000, 350]


def test_cpm_pays_for_a_thousand_views_and_for_parts_of_one() -> None:
    cpm = Terms(Method.CPM, 30_000, rate_per_mille_minor=800, counted=(Interaction.VIEWS,))
    (line,) = price(cpm, read(PostMetrics(views=12_345, likes=999))).lines
    assert (line.kind, line.quantity, line.subtotal_minor) == (LineKind.VIEWS, 12_345, 9_876)


def test_cpa_pays_for_each_action_and_no_order() -> None:
    cpa = Terms(Method.CPA, 30_000, flat_minor=1_000, rate_per_mille_minor=2_500_000)
    priced = price(cpa, Basis(tally=Tally(actions=3, orders=9, value_minor=99)))
    assert [(line.kind, line.subtotal_minor) for line in priced.lines] == [
        (LineKind.FLAT, 1_000),
        (LineKind.ACTIONS, 7_500),
    ]


def test_cps_pays_a_share_of_the_value_rounded_once() -> None:
    cps = Terms(Method.CPS, 30_000, rate_per_mille_minor=85)  # 8.5 %
    priced = price(cps, Basis(tally=Tally(orders=3, value_minor=9_999)))
    (line,) = priced.lines
    assert (line.kind, line.subtotal_minor, line.rounding_per_mille) == (LineKind.SALES, 850, 85)


def test_each_step_that_is_reached_adds_its_bonus_below_the_cap() -> None:
    stepped = replace(CPE, bonuses=(Bonus(100, 500), Bonus(200, 900), Bonus(10**6, 7)))
    earned = [price(stepped, read(PostMetrics(likes=likes))) for likes in (99, 100, 200)]
    assert [priced.amount_minor for priced in earned] == [3_465, 4_000, 8_400]
    assert [(line.kind, line.step_at) for line in earned[2].lines] == [
        (LineKind.INTERACTIONS, 0),
        (LineKind.BONUS, 100),
        (LineKind.BONUS, 200),
    ]
    assert price(stepped, read(PostMetrics(likes=10**6))).amount_minor == 30_000


def test_steps_of_sales_ask_for_orders() -> None:
    cps = Terms(Method.CPS, 30_000, rate_per_mille_minor=100, bonuses=(Bonus(2, 50),))
    sold = [Basis(tally=Tally(orders=orders, value_minor=1_000)) for orders in (1, 2)]
    assert [price(cps, basis).amount_minor for basis in sold] == [100, 150]


def test_what_nobody_told_of_earns_the_base_and_reserves_the_cap() -> None:
    for method in (Method.CPA, Method.CPS):
        terms = Terms(method, 9_000, flat_minor=500, rate_per_mille_minor=10)
        assert price(terms).amount_minor == 500
        assert worst_case_minor(terms) == 9_000


def test_terms_with_a_cap_below_the_floor_cannot_exist() -> None:
    with pytest.raises(ValueError, match="cap is below"):
        replace(CPE, floor_minor=30001)


def test_terms_with_a_negative_amount_cannot_exist() -> None:
    with pytest.raises(ValueError, match="no negative"):
        replace(CPE, rate_per_mille_minor=-1)


@given(terms(), metrics, tallies)
def test_no_reading_costs_more_than_the_worst_case_nor_less_than_the_floor(
    terms: Terms, metrics: PostMetrics, told: Tally
) -> None:
    amount_minor = price(terms, replace(read(metrics), tally=told)).amount_minor
    assert terms.floor_minor <= amount_minor <= worst_case_minor(terms) <= terms.cap_minor


@given(terms(), metrics, tallies)
def test_the_lines_replay_the_amount(terms: Terms, metrics: PostMetrics, told: Tally) -> None:
    priced = price(terms, replace(read(metrics), tally=told))
    assert sum(line.subtotal_minor for line in priced.lines) == priced.amount_minor
    for line in priced.lines:
        exact = line.quantity * line.rate_per_mille_minor
        assert exact + line.rounding_per_mille == line.subtotal_minor * 1000
        assert abs(line.rounding_per_mille) <= 500
        assert not line.counted or sum(c.count for c in line.counted) == line.quantity


@given(terms(), metrics, st.integers(0, 10**6))
def test_more_interactions_never_pay_less(terms: Terms, metrics: PostMetrics, more: int) -> None:
    better = metrics._replace(likes=metrics.count(Interaction.LIKES) + more)
    assert price(terms, read(better)).amount_minor >= price(terms, read(metrics)).amount_minor


def test_what_a_post_earns_in_any_case_is_its_base_or_its_floor() -> None:
    assert least_minor(CPE) == 0
    assert least_minor(replace(CPE, floor_minor=700, flat_minor=500)) == 700
    assert least_minor(replace(CPE, floor_minor=700, flat_minor=800)) == 800
    assert least_minor(Terms(Method.FLAT, cap_minor=80, flat_minor=80)) == 80


def test_a_pot_reaches_where_it_holds_what_all_slots_are_promised() -> None:
    promised = Terms(Method.FLAT, cap_minor=3_000, flat_minor=3_000)
    reaches = [pot_reaches(replace(promised, pot_minor=pot), 5) for pot in (15_000, 14_999)]
    assert reaches == [True, False]
    assert pot_reaches(promised, 5)  # without a pot nothing is shared
