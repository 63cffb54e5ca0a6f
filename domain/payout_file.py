"""The file a bank is paid from and the file it answers with; what follows from them: payouts."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from domain.answer_columns import Laid, layouts, places
from domain.money import Currency, parse_scaled, plain_amount
from domain.outcome import Outcome
from domain.payee import PayeeDetails
from domain.payout import LONGEST_BANK_REFERENCE, PayoutItem
from domain.payout_form import Asked, Cell, Column, Form
from domain.spreadsheet import FileFlaw, Row, UnreadableFile, read

LONGEST_REASON: Final = 256


def digest(items: Iterable[PayoutItem]) -> str:
    """SHA-256 over what was frozen, by reference: what was approved is what is paid."""
    frozen = sorted(
        [
            item.reference,
            item.person_id,
            item.amount_minor,
            item.withheld_minor,
            item.currency,
            item.method,
            item.kind,
            item.stamp,
        ]
        for item in items
    )
    canonical = json.dumps(frozen, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def payment_rows(
    items: Iterable[tuple[PayoutItem, PayeeDetails]], form: Form, exported_on: date
) -> list[tuple[str, ...]]:
    """Titles and headings first; the same items give the same rows, in their references' order."""
    ordered = sorted(items, key=lambda pair: counted(pair[0].reference))
    titles = [(each.text,) for each in form.columns if each.cell is Cell.TITLE]
    columns_ = tuple(each for each in form.columns if each.cell is not Cell.TITLE)
    head = tuple(each.heading for each in columns_)
    rows = (
        _row(columns_, {**_cells(*pair), Cell.NUMBER: str(number)}, exported_on)
        for number, pair in enumerate(ordered, 1)
    )
    return [*titles, head, *rows]


def counted(reference: str) -> tuple[list[int], str]:
    """By its numbers: KOC-1-2 stands before KOC-1-10."""
    return [int(digits) for digits in re.findall(r"\d+", reference)], reference


def _row(columns_: Iterable[Column], cells: dict[Cell, str], exported_on: date) -> tuple[str, ...]:
    return tuple(_cell(each, cells, exported_on) for each in columns_)


def _cell(column: Column, cells: dict[Cell, str], exported_on: date) -> str:
    if column.cell is Cell.DATE:
        return _dated(exported_on, column.text)
    return cells[column.cell] if column.cell else column.text


def _dated(day: date, layout: str) -> str:
    """`YYYY-MM-DD`, `YYYYMMDD`, `DD.MM.YYYY` …"""
    parts = {"YYYY": f"{day:%Y}", "MM": f"{day:%m}", "DD": f"{day:%d}"}
    for sign, told in parts.items():
        layout = layout.replace(sign, told)
    return layout


def _cells(item: PayoutItem, details: PayeeDetails) -> dict[Cell, str]:
    return {
        Cell.REFERENCE: item.reference,
        Cell.AMOUNT: plain_amount(item.amount_minor, item.currency),
        Cell.AMOUNT_MINOR: str(item.amount_minor),
        Cell.CURRENCY: item.currency,
        Cell.METHOD: details.method.value,
        Cell.ACCOUNT: details.account,
        Cell.HOLDER: details.holder,
        Cell.BANK: details.bank,
        Cell.BRANCH: details.branch,
        Cell.KIND: details.kind.value,
        Cell.GROSS: plain_amount(item.gross_minor, item.currency),
        Cell.TAX_WITHHELD: plain_amount(item.withheld_minor, item.currency),
    }


class Counted(StrEnum):
    """What a row of a bank's answer is counted by, so that somebody finds it in the file."""

    LINE = "line"  # of a table
    TRANSFER = "transfer"  # a report's TxInfAndSts: all of them may stand on one line
    GROUP = "group"  # its OrgnlGrpInfAndSts and OrgnlPmtInfAndSts


class ResultFlaw(StrEnum):
    """Why one row of a bank's answer was refused while the others go on."""

    NO_REFERENCE = "no_reference"
    BAD_OUTCOME = "bad_outcome"  # neither paid nor failed in any word we know
    BAD_AMOUNT = "bad_amount"
    UNKNOWN_REFERENCE = "unknown_reference"
    NOT_EXPORTED = "not_exported"  # the bank cannot answer what it was not asked
    AMOUNT_DIFFERS = "amount_differs"
    ARRIVED = "arrived"  # sent back, though its creator says that it arrived: by hand, if at all
    OWN = "own"  # it would give money back to whoever brings the file, or to somebody linked
    CONFLICT = "conflict"  # it was answered otherwise before
    REPEATED = "repeated"  # refused as a second one of the same: of the first it says nothing
    CONTRADICTS = "contradicts"  # one file says two things of it: paid and not, or two amounts
    AMBIGUOUS = "ambiguous"  # two forms read it, each otherwise, and none is known to be its own
    TOO_MANY_CELLS = "too_many_cells"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The bank's answer to one item; `amount` is as written, empty where the file has none.

    `line` is its number among what it is `counted` by; `bank_reference` is the bank's own name for
    what it did, where the file has one.
    """

    line: int
    reference: str
    outcome: Outcome
    reason: str = ""
    amount: str = ""
    bank_reference: str = ""
    is_minor: bool = field(default=False, kw_only=True)  # the amount is in the smallest unit
    currency: str = field(default="", kw_only=True)  # of the amount, where the file says it
    counted: Counted = field(default=Counted.LINE, kw_only=True)

    def refused(self, code: ResultFlaw) -> "RefusedResult":
        """As one that moves nothing."""
        return RefusedResult(self.line, code, self.reference[:80], self.counted)

    def says_amount(self, amount_minor: int, currency: str) -> bool:
        """True also where the file says no amount; raises BadMoney for what is none."""
        if self.currency not in {"", currency}:
            return False
        decimals = 0 if self.is_minor else Currency(currency).minor_digits
        return not self.amount or parse_scaled(self.amount, decimals) == amount_minor


@dataclass(frozen=True, slots=True)
class RefusedResult:
    line: int
    code: ResultFlaw
    value: str = ""
    counted: Counted = Counted.LINE


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as the form of one method reads it."""

    method: str
    reference: str
    row: ResultRow | RefusedResult


