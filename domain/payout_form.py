"""How a payment file and its answer are laid out: columns, headings, encoding, the bank's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.outcome import Outcome


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    XML = "xml"  # no table: a credit transfer by ISO 20022, see credit_transfer.py


def called(kind: FileKind, method: str) -> str:
    """A file of a batch in its audit: of one method, or of all (`*`) where that is empty."""
    return f"{method or '*'}.{kind}"


class Encoding(StrEnum):
    """Of a CSV; a workbook has one of its own."""

    UTF_8 = "utf-8"  # with its mark, by which Excel knows it
    GB18030 = "gb18030"  # whatever GBK has in GBK's own bytes, and every other sign besides


class Cell(StrEnum):
    """What a column may say of a payout."""

    REFERENCE = "reference"
    AMOUNT = "amount"  # what the bank pays
    CURRENCY = "currency"
    METHOD = "method"
    ACCOUNT = "account"
    HOLDER = "holder"
    BANK = "bank"
    BRANCH = "branch"  # 开户行, where its creator told it
    KIND = "kind"
    GROSS = "gross"
    TAX_WITHHELD = "tax_withheld"
    NUMBER = "number"  # 1, 2, 3 …, as the rows of the file follow
    AMOUNT_MINOR = "amount_minor"  # the amount in the smallest unit: fen, cents
    DATE = "date"  # the house's, of the first export: the same however often it is made again
    TITLE = "title"  # no column: a line of its own above the headings


class Field(StrEnum):
    """What a column of the bank's answer may say."""

    REFERENCE = "reference"
    OUTCOME = "outcome"
    REASON = "reason"
    AMOUNT = "amount"
    AMOUNT_MINOR = "amount_minor"
    CURRENCY = "currency"
    BANK_REFERENCE = "bank_reference"


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` None: `text` in every row; of a date it is its format, of a title its line."""

    heading: str
    cell: Cell | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank is known to answer under and in; empty: found by what its headings say."""

    headings: tuple[tuple[str, Field], ...] = ()
    words: tuple[tuple[str, Outcome], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    columns: tuple[Column, ...]
    encoding: Encoding = Encoding.UTF_8
    answer: Answer = Answer()


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that answers come back in, and by which method those are paid who stand in it."""

    form: Form
    method: str = ""
    is_todays: bool = False  # as configured by now; else as a payment file was written


_DATE: Final = re.compile(r"date\(([YMD./-]{4,12})\)")
_TITLE_MARK: Final = "# "
_FIXED: Final = re.compile(r"'([^']*)'")


def column_of(text: str) -> Column:
    """`account`, `收款账号: account`, `用途: '服务费'`, `日期: date(YYYYMMDD)`, `# a title line`.

    Raises ValueError.
    """
    if text.startswith(_TITLE_MARK):
        return Column("", Cell.TITLE, text.removeprefix(_TITLE_MARK).strip())
    heading, colon, told = text.partition(":")
    told = (told if colon else heading).strip()
    if fixed := _FIXED.fullmatch(told):
        return Column(heading.strip() if colon else "", None, fixed[1])
    if dated := _DATE.fullmatch(told):
        return Column(heading.strip() if colon else "date", Cell.DATE, dated[1])
    if told not in set(Cell) - {Cell.TITLE, Cell.DATE}:
        raise ValueError(f"{told}: is none of {', '.join(Cell)}, and no 'text'")
    return Column(heading.strip(), Cell(told))


def form_of(
    texts: Sequence[str], encoding: Encoding = Encoding.UTF_8, answer: Answer | None = None
) -> Form:
    """The bank's answer names the reference, so every form has it; raises ValueError."""
    columns = tuple(map(column_of, texts))
    cells = {each.cell for each in columns}
    has_amount = bool({Cell.AMOUNT, Cell.AMOUNT_MINOR} & cells)
    if not (has_amount and {Cell.REFERENCE, Cell.ACCOUNT} <= cells):
        raise ValueError("needs reference, amount and account at least")
    return Form(columns, encoding, answer or Answer())


def answer_of(texts: Sequence[str], words: Mapping[Outcome, Sequence[str]]) -> Answer:
    """`处理状态: outcome`, a column each; `words` as the bank has them. Raises ValueError."""
    headings = tuple(map(_answered, texts))
    fields = [field for _, field in headings]
    if headings and Field.OUTCOME not in fields:
        raise ValueError("answer: needs outcome at least")
    if len({*fields}) < len(fields):
        raise ValueError("answer: names one field twice")
    said = [(word.casefold(), outcome) for outcome, some in words.items() for word in some]
    if said and not headings:
        raise ValueError("answer: is missing, and the bank's words are told")
    if len(dict(said)) < len(said):
        raise ValueError("one word says two things")
    return Answer(headings, tuple(said))


def _answered(text: str) -> tuple[str, Field]:
    heading, colon, told = text.partition(":")
    told = (told if colon else heading).strip()
    if told not in set(Field):
        raise ValueError(f"answer: {told}: is none of {', '.join(Field)}")
    return heading.strip(), Field(told)


def as_facts(form: Form) -> dict[str, Any]:
    return {
        "columns": [[each.heading, each.cell, each.text] for each in form.columns],
        "encoding": form.encoding,
        "headings": [list(each) for each in form.answer.headings],
        "words": [list(each) for each in form.answer.words],
    }


def from_facts(facts: Any) -> Form:
    """A list alone: what was frozen while a form was but its columns."""
    if isinstance(facts, list):
        return Form(_columns(facts))
    headings = tuple((heading, Field(field)) for heading, field in facts["headings"])
    words = tuple((word, Outcome(outcome)) for word, outcome in facts["words"])
    encoding = Encoding(facts["encoding"])
    return Form(_columns(facts["columns"]), encoding, Answer(headings, words))


def _columns(facts: Sequence[Sequence[Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(heading, Cell(cell) if cell else None, text) for heading, cell, text in facts
    )
