"""The least that is paid at once where a house says nothing, by worth: a table, no daily rates."""

from collections.abc import Mapping
from typing import Final

from domain.money import Currency, parse_minor

LEAST: Final[Mapping[Currency, str]] = {
    Currency.CNY: "10",
    Currency.HKD: "80",
    Currency.TWD: "300",
    Currency.SGD: "15",
    Currency.MYR: "40",
    Currency.THB: "300",
    Currency.IDR: "150000",
    Currency.PHP: "500",
    Currency.INR: "800",
    Currency.USD: "10",
    Currency.EUR: "10",
    Currency.GBP: "10",
    Currency.CHF: "10",
    Currency.AUD: "15",
    Currency.CAD: "15",
    Currency.AED: "40",
    Currency.JPY: "1500",
    Currency.KRW: "15000",
    Currency.VND: "250000",
    Currency.KWD: "3",
    Currency.BHD: "4",
    Currency.XTR: "500",  # Fragment sells no fewer than 50
    Currency.USDT: "10",
    Currency.TON: "5",
}
"""In major units: about ten US dollars, in round figures, for which a transfer abroad is worth its
fee and somebody's time. Ten yuan alone are less: Alipay and WeChat carry them for next to nothing.
"""


def minimum_minor(currency: str) -> int:
    """What must have come together before it is paid."""
    known = Currency(currency)
    return parse_minor(LEAST[known], known)
