"""Amounts are read exactly or refused, and rounded half away from zero."""

from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import (
    BadMoney,
    Currency,
    MoneyFlaw,
    divide_half_up,
    parse_minor,
    parse_scaled,
    plain_amount,
    plain_scaled,
)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.5", Currency.CNY, 1250),
        ("1,234.50", Currency.CNY, 123450),
        (" 1２.３０ ", Currency.CNY, 1230),
        ("12.500", Currency.CNY, 1250),
        ("1200", Currency.JPY, 1200),
        ("1.234", Currency.KWD, 1234),
        ("0.000001", Currency.USDT, 1),
        ("-0", Currency.CNY, 0),
        ("+3", Currency.CNY, 300),
        ("00000000000000000000000007", Currency.CNY, 700),
        ("9223372036854775807", Currency.JPY, 2**63 - 1),
    ],
)
def test_an_amount_is_read_as_minor_units(text: str, currency: Currency, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "flaw"),
    [
        ("", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("1e5", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("NaN", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("12,34", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("1.2.3", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("十二", Currency.CNY, MoneyFlaw.NOT_A_NUMBER),
        ("-0.01", Currency.CNY, MoneyFlaw.NEGATIVE),
        ("0.005", Currency.CNY, MoneyFlaw.TOO_PRECISE),
        ("1.5", Currency.JPY, MoneyFlaw.TOO_PRECISE),
        ("-1", Currency.KWD, MoneyFlaw.NEGATIVE),
        ("9" * 5000, Currency.CNY, MoneyFlaw.TOO_LARGE),
        ("9223372036854775808", Currency.JPY, MoneyFlaw.TOO_LARGE),
    ],
)
def test_anything_else_is_refused_by_name(text: str, currency: Currency, flaw: MoneyFlaw) -> None:
    with pytest.raises(BadMoney) as refused:
        parse_minor(text, currency)
    told = (refused.value.flaw, refused.value.text, refused.value.decimals)
    assert told == (flaw, text, currency.minor_digits)


@given(st.text(), st.sampled_from(Currency))
def test_reading_any_text_gives_an_amount_or_a_refusal(text: str, currency: Currency) -> None:
    with suppress(BadMoney):
        assert parse_minor(text, currency) >= 0


@given(st.integers(0, 10**15), st.sampled_from(Currency))
def test_an_amount_written_out_reads_back(minor: int, currency: Currency) -> None:
    written = f"{Decimal(minor).scaleb(-currency.minor_digits):,f}"
    assert parse_minor(written, currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (123_450, "CNY", "1234.50"),
        (-5, "CNY", "-0.05"),
        (-1_200, "JPY", "-1200"),
        (0, "JPY", "0"),
        (1, "USDT", "0.000001"),
    ],
)
def test_an_amount_is_written_for_programs(minor: int, currency: str, written: str) -> None:
    assert plain_amount(minor, currency) == written


@pytest.mark.parametrize(
    ("scaled", "decimals", "least", "written"),
    [
        (1_250, 3, None, "1.250"),
        (1_250, 3, 0, "1.25"),
        (1_200, 3, 2, "1.20"),
        (1_000, 3, 0, "1"),
        (1_000, 3, 2, "1.00"),
        (50, 3, 2, "0.05"),
        (7, 1, 2, "0.7"),
        (10, 1, 2, "1.0"),
        (7, 0, None, "7"),
        (70, 0, 2, "70"),
    ],
)
def test_a_scaled_number_is_written_with_as_many_noughts_as_asked(
    scaled: int, decimals: int, least: int | None, written: str
) -> None:
    assert plain_scaled(scaled, decimals, least=least) == written


@given(st.integers(0, 10**18), st.integers(0, 6), st.none() | st.integers(0, 6))
def test_a_scaled_number_reads_back(scaled: int, decimals: int, least: int | None) -> None:
    assert parse_scaled(plain_scaled(scaled, decimals, least=least), decimals) == scaled


@pytest.mark.parametrize("denominator", [0, -3])
def test_nothing_is_divided_by_what_is_not_positive(denominator: int) -> None:
    with pytest.raises(ValueError, match=f"^denominator must be positive: {denominator}$"):
        divide_half_up(1, denominator)


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest"),
    [(1, 2, 1), (-1, 2, -1), (3, 2, 2), (5, 10, 1), (4, 10, 0), (1499, 1000, 1), (1500, 1000, 2)],
)
def test_a_half_goes_away_from_zero(numerator: int, denominator: int, nearest: int) -> None:
    assert divide_half_up(numerator, denominator) == nearest


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_rounds_half_away_from_zero(numerator: int, denominator: int) -> None:
    exact = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), ROUND_HALF_UP)
    assert divide_half_up(numerator, denominator) == int(exact)
    assert divide_half_up(-numerator, denominator) == -divide_half_up(numerator, denominator)
