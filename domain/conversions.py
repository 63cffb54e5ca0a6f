"""An action or an order that a partner tells of: reading it, and where it stands; no sums here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from domain import items
from domain.items import Flaw
from domain.metric_file import LONGEST_SHOWN
from domain.metrics import LARGEST_VALUE_MINOR
from domain.money import Currency
from domain.readings import PostSaid, RefusedRow, RowFlaw

Word = TypeVar("Word", bound=StrEnum)

LONGEST_ID: Final = 128
LONGEST_BUYER: Final = 256
_NAMES: Final = ("link", "assignment", "platform")  # what names a post


class Kind(StrEnum):
    ACTION = "action"  # what was agreed short of a sale: a signup, an install
    ORDER = "order"


class ConversionStatus(StrEnum):
    APPROVED = "approved"  # it counts
    REFUNDED = "refunded"  # given back, wholly or in part; an action taken back


class Conversion(NamedTuple):
    """As an item brought it. `currency` None: that of the post's campaign."""

    line: int
    conversion_id: str
    post: PostSaid
    kind: Kind
    status: ConversionStatus
    amount_minor: int
    refunded_minor: int
    currency: Currency | None
    occurred_at: datetime
    buyer: str = ""


@dataclass(frozen=True, slots=True)
class Basics:
    """What of a conversion never changes."""

    post_id: int
    kind: Kind
    amount_minor: int
    currency: Currency
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a conversion has come; refunds only grow, so the order of news does not matter."""

    basics: Basics
    status: ConversionStatus
    refunded_minor: int

    @property
    def rank(self) -> tuple[bool, int]:
        return self.status is ConversionStatus.REFUNDED, self.refunded_minor

    def is_news_to(self, known: "Standing") -> bool:
        return self.rank > known.rank


def read(line: int, item: Any) -> Conversion | RefusedRow:
    try:
        return _conversion(line, items.as_object(item))
    except Flaw as flaw:
        return flaw.at(line)


def code_of(item: Any) -> str:
    """The tracking code that names its work, where nothing else does; empty without one."""
    if not isinstance(item, dict) or any(item.get(name) is not None for name in _NAMES):
        return ""
    code = item.get("code")
    return code[:LONGEST_SHOWN] if isinstance(code, str) else ""


def _conversion(line: int, item: dict[str, Any]) -> Conversion:
    kind = _word(item, "kind", Kind)
    status = _word(item, "status", ConversionStatus)
    amount_minor = _amount(item, "amount_minor", 0 if kind is Kind.ACTION else None)
    return Conversion(
        line,
        items.text(item, "id", LONGEST_ID, RowFlaw.BAD_VALUE),
        items.post_said(item),
        kind,
        status,
        amount_minor,
        _refunded(item, status, amount_minor),
        _currency(item, required=amount_minor > 0),
        items.moment(item, "occurred_at"),
        _buyer(item),
    )


def _word(item: dict[str, Any], name: str, words: type[Word]) -> Word:
    value = item.get(name)
    if not isinstance(value, str) or value not in list(words):
        raise Flaw(RowFlaw.BAD_VALUE, name, value)
    return words(value)


def _amount(item: dict[str, Any], name: str, default: int | None) -> int:
    value = item.get(name)
    if value is None and default is not None:
        return default
    if type(value) is not int:  # a bool is an int to Python
        raise Flaw(RowFlaw.BAD_AMOUNT, name, value)
    if value < 0:
        raise Flaw(RowFlaw.NEGATIVE, name, value)
    if value > LARGEST_VALUE_MINOR:
        raise Flaw(RowFlaw.ABSURD, name, value)
    return value


def _refunded(item: dict[str, Any], status: ConversionStatus, amount_minor: int) -> int:
    """All of it unless it is said."""
    is_refunded = status is ConversionStatus.REFUNDED
    refunded_minor = _amount(item, "refunded_minor", amount_minor if is_refunded else 0)
    most = amount_minor if is_refunded else 0
    least = 1 if is_refunded and amount_minor else 0
    if not least <= refunded_minor <= most:
        raise Flaw(RowFlaw.BAD_AMOUNT, "refunded_minor", refunded_minor)
    return refunded_minor


def _currency(item: dict[str, Any], *, required: bool) -> Currency | None:
    value = item.get("currency")
    if value is None and not required:
        return None
    if not isinstance(value, str) or value not in list(Currency):
        raise Flaw(RowFlaw.BAD_CURRENCY, "currency", value)
    return Currency(value)


def _buyer(item: dict[str, Any]) -> str:
    if item.get("buyer") is None:
        return ""
    return items.text(item, "buyer", LONGEST_BUYER, RowFlaw.BAD_VALUE)
