"""How a payment file is laid out: which columns, in which order, under which headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Cell(StrEnum):
    """What a column may say of a payout."""

    REFERENCE = "reference"
    AMOUNT = "amount"  # what the bank pays
    CURRENCY = "currency"
    METHOD = "method"
    ACCOUNT = "account"
    HOLDER = "holder"
    BANK = "bank"
    KIND = "kind"
    GROSS = "gross"
    TAX_WITHHELD = "tax_withheld"


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` None: `text` in every row."""

    heading: str
    cell: Cell | None
    text: str = ""


Form = tuple[Column, ...]

_FIXED: Final = re.compile(r"'([^']*)'")
_FIRST: Final = (
    *(Cell.REFERENCE, Cell.AMOUNT, Cell.CURRENCY, Cell.METHOD),
    *(Cell.ACCOUNT, Cell.HOLDER, Cell.BANK),
)
BEFORE_FORMS: Final[Form] = tuple(Column(cell.value, cell) for cell in _FIRST)
"""What was exported before there were forms is exported so again."""

USUAL: Final[Form] = tuple(
    Column(cell.value, cell) for cell in (*_FIRST, Cell.GROSS, Cell.TAX_WITHHELD)
)


def column_of(text: str) -> Column:
    """`account`, `收款账号: account`, or `用途: '服务费'`; raises ValueError."""
    heading, colon, told = text.partition(":")
    told = (told if colon else heading).strip()
    if fixed := _FIXED.fullmatch(told):
        return Column(heading.strip() if colon else "", None, fixed[1])
    if told not in set(Cell):
        raise ValueError(f"{told}: is none of {', '.join(Cell)}, and no 'text'")
    return Column(heading.strip(), Cell(told))


def form_of(texts: Sequence[str]) -> Form:
    """The bank's answer names the reference, so every form has it; raises ValueError."""
    form = tuple(map(column_of, texts))
    if not {Cell.REFERENCE, Cell.AMOUNT, Cell.ACCOUNT} <= {each.cell for each in form}:
        raise ValueError("needs reference, amount and account at least")
    return form


def as_facts(form: Form) -> list[list[Any]]:
    return [[each.heading, each.cell, each.text] for each in form]


def from_facts(facts: Sequence[Sequence[Any]]) -> Form:
    return tuple(
        Column(heading, Cell(cell) if cell else None, text) for heading, cell, text in facts
    )
