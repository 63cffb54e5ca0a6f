"""How a payment file is laid out: which columns, in which order, under which headings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.payee import PayeeMethod


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
    NUMBER = "number"  # 1, 2, 3 …, as the rows of the file follow
    AMOUNT_MINOR = "amount_minor"  # the amount in the smallest unit: fen, cents
    DATE = "date"  # of the first export, in UTC: the same however often it is made again
    TITLE = "title"  # no column: a line of its own above the headings


@dataclass(frozen=True, slots=True)
class Column:
    """`cell` None: `text` in every row; of a date it is its format, of a title its line."""

    heading: str
    cell: Cell | None
    text: str = ""


Form = tuple[Column, ...]

_DATE: Final = re.compile(r"date\(([YMD./-]{4,12})\)")
_TITLE_MARK: Final = "# "
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


ALIPAY_BATCH: Final[Form] = (
    Column("", Cell.TITLE, "支付宝批量付款文件模板（前面两行请勿删除）"),
    Column("序号（必填）", Cell.NUMBER),
    Column("收款方支付宝账号（必填）", Cell.ACCOUNT),
    Column("收款方姓名（必填）", Cell.HOLDER),
    Column("金额（必填，单位：元）", Cell.AMOUNT),
    Column("备注（选填）", Cell.REFERENCE),
)
"""Alipay's 批量付款到支付宝账户, as merchants upload it in its console (sheet or CSV).

Title and headings as three public programs that write this file have them. Alipay hands its
template out behind a merchant's sign-in and names no version, so it was not held against the
original: compare it with yours before the first batch. The reference stands in the remark, as the
file has no column of the merchant's own number; results are found by it.
"""
PRESETS: Final = {"alipay-batch": ALIPAY_BATCH, "usual": USUAL}
OF_METHODS: Final[Mapping[str, Form]] = {PayeeMethod.ALIPAY: ALIPAY_BATCH}
"""Whose own file is known, unless configured; all others are written in the usual columns."""


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


def form_of(texts: Sequence[str]) -> Form:
    """The bank's answer names the reference, so every form has it; raises ValueError."""
    form = tuple(map(column_of, texts))
    cells = {each.cell for each in form}
    has_amount = bool({Cell.AMOUNT, Cell.AMOUNT_MINOR} & cells)
    if not (has_amount and {Cell.REFERENCE, Cell.ACCOUNT} <= cells):
        raise ValueError("needs reference, amount and account at least")
    return form


def as_facts(form: Form) -> list[list[Any]]:
    return [[each.heading, each.cell, each.text] for each in form]


def from_facts(facts: Sequence[Sequence[Any]]) -> Form:
    return tuple(
        Column(heading, Cell(cell) if cell else None, text) for heading, cell, text in facts
    )
