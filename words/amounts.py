"""How an amount of money looks, and one that is written as it looks; domain/money counts it."""

import unicodedata
from functools import lru_cache

from domain.money import Currency, parse_minor

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "XTR": "⭐"}


@lru_cache(1024)  # a campaign's few amounts stand on every card
def amount(amount_minor: int, currency: str) -> str:
    """`¥1,234.50`, `-$0.10`, `12.345 KWD`: a sign people know in front, else the code behind."""
    digits = Currency(currency).minor_digits
    whole, rest = divmod(abs(amount_minor), 10**digits)
    number = f"{whole:,}" + (f".{rest:0{digits}d}" if digits else "")
    return ("-" if amount_minor < 0 else "") + _signed(number, currency)


def written(text: str, currency: Currency) -> int:
    """Also with the sign or the code that `amount` prints it with; raises BadMoney."""
    bare = unicodedata.normalize("NFKC", text).strip()
    sign = unicodedata.normalize("NFKC", _SIGNS.get(currency, ""))
    if sign and bare.startswith(sign):
        bare = bare.removeprefix(sign)
    elif bare.upper().endswith(currency):
        bare = bare[: -len(currency)]
    return parse_minor(bare, currency)


def rate(per_mille_minor: int, currency: str) -> str:
    """A price for one, given for a thousand: its own decimals, at least the currency's."""
    digits = Currency(currency).minor_digits
    whole, rest = divmod(per_mille_minor, 10 ** (digits + 3))
    decimals = f"{rest:0{digits + 3}d}".rstrip("0").ljust(digits, "0")
    return _signed(f"{whole:,}.{decimals}" if decimals else f"{whole:,}", currency)


def percent(per_mille: int) -> str:
    """`8.5%`, `10%`."""
    whole, tenths = divmod(per_mille, 10)
    return f"{whole}.{tenths}%" if tenths else f"{whole}%"


def _signed(number: str, currency: str) -> str:
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"
