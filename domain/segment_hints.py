"""What would have been right in place of a word that a segment's line cannot hold; no wording."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.conditions import AMOUNTS, DATED, OF_ROWS, SPANS, TIMES, VALUES, Fact
from domain.money import Currency
from domain.segment_text import LONGEST, MOST_VALUES, BadSegment, parse

MOST_DAYS: Final = 9_999  # as parse reads them


class Wanted(StrEnum):
    """The first of these that tells what is wrong."""

    SHORTER = "shorter"  # the whole line is too long
    ONCE = "once"  # it stands there twice
    FACT = "fact"
    FEWER = "fewer"  # values of one fact
    VALUE = "value"
    CURRENCY = "currency"
    ORDER = "order"  # the least is above the most
    SPAN = "span"
    DAYS = "days"
    DATES = "dates"
    AMOUNT = "amount"
    ROW = "row"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Hint:
    """`known`: all that may stand there, where that is a few."""

    wanted: Wanted
    fact: Fact | None = None
    known: tuple[str, ...] = ()


def of(word: str) -> Hint:
    """For the word that BadSegment names."""
    if word.endswith("…"):
        return Hint(Wanted.SHORTER)
    name, _, said = word.removeprefix("-").lower().partition(":")
    if name not in set(Fact):
        return Hint(Wanted.FACT, known=tuple(Fact))
    if _is_right(word):
        return Hint(Wanted.ONCE, Fact(name))
    return _of_fact(Fact(name), said)


def _is_right(word: str) -> bool:
    try:
        parse(word)
    except BadSegment:
        return False
    return True


def _of_fact(fact: Fact, said: str) -> Hint:
    if fact in SPANS:
        return Hint(Wanted.ORDER if _is_turned(said) else Wanted.SPAN, fact)
    if fact in AMOUNTS:
        return _of_amount(fact, said)
    if fact in DATED and ".." in said:
        return Hint(Wanted.ORDER if _is_turned(said) else Wanted.DATES, fact)
    if fact in TIMES:
        return Hint(Wanted.DAYS, fact)
    return _of_values(fact, said)


def _of_values(fact: Fact, said: str) -> Hint:
    if said.count(",") >= MOST_VALUES:
        return Hint(Wanted.FEWER, fact)
    if fact in OF_ROWS:
        return Hint(Wanted.ROW, fact)
    return Hint(Wanted.ZONE, fact) if fact is Fact.ZONE else Hint(Wanted.VALUE, fact, VALUES[fact])


def _of_amount(fact: Fact, said: str) -> Hint:
    currency, _, rest = said.partition("/")
    if currency.upper() not in set(Currency):
        return Hint(Wanted.CURRENCY, fact, tuple(Currency))
    return Hint(Wanted.ORDER if _is_turned(rest.partition("/")[0]) else Wanted.AMOUNT, fact)


def _is_turned(said: str) -> bool:
    """Two ends, both as they should be, the wrong way round: turned again they would do."""
    least, dots, most = said.partition("..")
    if not (least and dots and most):
        return False
    try:
        return float(least.replace("-", "")) > float(most.replace("-", ""))
    except ValueError:
        return False


__all__ = ["LONGEST", "MOST_DAYS", "MOST_VALUES", "Hint", "Wanted", "of"]
