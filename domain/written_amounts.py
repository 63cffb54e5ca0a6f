"""Money as exports write it: ¥1,234.50, 1.2万元, 12 USD; what it is worth in minor units, money."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.counts import NOTHING, ZEROS
from domain.errors import Refusal
from domain.money import Currency

_CURRENCIES: Final = {
    **{each.value.casefold(): each for each in Currency},
    **dict.fromkeys(("元", "人民币", "rmb", "¥"), Currency.CNY),
    **dict.fromkeys(("美元", "$", "us$"), Currency.USD),
    **dict.fromkeys(("港元", "港币", "hk$"), Currency.HKD),
    **dict.fromkeys(("欧元", "€"), Currency.EUR),
    **dict.fromkeys(("英镑", "£"), Currency.GBP),
}
_WRITTEN: Final = re.compile(
    r"(?P<sign>-?)\s*(?P<before>[^\d\s.,-]{0,4}?)\s*"
    r"(?P<number>(?:\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,12})?)"
    r"\s*(?P<unit>千万|百万|[千k万wm亿]|)\s*(?P<after>[^\d\s.,-]{0,4})",
    re.ASCII,
)


@dataclass(eq=False)
class BadAmount(Refusal):
    """`text` is no amount of money: a word, a percentage, a currency nobody knows."""

    text: str


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """`number` is plain: digits and maybe a point; `currency` what the text says of it."""

    number: str
    currency: Currency | None


def currency_called(word: str) -> Currency | None:
    return _CURRENCIES.get(unicodedata.normalize("NFKC", word).strip().casefold())


def read_amount(text: str, unit: str = "") -> WrittenAmount | None:
    """None where the cell says nothing; `unit` is the word of its column, as in 成交额(万元)."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if plain in NOTHING:
        return None
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        raise BadAmount(text)
    words = [word for word in (match["before"], match["after"]) if word]
    said = {currency_called(word) for word in words}
    if None in said or len(said) > 1:
        raise BadAmount(text)
    zeros = ZEROS[match["unit"] or unit]
    number = Decimal(match["number"].replace(",", "")).scaleb(zeros)
    return WrittenAmount(f"{match['sign']}{number:f}", said.pop() if said else None)
