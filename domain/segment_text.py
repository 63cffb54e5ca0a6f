"""Segments as one line that people write: `platform:douyin followers:1000.. -seen:30d`."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from domain.errors import Refusal
from domain.segment import (
    ANY,
    LONGEST_NAME,
    OF_CAMPAIGNS,
    SPANS,
    TIMES,
    VALUES,
    Condition,
    Fact,
    OneOf,
    Segment,
    Span,
    Within,
)

LONGEST: Final = 1_000  # signs
MOST_VALUES: Final = 50  # of one condition
EVER: Final = "ever"
_LANGUAGES: Final = {"zh": "zh_Hans"}
_SPAN: Final = re.compile(r"(\d{1,12})?\.\.(\d{1,12})?")
_DAYS: Final = re.compile(r"([1-9]\d{0,3})d")
_CAMPAIGN: Final = re.compile(r"[1-9]\d{0,17}")


@dataclass(eq=False)
class BadSegment(Refusal):
    """The first word of a filter that says nothing we know."""

    word: str


@dataclass(eq=False)
class NoSuchCampaign(Refusal):
    """It asks for a campaign that is not there: nobody could have taken part in it."""

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
            return EVER if condition.days is None else f"{condition.days}d"


def _condition(word: str) -> Condition:
    name, colon, said = word.removeprefix("-").lower().partition(":")
    negated = word.startswith("-")
    if not colon or not said or name not in set(Fact):
        raise BadSegment(word)
    fact = Fact(name)
    found: Condition | None
    if fact in SPANS:
        found = _span(fact, said, negated)
    elif fact in TIMES:
        found = _within(fact, said, negated)
    else:
        found = _one_of(fact, said, negated)
    if found is None:
        raise BadSegment(word)
    return found


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


def _one_of(fact: Fact, said: str, negated: bool) -> OneOf | None:
    values = tuple(dict.fromkeys(_value(fact, each) for each in said.split(",")))
    if "" in values or len(values) > MOST_VALUES:
        return None
    return OneOf(fact, values, negated)


def _value(fact: Fact, said: str) -> str:
    """As it is kept; empty for what the fact can never be."""
    if fact in OF_CAMPAIGNS:
        return said if said == ANY or _CAMPAIGN.fullmatch(said) else ""
    if fact is Fact.LANGUAGE:
        said = _LANGUAGES.get(said.partition("_")[0], said)
    return said if said in VALUES[fact] else ""
