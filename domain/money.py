"""Money as integer minor units: currencies, reading amounts, rounding; no formatting for people."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import Refusal


class Currency(StrEnum):
    """Our own table: Babel gives Stars, Toncoin and Tether two decimals, which is wrong."""

    CNY = "CNY"
    HKD = "HKD"
    TWD = "TWD"
    SGD = "SGD"
    MYR = "MYR"
    THB = "THB"
    IDR = "IDR"
    PHP = "PHP"
    INR = "INR"
    USD = "USD"
    EUR = "EUR"
    GBP = "GBP"
    CHF = "CHF"
    AUD = "AUD"
    CAD = "CAD"
    AED = "AED"
    JPY = "JPY"
    KRW = "KRW"
    VND = "VND"
    KWD = "KWD"
    BHD = "BHD"
    XTR = "XTR"  # Telegram Stars
    USDT = "USDT"
    TON = "TON"

    @property
    def minor_digits(self) -> int:
        """Decimals of one major unit: 2 for CNY, 0 for JPY, 3 for KWD."""
        return _MINOR_DIGITS.get(self, 2)


_MINOR_DIGITS: Final = {
    Currency.JPY: 0,
    Currency.KRW: 0,
    Currency.VND: 0,
    Currency.XTR: 0,
    Currency.KWD: 3,
    Currency.BHD: 3,
    Currency.USDT: 6,
    Currency.TON: 9,
}

LARGEST_MINOR: Final = 2**63 - 1
"""A signed 64-bit column holds every amount; nothing larger is money to us."""

_AMOUNT: Final = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?", re.ASCII)


class MoneyFlaw(StrEnum):
    NOT_A_NUMBER = "not_a_number"  # no plain decimal number: words, 1e5, misplaced commas
    NEGATIVE = "negative"  # below zero
    TOO_PRECISE = "too_precise"  # more decimals than the currency has
    TOO_LARGE = "too_large"  # would not fit a signed 64-bit column


@dataclass(eq=False)
class BadMoney(Refusal):
    """`text` is what was written; `decimals` is how many the reader would have taken."""

    flaw: MoneyFlaw
    text: str
    decimals: int


def parse_minor(text: str, currency: Currency) -> int:
    """Read "1,234.50" (full width too) as minor units; raises BadMoney, never rounds."""
    return parse_scaled(text, currency.minor_digits)


def parse_scaled(text: str, decimals: int) -> int:
    """Read a plain number of at most `decimals` decimals as an integer of that scale."""
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise BadMoney(MoneyFlaw.NOT_A_NUMBER, text, decimals)
    sign, whole, fraction = match[1], match[2].replace(",", ""), (match[3] or "").rstrip("0")
    if len(fraction) > decimals:
        raise BadMoney(MoneyFlaw.TOO_PRECISE, text, decimals)
    # Length first: int() refuses thousands of digits with an error of its own.
    if len(whole.lstrip("0")) > 19:
        raise BadMoney(MoneyFlaw.TOO_LARGE, text, decimals)
    scaled = int(whole + fraction.ljust(decimals, "0"))
    if scaled > LARGEST_MINOR:
        raise BadMoney(MoneyFlaw.TOO_LARGE, text, decimals)
    if sign == "-" and scaled:
        raise BadMoney(MoneyFlaw.NEGATIVE, text, decimals)
    return scaled


def plain_amount(amount_minor: int, currency: str) -> str:
    """`-1234.50`: for programs, without currency signs and separators."""
    digits = Currency(currency).minor_digits
    whole, rest = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def plain_scaled(scaled: int, decimals: int, *, least: int | None = None) -> str:
    """What `parse_scaled` reads as this number of nought or more.

    Noughts at the end stay away, but for `least` decimals, or all of them where it is not given.
    """
    whole, rest = divmod(scaled, 10**decimals)
    shown = f"{rest:0{decimals}d}" if decimals else ""
    if least is not None:
        shown = shown.rstrip("0").ljust(min(least, decimals), "0")
    return f"{whole}.{shown}" if shown else str(whole)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Nearest integer, halves away from zero, so that a reversal is the exact opposite."""
    if denominator <= 0:
        raise ValueError(f"denominator must be positive: {denominator}")
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return quotient if numerator >= 0 else -quotient
