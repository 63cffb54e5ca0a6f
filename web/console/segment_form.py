"""The segment form: fields with what may be chosen, read into a segment and filled from one.

A segment that was written as a line may ask a fact twice, as it is and as it is not: the form shows
the first, and carries the other on unchanged.
"""

from collections.abc import Iterable
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
LONGEST_END: Final = 13  # digits of a count, and one more to see that they are too many
DAYS: Final = ("7d", "30d", "90d", "365d", segment_text.EVER)


@dataclass(frozen=True, slots=True)
class Field:
    """One fact of the form. `options` are what may be chosen; none: it is written.

    `fault`: it says nothing that can be asked.
    """

    fact: Fact
    options: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    negated: bool = False
    fault: bool = False

    @property
    def shape(self) -> str:
        """`span`, `time` or `values`: how it is asked."""
        if self.fact in SPANS:
            return "span"
        return "time" if self.fact in TIMES else "values"

    @property
    def is_upside_down(self) -> bool:
        """Its end is below its beginning."""
        ends = self.least, self.most
        return all(each.isdecimal() for each in ends) and int(self.least) > int(self.most)


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


def fields_of(segment: Segment, campaigns: Iterable[int]) -> tuple[Field, ...]:
    """`campaigns` are those that may be chosen, beside those it asks for."""
    return tuple(_field(fact, _shown(segment, fact), campaigns) for fact in Fact)


def fields_said(
    said: MultiMapping[str], campaigns: Iterable[int], bad_word: str
) -> tuple[Field, ...]:
    """As they were filled in, where they amount to nothing that can be asked: nothing is lost."""
    faulty = bad_word.removeprefix("-").partition(":")[0]
    return tuple(_as_said(fact, said, campaigns, fault=fact == faulty) for fact in Fact)


def _as_said(
    fact: Fact, said: MultiMapping[str], campaigns: Iterable[int], *, fault: bool
) -> Field:
    options = _options(fact, campaigns)
    return Field(
        fact,
        options,
        tuple(each for each in said.getall(fact.value, ()) if each in options),
        said.get(f"{fact}.least", "").strip()[:LONGEST_END],
        said.get(f"{fact}.most", "").strip()[:LONGEST_END],
        negated=said.get(f"{fact}.is", "") == NOT,
        fault=fault,
    )


def rest_of(segment: Segment) -> str:
    """The conditions that no field shows."""
    shown = [_shown(segment, fact) for fact in Fact]
    return segment_text.written(Segment(tuple(e for e in segment.conditions if e not in shown)))


def _shown(segment: Segment, fact: Fact) -> Condition | None:
    return segment.of(fact) or segment.of(fact, negated=True)


def _field(fact: Fact, asked: Condition | None, campaigns: Iterable[int]) -> Field:
    options = _options(fact, campaigns)
    match asked:
        case OneOf(_, values, negated):
            known = (*options, *(each for each in values if each not in options))
            return Field(fact, known, values, negated=negated)
        case SpanOf(_, least, most, negated):
            first, last = ("" if end is None else str(end) for end in (least, most))
            return Field(fact, options, (), first, last, negated)
        case Within(_, days, negated):
            written = segment_text.EVER if days is None else f"{days}d"
            known = options if written in options else (written, *options)
            return Field(fact, known, (written,), negated=negated)
    return Field(fact, options)


def _options(fact: Fact, campaigns: Iterable[int]) -> tuple[str, ...]:
    if fact in OF_CAMPAIGNS:
        return (ANY, *map(str, campaigns))
    return DAYS if fact in TIMES else tuple(map(str, VALUES.get(fact, ())))
