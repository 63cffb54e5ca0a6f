"""What is kept back for the tax office from one payment; whose account it goes to is the ledger's.

The rule is general: so much of a payment is free, of the rest each bracket takes its rate less a
quick deduction. China's preliminary withholding on labour remuneration (劳务报酬) is `CN_LABOUR`.
"""

from dataclasses import dataclass
from typing import Final

from domain.money import Currency, divide_half_up
from domain.payee import PayeeKind


@dataclass(frozen=True, slots=True)
class Bracket:
    """Of a taxable amount up to `to_minor` (None: any) rate × amount − `quick_minor`."""

    to_minor: int | None
    rate_per_mille: int
    quick_minor: int = 0


@dataclass(frozen=True, slots=True)
class Withholding:
    """Payments up to `free_to_minor` have `free_minor` free, larger ones a share of them."""

    kind: PayeeKind
    currency: Currency
    brackets: tuple[Bracket, ...]
    free_minor: int = 0
    free_to_minor: int | None = None
    free_per_mille: int = 0

    def of(self, gross_minor: int) -> int:
        """Never all of it."""
        taxable = self._taxable(gross_minor)
        for bracket in self.brackets:
            if bracket.to_minor is None or taxable <= bracket.to_minor:
                tax = divide_half_up(taxable * bracket.rate_per_mille, 1000) - bracket.quick_minor
                return max(0, min(tax, gross_minor - 1))
        return 0

    def _taxable(self, gross_minor: int) -> int:
        if self.free_to_minor is None or gross_minor <= self.free_to_minor:
            return max(0, gross_minor - self.free_minor)
        return gross_minor - divide_half_up(gross_minor * self.free_per_mille, 1000)


# 国家税务总局公告2018年第61号, §8: ¥800 are free up to ¥4,000, a fifth above; then annex table 2.
CN_LABOUR: Final = Withholding(
    PayeeKind.INDIVIDUAL,
    Currency.CNY,
    (
        Bracket(2_000_000, 200),
        Bracket(5_000_000, 300, 200_000),
        Bracket(None, 400, 700_000),
    ),
    free_minor=80_000,
    free_to_minor=400_000,
    free_per_mille=200,
)
