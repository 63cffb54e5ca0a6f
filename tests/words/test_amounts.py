"""Money as people read it: sign, thousands, the currency's own decimals."""

import pytest

from words.amounts import amount, rate


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
