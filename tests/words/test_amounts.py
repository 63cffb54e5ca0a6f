"""Money as people read it: sign, thousands, the currency's own decimals."""

import pytest

from domain.money import BadMoney, Currency
from words.amounts import amount, rate, written


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (0, "CNY", "¥0.00"),
        (123_456, "CNY", "¥1,234.56"),
        (-10, "USD", "-$0.10"),
        (1_200, "JPY", "1,200 JPY"),
        (12_345, "KWD", "12.345 KWD"),
        (5, "XTR", "⭐5"),
        (1_000_000, "USDT", "1.000000 USDT"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(minor: int, currency: str, shown: str) -> None:
    assert amount(minor, currency) == shown


@pytest.mark.parametrize(
    ("per_mille", "currency", "shown"),
    [
        (35_000, "CNY", "¥0.35"),
        (35_500, "CNY", "¥0.355"),
        (200_000, "CNY", "¥2.00"),
        (500, "JPY", "0.5 JPY"),
        (3_000, "JPY", "3 JPY"),
    ],
)
def test_a_rate_shows_what_one_is_worth(per_mille: int, currency: str, shown: str) -> None:
    assert rate(per_mille, currency) == shown


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("¥18.90", "CNY", 1_890),
        ("￥1,234.50", "CNY", 123_450),
        (" ¥ 18.9 ", "CNY", 1_890),
        ("18.90 cny", "CNY", 1_890),
        ("18.90", "CNY", 1_890),
        ("HK$1,000.00", "HKD", 100_000),
        ("⭐5", "XTR", 5),
        ("1,200 JPY", "JPY", 1_200),
        ("1.000000 USDT", "USDT", 1_000_000),
    ],
)
def test_what_is_printed_is_read_again(text: str, currency: str, minor: int) -> None:
    assert written(text, Currency(currency)) == minor
    assert written(amount(minor, currency), Currency(currency)) == minor


@pytest.mark.parametrize("text", ["$18.90", "18.90¥", "¥¥1", "¥", "", "1,00", "CNY", "18.90 USD"])
def test_another_sign_or_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadMoney):
        written(text, Currency.CNY)
