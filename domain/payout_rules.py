"""How a house pays: when, from which amount on, less what tax, and by whose word."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.least_payouts import minimum_minor
from domain.money import Currency
from domain.payee import PayeeKind
from domain.payer import NOBODY, Payer
from domain.payout_form import Asked, Form
from domain.payout_presets import OF_METHODS, USUAL
from domain.withholding import NOTHING, Paid, Withholding

HOUR: Final = time(10)  # a working hour: people are asked then


@dataclass(frozen=True, slots=True)
class Schedule:
    """Each week on `weekday` (Monday is 0), or each month on `day`, at the latest its last one."""

    weekday: int | None = None
    day: int | None = None

    def last(self, at: datetime, timezone: str) -> datetime:
        """The latest date that is not after `at`."""
        today = at.astimezone(ZoneInfo(timezone)).date()
        for back in range(63):
            moment = _moment(today - timedelta(days=back), timezone)
            if self._holds(today - timedelta(days=back)) and moment <= at:
                return moment
        raise AssertionError("two months without a date")

    def following(self, at: datetime, timezone: str) -> datetime:
        """The first date after `at`."""
        today = at.astimezone(ZoneInfo(timezone)).date()
        for ahead in range(63):
            moment = _moment(today + timedelta(days=ahead), timezone)
            if self._holds(today + timedelta(days=ahead)) and moment > at:
                return moment
        raise AssertionError("two months without a date")

    def _holds(self, on: date) -> bool:
        if self.weekday is not None:
            return on.weekday() == self.weekday
        last = calendar.monthrange(on.year, on.month)[1]
        return on.day == min(self.day or 1, last)


def _moment(on: date, timezone: str) -> datetime:
    return datetime.combine(on, HOUR, ZoneInfo(timezone))


@dataclass(frozen=True, slots=True)
class PayoutRules:
    """`minimums` in minor units and `schedules` by currency; `schedule` is for all the others."""

    minimums: Mapping[str, int] = field(default_factory=dict)
    schedule: Schedule | None = None
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    timezone: str = "Asia/Shanghai"
    withholdings: tuple[Withholding, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)  # of files, by payee method
    confirmed_twice: bool = False  # an approver says it in chat and in the console
    approve_hours: int = 24  # before finance is called again, and once more before owners are
    payer: Payer = NOBODY  # as papers and banks name the house

    def today(self, at: datetime) -> date:
        """The house's day."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def minimum_minor(self, currency: str) -> int:
        return self.minimums.get(currency, minimum_minor(currency))

    def schedule_of(self, currency: str) -> Schedule | None:
        return self.schedules.get(currency, self.schedule)

    def last_run(self, currency: str, at: datetime) -> datetime | None:
        schedule = self.schedule_of(currency)
        return schedule.last(at, self.timezone) if schedule else None

    def next_run(self, currency: str, at: datetime) -> datetime | None:
        schedule = self.schedule_of(currency)
        return schedule.following(at, self.timezone) if schedule else None

    def withheld_minor(
        self, kind: PayeeKind, currency: str, gross_minor: int, before: Paid = NOTHING
    ) -> int:
        """`before`: what they were paid in the same month, as such a payee."""
        rule = self._rule(kind, currency)
        return rule.of(gross_minor, before) if rule else 0

    def tax_rule(self, kind: PayeeKind, currency: str) -> str:
        """The name of that which such a payee is taxed by; empty: none."""
        rule = self._rule(kind, currency)
        return rule.name if rule else ""

    def _rule(self, kind: PayeeKind, currency: str) -> Withholding | None:
        for each in self.withholdings:
            if (each.kind, each.currency) == (kind, Currency(currency)):
                return each
        return None

    def taxed_since(self, currency: str, at: datetime) -> datetime | None:
        """When the month began of which all payments are taxed as one; None where each is."""
        if not any(each.by_month and each.currency == currency for each in self.withholdings):
            return None
        return self.month_began(at)

    def month_began(self, at: datetime) -> datetime:
        today = self.today(at)
        return datetime.combine(today.replace(day=1), time(), ZoneInfo(self.timezone))

    def form_of(self, method: str) -> Form:
        return self.forms.get(method, OF_METHODS.get(method, USUAL))

    @property
    def answered_forms(self) -> tuple[Asked, ...]:
        """Those whose answers are known to look so and so."""
        told = [(method, each) for method, each in self.forms.items() if each.answer.headings]
        return tuple(Asked(each, method, is_todays=True) for method, each in told)

    @property
    def asks_kind(self) -> bool:
        return bool(self.withholdings)


PLAIN: Final = PayoutRules()
"""No calendar, no tax, the usual minimums."""
