"""The segment form: fields with what may be chosen, read into a segment and filled from one.

A segment that was written as a line may ask a fact twice, as it is and as it is not: the form shows
the first, and carries the other on unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from multidict import MultiMapping

from domain import segment_text
from domain.conditions import (
    AMOUNTS,
    DATED,
    SPANS,
    TIMES,
    VALUES,
    Amount,
    Condition,
    Dates,
    Fact,
    OneOf,
    Within,
)
from domain.conditions import Span as SpanOf
from domain.money import plain_scaled
from domain.segment import Segment

FIELDS: Final = "fields"  # with it in the address, the fields are what is asked
REST: Final = "rest"  # what the fields cannot say, as a line
NOT: Final = "not"
LONGEST_END: Final = 21  # signs of an end, and some more to see that they are too many
LATELY: Final = ("7d", "30d", "90d", "365d")
DAYS: Final = (*LATELY, segment_text.EVER)
Offered = Mapping[Fact, tuple[str, ...]]
"""What rows say may be chosen, beside what a segment asks for."""


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the form. `options` are what may be chosen; none: it is written. `lately` is the
    span of days that amounts are summed over.

    `fault`: it says nothing that can be asked.
    """

    fact: Fact
    options: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    lately: str = ""
    negated: bool = False
    fault: bool = False

    @property
    def shape(self) -> str:
        """`span`, `amount`, `time` (`dated` with dates, too) or `values`: how it is asked."""
        for shape, facts in _SHAPES.items():
            if self.fact in facts:
                return shape
        return "values"

    @property
    def is_asked(self) -> bool:
        """It says something; a currency alone does not."""
        written = bool(self.least or self.most)
        return written if self.shape in ("span", "amount") else written or bool(self.chosen)

    @property
    def is_upside_down(self) -> bool:
        """Its end is below its beginning."""
        ends = self.least, self.most
        return all(each.isdecimal() for each in ends) and int(self.least) > int(self.most)


_SHAPES: Final = {"span": SPANS, "amount": AMOUNTS, "dated": DATED, "time": TIMES}


def line_of(said: MultiMapping[str]) -> str:
    """The line that the fields amount to; what it holds is judged by whoever reads the line."""
    words = [word for fact in Fact if (word := _word(fact, said))]
    return " ".join([*words, said.get(REST, "").strip()]).strip()


def _word(fact: Fact, said: MultiMapping[str]) -> str:
    value = _value(fact, said)
    sign = "-" if said.get(f"{fact}.is", "") == NOT else ""
    return f"{sign}{fact}:{value}" if value else ""


def _value(fact: Fact, said: MultiMapping[str]) -> str:
    least, most = ("".join(said.get(f"{fact}.{end}", "").split()) for end in ("least", "most"))
    span = f"{least}..{most}" if least or most else ""
    if fact in SPANS:
        return span
    written = [each.strip() for each in said.getall(fact.value, ())]
    chosen = ",".join("".join(each.split()) for each in written if each)
    if fact in AMOUNTS:
        lately = said.get(f"{fact}.lately", "").strip()
        return "/".join([chosen, span, *([lately] if lately else [])]) if span else ""
    return chosen + span  # days and dates at once are neither


def fields_of(segment: Segment, offered: Offered) -> tuple[Field, ...]:
    return tuple(_field(fact, _shown(segment, fact), offered) for fact in Fact)


def fields_said(said: MultiMapping[str], offered: Offered, bad_word: str) -> tuple[Field, ...]:
    """As they were filled in, where they amount to nothing that can be asked: nothing is lost."""
    faulty = bad_word.removeprefix("-").partition(":")[0]
    return tuple(_as_said(fact, said, offered, fault=fact == faulty) for fact in Fact)


def _as_said(fact: Fact, said: MultiMapping[str], offered: Offered, *, fault: bool) -> Field:
    options = _options(fact, offered)
    return Field(
        fact,
        options,
        tuple(each for each in said.getall(fact.value, ()) if each in options),
        said.get(f"{fact}.least", "").strip()[:LONGEST_END],
        said.get(f"{fact}.most", "").strip()[:LONGEST_END],
        said.get(f"{fact}.lately", "").strip()[:LONGEST_END],
        negated=said.get(f"{fact}.is", "") == NOT,
        fault=fault,
    )


def rest_of(segment: Segment) -> str:
    """The conditions that no field shows."""
    shown = [_shown(segment, fact) for fact in Fact]
    return segment_text.written(Segment(tuple(e for e in segment.conditions if e not in shown)))


def _shown(segment: Segment, fact: Fact) -> Condition | None:
    return segment.of(fact) or segment.of(fact, negated=True)


def _field(fact: Fact, asked: Condition | None, offered: Offered) -> Field:
    options = _options(fact, offered)
    match asked:
        case OneOf(_, values, negated):
            known = (*options, *(each for each in values if each not in options))
            return Field(fact, known, values, negated=negated)
        case SpanOf(_, first, last, negated) | Dates(_, first, last, negated):
            least, most = map(_plain, (first, last))
            return Field(fact, options, least=least, most=most, negated=negated)
        case Amount():
            return _amount(asked, options)
        case Within(_, days, negated):
            written = segment_text.EVER if days is None else f"{days}d"
            known = options if written in options else (written, *options)
            return Field(fact, known, (written,), negated=negated)
    return Field(fact, options)


def _amount(asked: Amount, options: tuple[str, ...]) -> Field:
    digits = asked.currency.minor_digits
    both = (asked.least_minor, asked.most_minor)
    least, most = ("" if end is None else plain_scaled(end, digits, least=0) for end in both)
    lately = "" if asked.days is None else f"{asked.days}d"
    known = options if asked.currency in options else (*options, asked.currency.value)
    return Field(asked.fact, known, (asked.currency,), least, most, lately, asked.negated)


def _plain(end: int | date | None) -> str:
    return "" if end is None else str(end)


def _options(fact: Fact, offered: Offered) -> tuple[str, ...]:
    if fact in TIMES:
        return DAYS
    return offered.get(fact, tuple(map(str, VALUES.get(fact, ()))))