@dataclass(frozen=True, slots=True)
class Readings:
    """A row that forms of several methods read, and not all alike: whose payout it is decides."""

    line: int
    word: str
    ways: tuple[Reading, ...]


MOST_TITLES: Final = 3
"""Lines that may stand above the headings, as Alipay's files have one."""
_PAID: Final = frozenset(
    {"paid", "success", "successful", "ok", "成功", "已支付", "已付款", "付款成功"}
)
_FAILED: Final = frozenset({"failed", "fail", "rejected", "失败", "付款失败"})
_RETURNED: Final = frozenset(
    {"returned", "bounced", "退回", "已退回", "退汇", "已退汇", "退票", "已退票"}
)
_PENDING: Final = frozenset({"pending", "processing", "处理中", "付款中", "待处理"})
_CURRENCIES: Final = {
    **dict.fromkeys(("RMB", "人民币", "人民币元"), Currency.CNY.value),
    "美元": "USD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    **dict.fromkeys(("港币", "港元"), "HKD"),
}
_WORDS: Final = {
    **dict.fromkeys(_PAID, Outcome.PAID),
    **dict.fromkeys(_FAILED, Outcome.FAILED),
    **dict.fromkeys(_RETURNED, Outcome.RETURNED),
    **dict.fromkeys(_PENDING, Outcome.PENDING),
}


def looks_like_results(header: Row, forms: Sequence[Asked] = ()) -> bool:
    """Also our own payment file sent back: it lacks the result, which is then said."""
    found = layouts(header, forms)[0].places.keys()
    return "reference" in found and bool({"outcome", "amount", "amount_minor"} & found)


def results(
    content: bytes, *, most: int, forms: Sequence[Asked] = ()
) -> Iterator[ResultRow | RefusedResult | Readings]:
    """Each row as an answer or with its flaw; raises UnreadableFile for the file as a whole.

    `forms` are those that payment files were written in: an answer comes back in one of them.
    """
    rows = read(content)
    header = _header(rows, forms)
    laid = layouts(header, forms)
    for needed in ("reference", "outcome"):
        if needed not in laid[0].places:
            raise UnreadableFile(FileFlaw.MISSING_COLUMN, needed, header.line)
    for number, row in enumerate(rows, 1):
        if number > most:
            raise UnreadableFile(FileFlaw.TOO_LONG, line=row.line)
        yield _read(row, len(header.cells), laid)


def _header(rows: Iterator[Row], forms: Sequence[Asked]) -> Row:
    first = row = next(rows, None)
    for _ in range(MOST_TITLES):
        if row is not None and _is_title(row, forms):
            row = next(rows, None)
    if first is None:
        raise UnreadableFile(FileFlaw.EMPTY)
    if row is None:  # nothing but titles
        raise UnreadableFile(FileFlaw.MISSING_COLUMN, "reference", first.line)
    return row


def _is_title(row: Row, forms: Sequence[Asked]) -> bool:
    is_alone = sum(1 for cell in row.cells if cell.strip()) == 1
    return is_alone and not places(row, [each.form for each in forms])


def _read(row: Row, width: int, laid: Sequence[Laid]) -> ResultRow | RefusedResult | Readings:
    cells = [_cells_of(row, each) for each in laid]
    read = [_judged(row, width, *each) for each in zip(cells, laid, strict=True)]
    if all(each == read[0] for each in read):
        return read[0]
    ways = zip(laid, cells, read, strict=True)
    told = tuple(Reading(each.method, of["reference"], said) for each, of, said in ways)
    return Readings(row.line, cells[0]["outcome"], told)


def _cells_of(row: Row, laid: Laid) -> dict[str, str]:
    return {field: "".join(row.cells[place : place + 1]) for field, place in laid.places.items()}


def _judged(row: Row, width: int, cells: dict[str, str], laid: Laid) -> ResultRow | RefusedResult:
    word = cells["outcome"].casefold()
    outcome = laid.words.get(word, _WORDS.get(word))
    if any(row.cells[width:]):
        return RefusedResult(row.line, ResultFlaw.TOO_MANY_CELLS)
    if not cells["reference"]:
        return RefusedResult(row.line, ResultFlaw.NO_REFERENCE)
    if outcome is None:
        flaw = ResultFlaw.AMBIGUOUS if word in laid.words else ResultFlaw.BAD_OUTCOME
        return RefusedResult(row.line, flaw, cells["outcome"][:80])
    reason = cells.get("reason", "")[:LONGEST_REASON]
    theirs = cells.get("bank_reference", "")[:LONGEST_BANK_REFERENCE]
    is_minor = "amount_minor" in cells and not cells.get("amount")
    amount = cells.get("amount_minor" if is_minor else "amount", "")
    said = row.line, cells["reference"], outcome, reason, amount, theirs
    return ResultRow(*said, is_minor=is_minor, currency=_currency(cells.get("currency", "")))


def _currency(cell: str) -> str:
    """As ISO has it; a bank's own number for one says nothing to us."""
    named = cell.strip().upper()
    return _CURRENCIES.get(named, "" if named.isdigit() else named)
