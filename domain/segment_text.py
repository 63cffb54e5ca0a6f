"""Segments as one line that people write: `platform:douyin followers:1000.. -seen:30d`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.conditions import (
    AMOUNTS,
    ANY,
    DATED,
    OF_ROWS,
    SPANS,
    TIMES,
    VALUES,
    WITH_ANY,
    Amount,
    Condition,
    Dates,
    Fact,
    Noun,
    OneOf,
    Span,
    Within,
)
from domain.errors import Refusal
from domain.money import BadMoney, Currency, parse_minor, plain_scaled
from domain.preferences import BadTimezone, timezone_named
from domain.segment import LONGEST_NAME, Segment

LONGEST: Final = 1_000  # signs
MOST_VALUES: Final = 50  # of one condition
EVER: Final = "ever"
_LANGUAGES: Final = {"zh": "zh_Hans"}
_SPAN: Final = re.compile(r"(\d{1,12})?\.\.(\d{1,12})?")
_DAYS: Final = re.compile(r"([1-9]\d{0,3})d")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r"[1-9]\d{0,17}")


@dataclass(eq=False)
class BadSegment(Refusal):
    """The first word of a filter that says nothing we know."""

    word: str


@dataclass(eq=False)
class NoSuchRow(Refusal):
    """It asks for a row that is not there, or not any more: nobody could be told to fit."""

    noun: Noun
    number: int


class BadSegmentName(Refusal):
    """No name, or a longer one than LONGEST_NAME."""


def name_of(text: str) -> str:
    """As it is kept; raises BadSegmentName."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadSegmentName
    return name


def parse(text: str) -> Segment:
    """Raises BadSegment for the first word it cannot read; an empty line is everybody."""
    plain = unicodedata.normalize("NFKC", text)
    if len(plain) > LONGEST:
        raise BadSegment(plain[:20] + "…")
    segment = Segment()
    for word in plain.split():
        condition = _condition(word)
        if segment.of(condition.fact, negated=condition.negated):
            raise BadSegment(word)  # said twice: which of the two is meant?
        segment = segment.having(condition)
    return segment


def written(segment: Segment) -> str:
    """The line that `parse` reads back."""
    return " ".join(map(word_of, segment.conditions))


def word_of(condition: Condition) -> str:
    sign = "-" if condition.negated else ""
    return f"{sign}{condition.fact}:{_said(condition)}"


def _said(condition: Condition) -> str:
    match condition:
        case OneOf():
            return ",".join(condition.values)
        case Span():
            least, most = (
                ("" if end is None else end) for end in (condition.least, condition.most)
            )
            return f"{least}..{most}"
        case Within():
            return _days(condition.days)
        case Dates():
            ends = (condition.first, condition.last)
            return "..".join("" if day is None else day.isoformat() for day in ends)
        case Amount():
            return _amount_said(condition)


def _days(days: int | None) -> str:
    return EVER if days is None else f"{days}d"


def _amount_said(asked: Amount) -> str:
    """`CNY/1000..5000/90d`."""
    digits = asked.currency.minor_digits
    ends = (asked.least_minor, asked.most_minor)
    span = "..".join("" if end is None else plain_scaled(end, digits, least=0) for end in ends)
    return "/".join([asked.currency, span, *([] if asked.days is None else [_days(asked.days)])])


def _condition(word: str) -> Condition:
    name, colon, said = word.removeprefix("-").lower().partition(":")
    negated = word.startswith("-")
    if not colon or not said or name not in set(Fact):
        raise BadSegment(word)
    fact = Fact(name)
    found = _read(fact, said, negated)
    if found is None:
        raise BadSegment(word)
    return found


def _read(fact: Fact, said: str, negated: bool) -> Condition | None:
    """None for what says nothing."""
    if fact in SPANS:
        return _span(fact, said, negated)
    if fact in AMOUNTS:
        return _amount(fact, said, negated)
    if fact in DATED and ".." in said:
        return _dates(fact, said, negated)
    if fact in TIMES:
        return _within(fact, said, negated)
    return _one_of(fact, said, negated)


def _span(fact: Fact, said: str, negated: bool) -> Span | None:
    match = _SPAN.fullmatch(said)
    if match is None or not (match[1] or match[2]):
        return None
    least, most = (int(end) if end else None for end in match.groups())
    if least is not None and most is not None and least > most:
        return None
    return Span(fact, least, most, negated)


def _within(fact: Fact, said: str, negated: bool) -> Within | None:
    if said == EVER:
        return Within(fact, None, negated)
    match = _DAYS.fullmatch(said)
    return Within(fact, int(match[1]), negated) if match else None


def _dates(fact: Fact, said: str, negated: bool) -> Dates | None:
    try:
        first, last = map(_day, said.split(".."))
    except ValueError:  # no day of the calendar, or not two of them
        return None
    if first is None and last is None:
        return None
    if first is not None and last is not None and first > last:
        return None
    return Dates(fact, first, last, negated)


def _day(said: str) -> date | None:
    if not said:
        return None
    if not _DATE.fullmatch(said):
        raise ValueError(said)
    return date.fromisoformat(said)


def _amount(fact: Fact, said: str, negated: bool) -> Amount | None:
    name, _, rest = said.partition("/")
    span, slash, window = rest.partition("/")
    least, dots, most = span.partition("..")
    spoken = _DAYS.fullmatch(window)
    known = name.upper() in set(Currency)
    if not known or not dots or not (least or most) or bool(slash) != bool(spoken):
        return None
    currency = Currency(name.upper())
    try:
        least_minor, most_minor = (parse_minor(e, currency) if e else None for e in (least, most))
    except BadMoney:
        return None
    if least_minor is not None and most_minor is not None and least_minor > most_minor:
        return None
    days = int(spoken[1]) if spoken else None
    return Amount(fact, currency, least_minor, most_minor, days, negated)


def _one_of(fact: Fact, said: str, negated: bool) -> OneOf | None:
    values = tuple(dict.fromkeys(_value(fact, each) for each in said.split(",")))
    if "" in values or len(values) > MOST_VALUES:
        return None
    return OneOf(fact, values, negated)


def _value(fact: Fact, said: str) -> str:
    """As it is kept; empty for what the fact can never be."""
    if fact in OF_ROWS:
        is_any = said == ANY and fact in WITH_ANY
        return said if is_any or _NUMBER.fullmatch(said) else ""
    if fact is Fact.ZONE:
        return _zone(said)
    if fact is Fact.LANGUAGE:
        said = _LANGUAGES.get(said.partition("_")[0], said)
    return said if said in VALUES[fact] else ""


def _zone(said: str) -> str:
    """Also by a city's name."""
    try:
        return timezone_named(said)
    except BadTimezone:
        return ""
