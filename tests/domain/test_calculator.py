"""Samples go from nothing to the cap, and each is what the price would be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import calculator
from domain.counts import BadCount
from domain.money import Currency
from domain.terms import Bonus, Interaction, Method, Terms

LIKES = (Interaction.LIKES,)
CPE = Terms(Method.CPE, 12_000, flat_minor=2_000, rate_per_mille_minor=35_000, counted=LIKES)


def test_what_all_slots_get_is_at_most_their_pot() -> None:
    each = calculator.Sample(1_200, 9_000)
    assert calculator.of_all_slots(CPE, 5, each) == 45_000
    for pot_minor, total_minor in ((45_001, 45_000), (45_000, 45_000), (44_999, 44_999)):
        agreed = replace(CPE, pot_minor=pot_minor)
        assert calculator.of_all_slots(agreed, 5, each) == total_minor


def test_at_so_many_interactions_you_get_so_much() -> None:
    found = [(each.count, each.amount_minor) for each in calculator.samples(CPE)]
    assert found == [
        (0, 2_000),
        (20, 2_700),
        (50, 3_750),
        (100, 5_500),
        (200, 9_000),
        (286, 12_000),
    ]
    assert calculator.at(CPE, 1_200).amount_minor == 12_000


def test_each_step_is_a_sample_of_its_own() -> None:
    stepped = replace(CPE, bonuses=(Bonus(77, 100),))
    assert 77 in {each.count for each in calculator.samples(stepped)}


def test_a_flat_fee_needs_no_samples() -> None:
    assert calculator.samples(Terms(Method.FLAT, 500, flat_minor=500)) == ()
    assert calculator.at(Terms(Method.FLAT, 500, flat_minor=500), 9).amount_minor == 500


counted = {Method.CPE: LIKES, Method.CPM: (Interaction.VIEWS,)}


@pytest.mark.parametrize("method", [each for each in Method if each is not Method.FLAT])
@given(rate=st.integers(1, 10**7), cap=st.integers(1, 10**8), flat=st.integers(0, 10**4))
def test_samples_rise_from_the_base_to_the_cap(
    method: Method, rate: int, cap: int, flat: int
) -> None:
    terms = Terms(
        method, cap, min(flat, cap), rate_per_mille_minor=rate, counted=counted.get(method, ())
    )
    found = calculator.samples(terms)
    amounts = [each.amount_minor for each in found]
    assert amounts == sorted(amounts)
    assert (found[0].count, amounts[0]) == (0, min(flat, cap))
    assert amounts[-1] == cap or found[-1].count == calculator.largest(terms)


@pytest.mark.parametrize(("said", "count"), [("1,200", 1_200), ("1.2万", 12_000), (" 0 ", 0)])
def test_a_count_of_ones_own_is_read_as_people_write_it(said: str, count: int) -> None:
    assert calculator.asked(CPE, said, Currency.CNY) == count


def test_of_sales_a_value_is_asked() -> None:
    sales = Terms(Method.CPS, 12_000, rate_per_mille_minor=100)
    assert calculator.asked(sales, "1,200.50", Currency.CNY) == 120_050


@pytest.mark.parametrize(
    ("currency", "cap", "value"),
    [
        (Currency.USDT, 5_000, 30_000),
        (Currency.TON, 100, 25),
        (Currency.IDR, 50_000_000, 300_000_000),
        (Currency.KWD, 5_000, 30_000),
        (Currency.VND, 50_000_000, 500_000_000),
    ],
)
def test_sales_in_small_units_are_counted_as_high_as_their_cap(
    currency: Currency, cap: int, value: int
) -> None:
    one = 10**currency.minor_digits
    sales = Terms(Method.CPS, cap * one, rate_per_mille_minor=100)
    assert calculator.asked(sales, str(value), currency) == value * one
    most = calculator.samples(sales)[-1]
    assert (most.count - 10 * cap * one, most.amount_minor) == (-5, cap * one)  # half up


def test_a_count_and_a_value_are_refused_above_what_readings_may_hold() -> None:
    sales = Terms(Method.CPS, 12_000, rate_per_mille_minor=100)
    most = calculator.LARGEST_VALUE_MINOR
    assert calculator.asked(sales, str(most), Currency.VND) == most
    with pytest.raises(BadCount):
        calculator.asked(sales, str(most + 1), Currency.VND)
    assert calculator.asked(CPE, str(calculator.LARGEST_COUNT), Currency.CNY) == 2 * 10**10
    with pytest.raises(BadCount):
        calculator.asked(CPE, str(calculator.LARGEST_COUNT + 1), Currency.CNY)


@pytest.mark.parametrize("said", ["", "-1", "many", "10万+", "1.5", "9" * 16])
@pytest.mark.parametrize("method", [Method.CPE, Method.CPS])
def test_what_no_post_can_have_is_refused(said: str, method: Method) -> None:
    if (said, method) == ("1.5", Method.CPS):
        return
    terms = Terms(method, 12_000, rate_per_mille_minor=100, counted=counted.get(method, ()))
    with pytest.raises(BadCount):
        calculator.asked(terms, said, Currency.CNY)


@pytest.mark.parametrize(("at", "adds"), [(1, True), (2, False), (3, False)])
def test_a_step_adds_nothing_where_the_cap_is_reached_before(at: int, adds: bool) -> None:
    """Two interactions come to ¥20.00, the cap."""
    terms = Terms(
        Method.CPE,
        cap_minor=2_000,
        rate_per_mille_minor=1_000_000,
        counted=(Interaction.LIKES,),
        bonuses=(Bonus(at, 500),),
    )
    assert bool(calculator.in_vain(terms)) != adds


def test_of_steps_for_orders_nobody_can_say_it() -> None:
    terms = Terms(Method.CPS, cap_minor=10, rate_per_mille_minor=1_000, bonuses=(Bonus(99, 5),))
    assert calculator.in_vain(terms) == ()
