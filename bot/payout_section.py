"""The section [payouts]: calendar, minimums, tax, second factor; what it means is domain's."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot import values
from bot.values import by
from domain.errors import Refusal
from domain.money import Currency, parse_minor
from domain.outcome import Outcome
from domain.payee import PayeeKind, PayeeMethod
from domain.payer import Payer
from domain.payout_form import Answer, Encoding, Form, answer_of, form_of
from domain.payout_presets import PRESETS
from domain.payout_rules import PayoutRules, Schedule
from domain.withholding import CN_LABOUR, Bracket, Withholding

_WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_PRESETS: Final = {"cn-labour": CN_LABOUR}
_WEEKLY: Final = re.compile(rf"weekly ({'|'.join(_WEEKDAYS)})")
_MONTHLY: Final = re.compile(r"monthly ([1-9]|[12]\d|3[01])")
_KEYS: Final = {
    *("payee", "currency", "brackets", "free", "free_to", "free_percent", "per", "preset"),
}
_PER: Final = ("payment", "month")
_FORM_KEYS: Final = {"columns", "encoding", "answer", *Outcome}


def schedule(value: Any) -> Schedule | None:
    if value == "":
        return None
    text = value if isinstance(value, str) else ""
    if found := _WEEKLY.fullmatch(text):
        return Schedule(weekday=_WEEKDAYS.index(found[1]))
    if found := _MONTHLY.fullmatch(text):
        return Schedule(day=int(found[1]))
    raise ValueError('is neither "weekly friday" nor "monthly 10"')


def schedules(value: Any) -> Mapping[str, Schedule]:
    read = {currency: schedule(when) for currency, when in _by_currency(value)}
    return {currency: when for currency, when in read.items() if when is not None}


def minimums(value: Any) -> Mapping[str, int]:
    return {currency.value: _minor(amount, currency) for currency, amount in _by_currency(value)}


def _by_currency(value: Any) -> list[tuple[Currency, Any]]:
    """A table; in a variable `CNY=10, USD=20`."""
    if isinstance(value, str):
        pairs = (part.partition("=") for part in value.split(",") if part.strip())
        value = {name.strip(): told.strip() for name, _, told in pairs}
    if not isinstance(value, Mapping):
        raise ValueError("is not a table by currency")  # noqa: TRY004  (one kind of no)
    return [(_currency(name), told) for name, told in value.items()]


def _currency(name: Any) -> Currency:
    try:
        return Currency(name)
    except ValueError:
        raise ValueError(f"{name}: is no currency we know") from None


def _minor(amount: Any, currency: Currency) -> int:
    try:
        return parse_minor(str(amount), currency)
    except Refusal:
        raise ValueError(f"{amount}: is no amount of {currency}") from None


def withholdings(value: Any) -> tuple[Withholding, ...]:
    """A list of tables; in a variable the same as JSON."""
    try:
        told = json.loads(value or "[]") if isinstance(value, str) else value
    except json.JSONDecodeError:
        raise ValueError("is no JSON") from None
    if not isinstance(told, list | tuple) or not all(isinstance(each, dict) for each in told):
        raise ValueError("is not a list of tables")
    read = tuple(map(_withholding, told))
    if len({(each.kind, each.currency) for each in read}) < len(read):
        raise ValueError("names one payee and currency twice")
    return read


def _withholding(told: dict[str, Any]) -> Withholding:
    if unknown := told.keys() - _KEYS:
        raise ValueError(f"{min(unknown)}: is not a known key")
    if "preset" in told:
        if told.keys() != {"preset"} or told["preset"] not in _PRESETS:
            raise ValueError(f"preset: is none of {', '.join(_PRESETS)}, alone")
        return _PRESETS[told["preset"]]
    currency = _currency(told.get("currency"))
    try:
        kind = PayeeKind(told.get("payee", ""))
    except ValueError:
        raise ValueError(f"payee: is none of {', '.join(PayeeKind)}") from None
    brackets = tuple(_bracket(each, currency) for each in told.get("brackets", ()))
    if not brackets or brackets[-1].to_minor is not None:
        raise ValueError('brackets: the last one must go on without end, as ["", 40, "7000"]')
    return Withholding(
        kind,
        currency,
        brackets,
        _minor(told.get("free", "0"), currency),
        _minor(told["free_to"], currency) if "free_to" in told else None,
        _per_mille(told.get("free_percent", 0)),
        _per(told.get("per", "payment")) == "month",
    )


def _per(told: Any) -> str:
    if told not in _PER:
        raise ValueError(f"per: is none of {', '.join(_PER)}")
    return str(told)


def _bracket(told: Any, currency: Currency) -> Bracket:
    if not isinstance(told, list | tuple) or len(told) not in {2, 3}:
        raise ValueError('brackets: each is [up to, percent, quick deduction], as ["20000", 20]')
    upto, percent, *quick = told
    to_minor = None if upto == "" else _minor(upto, currency)
    return Bracket(to_minor, _per_mille(percent), _minor(quick[0], currency) if quick else 0)


def _per_mille(percent: Any) -> int:
    try:
        per_mille = float(percent) * 10
    except (TypeError, ValueError):
        raise ValueError(f"{percent}: is no percentage") from None
    if per_mille != int(per_mille) or not 0 <= per_mille <= 1000:
        raise ValueError(f"{percent}: is no percentage with one decimal at most")
    return int(per_mille)


def forms(value: Any) -> Mapping[str, Form]:
    """A table by method; in a variable the same as JSON."""
    try:
        told = json.loads(value or "{}") if isinstance(value, str) else value
    except json.JSONDecodeError:
        raise ValueError("is no JSON") from None
    if not isinstance(told, Mapping):
        raise ValueError("is not a table by method")  # noqa: TRY004  (one kind of no)
    return {method: _form(method, columns) for method, columns in told.items()}


def _form(method: str, told: Any) -> Form:
    if method not in set(PayeeMethod):
        raise ValueError(f"{method}: is none of {', '.join(PayeeMethod)}")
    try:
        return _whole_form(told) if isinstance(told, Mapping) else _columns(told)
    except ValueError as wrong:
        raise ValueError(f"{method}: {wrong}") from None


def _columns(told: Any, encoding: Encoding | None = None, answer: Answer | None = None) -> Form:
    """A list, or the name of a form that comes with the house; that one has an encoding."""
    if isinstance(told, str):
        if told not in PRESETS:
            raise ValueError(f"is none of {', '.join(PRESETS)}, and no list of columns")
        known = PRESETS[told]
        return replace(known, encoding=encoding or known.encoding, answer=answer or known.answer)
    return form_of(_texts(told, "columns"), encoding or Encoding.UTF_8, answer)


def _whole_form(told: Mapping[str, Any]) -> Form:
    if unknown := told.keys() - _FORM_KEYS:
        raise ValueError(f"{min(unknown)}: is not a known key")
    encoding = told.get("encoding")
    if encoding is not None and encoding not in set(Encoding):
        raise ValueError(f"encoding: is none of {', '.join(Encoding)}")
    words = {each: _texts(told[each], each) for each in Outcome if each in told}
    answer = answer_of(_texts(told.get("answer", ()), "answer"), words)
    columns = told.get("columns", ())
    return _columns(columns, Encoding(encoding) if encoding else None, answer)


def _texts(told: Any, key: str) -> Sequence[str]:
    if not isinstance(told, list | tuple) or not all(isinstance(each, str) for each in told):
        raise ValueError(f"{key}: is not a list of texts")
    return told


@dataclass(frozen=True, slots=True)
class Payouts:
    schedule: Schedule | None = field(default=None, metadata=by(schedule))
    schedules: Mapping[str, Schedule] = field(default_factory=dict, metadata=by(schedules))
    minimum: Mapping[str, int] = field(default_factory=dict, metadata=by(minimums))
    confirm_twice: bool = field(default=True, metadata=by(values.flag))
    approve_hours: int = field(default=24, metadata=by(values.whole(1, 720)))
    withholding: tuple[Withholding, ...] = field(default=(), metadata=by(withholdings))

    forms: Mapping[str, Form] = field(default_factory=dict, metadata=by(forms))

    def rules(self, timezone: str, payer: Payer) -> PayoutRules:
        return PayoutRules(
            self.minimum,
            self.schedule,
            self.schedules,
            timezone,
            self.withholding,
            self.forms,
            self.confirm_twice,
            self.approve_hours,
            payer,
        )
