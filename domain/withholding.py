"""What is kept back for the tax office of a payment; whose account it goes to is the ledger's.

The rule is general: so much of a payment is free, of the rest each bracket takes its rate less a
quick deduction. Where all of a month is one payment, a later one is kept back of what the month
owes more. China's preliminary withholding on labour remuneration (劳务报酬) is `CN_LABOUR`.
"""

import hashlib
import json
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
class Part:
    """One payout of the month.

    `late_minor` of the gross was paid as tax that was given back, and is income after all. `rule`
    is the name of that which it was taxed by, empty: of none.
    """

    gross_minor: int
    withheld_minor: int
    late_minor: int = 0
    rule: str = ""

    @property
    def in_time_minor(self) -> int:
        return self.gross_minor - self.late_minor


@dataclass(frozen=True, slots=True)
class Paid:
    """What somebody was paid before in the same month, and what of it was kept back.

    The gross is that of its `parts` less what they transferred back, and may be below nought.
    `untaxed_minor` of what is paid next is tax that was given back: no income, and taxed before.
    """

    gross_minor: int = 0
    withheld_minor: int = 0
    untaxed_minor: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def repaid_minor(self) -> int:
        return sum(each.gross_minor for each in self.parts) - self.gross_minor


NOTHING: Final = Paid()


@dataclass(frozen=True, slots=True)
class Withholding:
    """Payments up to `free_to_minor` have `free_minor` free, larger ones a share of them.

    `by_month`: whatever somebody is paid in a calendar month is one payment.
    """

    kind: PayeeKind
    currency: Currency
    brackets: tuple[Bracket, ...]
    free_minor: int = 0
    free_to_minor: int | None = None
    free_per_mille: int = 0
    by_month: bool = False

    @property
    def name(self) -> str:
        """Payouts keep it: a rule of other numbers has another one, in whichever release."""
        brackets = [
            [each.to_minor, each.rate_per_mille, each.quick_minor] for each in self.brackets
        ]
        free = [self.free_minor, self.free_to_minor, self.free_per_mille]
        told = [self.kind.value, self.currency.value, brackets, free, self.by_month]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]

    def of(self, gross_minor: int, before: Paid = NOTHING) -> int:
        """Never all of it.

        What was kept back too much or too little, as a payment of the month failed since, is made
        up. What payouts of another rule kept back too little, as before this one began, is not:
        that is between creator and office.
        """
        income_minor = gross_minor - before.untaxed_minor
        if self.by_month:
            owed = self._tax(before.gross_minor + income_minor)
            tax = owed - before.withheld_minor - self._forgiven(before)
        else:
            tax = self._tax(income_minor) + self._late(before.parts)
        return max(0, min(tax, income_minor - 1))

    def _forgiven(self, before: Paid) -> int:
        """What was transferred back is of these first."""
        others = [each for each in before.parts if each.rule != self.name]
        if not others:
            return 0
        in_time_minor = sum(each.in_time_minor for each in others) - before.repaid_minor
        return max(0, self._tax(in_time_minor) - sum(each.withheld_minor for each in others))

    def _late(self, parts: tuple[Part, ...]) -> int:
        """What payouts that are taxed each by itself owe more, and none of the month made up."""
        owed = sum(self._tax(each.gross_minor) for each in parts)
        forgiven = sum(
            max(0, self._tax(each.in_time_minor) - each.withheld_minor)
            for each in parts
            if each.rule != self.name
        )
        return max(0, owed - forgiven - sum(each.withheld_minor for each in parts))

    def _tax(self, gross_minor: int) -> int:
        taxable = self._taxable(gross_minor)
        for bracket in self.brackets:
            if bracket.to_minor is None or taxable <= bracket.to_minor:
                tax = divide_half_up(taxable * bracket.rate_per_mille, 1000) - bracket.quick_minor
                return max(0, tax)
        return 0

    def _taxable(self, gross_minor: int) -> int:
        if self.free_to_minor is None or gross_minor <= self.free_to_minor:
            return max(0, gross_minor - self.free_minor)
        return gross_minor - divide_half_up(gross_minor * self.free_per_mille, 1000)


# 国家税务总局公告2018年第61号, §8: ¥800 are free up to ¥4,000, a fifth above; then annex table 2.
# 个人所得税法实施条例 §14: 属于同一项目连续性收入的, 以一个月内取得的收入为一次.
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
    by_month=True,
)
