"""What must have come together before it is paid is worth a transfer in every currency."""

from pathlib import Path

import pytest

from domain.least_payouts import LEAST, minimum_minor
from domain.money import Currency

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
IN_A_DOLLAR = {  # roughly, early in 2026: a wrong place of the point is what must be seen
    "HKD": 7.8, "TWD": 32, "SGD": 1.3, "MYR": 4.2, "THB": 33, "IDR": 16_500, "PHP": 58, "INR": 88,
    "USD": 1, "EUR": 0.86, "GBP": 0.75, "CHF": 0.8, "AUD": 1.5, "CAD": 1.4, "AED": 3.67,
    "JPY": 153, "KRW": 1_430, "VND": 26_000, "KWD": 0.31, "BHD": 0.38, "XTR": 55, "USDT": 1,
    "TON": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("currency", IN_A_DOLLAR)
def test_the_least_payout_is_worth_about_ten_dollars(currency: str) -> None:
    least = minimum_minor(currency) / 10 ** Currency(currency).minor_digits
    assert 6 <= least / IN_A_DOLLAR[currency] <= 15


def test_ten_yuan_are_paid_as_their_transfers_cost_next_to_nothing() -> None:
    assert minimum_minor("CNY") == 1_000


def test_every_currency_has_its_own() -> None:
    assert set(LEAST) == set(Currency)
    assert {*IN_A_DOLLAR, "CNY"} == set(Currency)


def test_stars_are_enough_for_where_they_are_bought() -> None:
    assert minimum_minor("XTR") == 500 >= 50


def test_it_is_counted_in_the_minor_units_of_its_currency() -> None:
    found = [minimum_minor(each) for each in ("USD", "JPY", "KWD", "VND", "USDT")]
    assert found == [1_000, 1_500, 3_000, 250_000, 10_000_000]


def test_the_example_of_a_configuration_tells_the_table_as_it_is() -> None:
    text = " ".join(EXAMPLE.read_text().replace("\n#", "").split())
    assert ", ".join(f"{currency} {least}" for currency, least in LEAST.items()) in text
