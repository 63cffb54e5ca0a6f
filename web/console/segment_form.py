"""The segment form: fields with what may be chosen, read into a segment and filled from one.

A segment that was written as a line may ask a fact twice, as it is and as it is not: the form shows
the first, and carries the other on unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from multidict import MultiMapping

from domain import segment_text
from domain.segment import (
    ANY,
    OF_CAMPAIGNS,
    SPANS,
    TIMES,
    VALUES,
    Condition,
    Fact,
    OneOf,
    Segment,
    Within,
)
from domain.segment import Span as SpanOf

FIELDS: Final = "fields"  # with it in the address, the fields are what is asked
REST: Final = "rest"  # what the fields cannot say, as a line
NOT: Final = "not"
DAYS: Final = ("7d", "30d", "90d", "365d", segment_text.EVER)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the form. `options` are what may be chosen; none: it is written."""

    fact: Fact
    options: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    negated: bool = False

    @property
    def shape(self) -> str:
        """`span`, `time`, `campaigns` or `values`: how it is asked."""
        if self.fact in SPANS:
            return "span"
        if self.fact in TIMES:
            return "time"
        return "campaigns" if self.fact in OF_CAMPAIGNS else "values"


def line_of(said: MultiMapping[str]) -> str:
    """The line that the fields amount to; what it holds is judged by whoever reads the line."""
    words = [word for fact in Fact if (word := _word(fact, said))]
    return " ".join([*words, said.get(REST, "").strip()]).strip()


def _word(fact: Fact, said: MultiMapping[str]) -> str:
    value = _value(fact, said)
    sign = "-" if said.get(f"{fact}.is", "") == NOT else ""
    return f"{sign}{fact}:{value}" if value else ""


def _value(fact: Fact, said: MultiMapping[str]) -> str:
    if fact in SPANS:
        ends = (said.get(f"{fact}.{end}", "").strip() for end in ("least", "most"))
        least, most = ("".join(end.split()) for end in ends)
        return f"{least}..{most}" if least or most else ""
    written = [each.strip() for each in said.getall(fact.value, ())]
    return ",".join("".join(each.split()) for each in written if each)


def fields_of(segment: Segment) -> tuple[Field, ...]:
    return tuple(_field(fact, _shown(segment, fact)) for fact in Fact)


def rest_of(segment: Segment) -> str:
    """The conditions that no field shows."""
    shown = [_shown(segment, fact) for fact in Fact]
    return segment_text.written(Segment(tuple(e for e in segment.conditions if e not in shown)))


def _shown(segment: Segment, fact: Fact) -> Condition | None:
    return segment.of(fact) or segment.of(fact, negated=True)


def _field(fact: Fact, asked: Condition | None) -> Field:
    options = _options(fact)
    match asked:
        case OneOf(_, values, negated):
            return Field(fact, options, values, negated=negated)
        case SpanOf(_, least, most, negated):
            first, last = ("" if end is None else str(end) for end in (least, most))
            return Field(fact, options, (), first, last, negated)
        case Within(_, days, negated):
            written = segment_text.EVER if days is None else f"{days}d"
            known = options if written in options else (written, *options)
            return Field(fact, known, (written,), negated=negated)
    return Field(fact, options)


_OPTIONS: Final[Mapping[Fact, tuple[str, ...]]] = {
    **VALUES,
    **dict.fromkeys(TIMES, DAYS),
    **dict.fromkeys(OF_CAMPAIGNS, (ANY,)),
}


def _options(fact: Fact) -> tuple[str, ...]:
    return tuple(map(str, _OPTIONS.get(fact, ())))
