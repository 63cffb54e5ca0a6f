"""Which columns of a bank's answer say what: by the form that it was asked in, or by headings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.outcome import Outcome
from domain.payout_form import Asked, Cell, Column, Field, Form
from domain.spreadsheet import Row, bare, columns, headings

# Whose number it is, some headings say plainly; a form that has no column for ours has it in the
# remark, and so does its answer.
_OURS: Final = headings("商户订单号", "商户单号", "商家订单号", "商户流水号")
_NUMBERS: Final = headings("reference", "ref", "编号", "流水号", "参考号", "付款编号")
_REMARKS: Final = headings("remark", "memo", "备注", "附言", "付款备注")
_WORDS: Final = {
    "outcome": headings("result", "status", "outcome", "结果", "状态", "付款结果", "付款状态"),
    "reason": headings("reason", "note", "原因", "失败原因", "备注"),
    "amount": headings("amount", "金额", "付款金额"),
    "amount_minor": headings("amount minor"),
    "currency": headings("currency", "币种", "货币", "币别"),
    "bank_reference": headings(
        "bank reference", "银行流水号", "银行参考号", "退汇编号", "退汇流水号"
    ),
}
_IN_FEN: Final = re.compile(r"[(（\[【](?:[^)）\]】]*[:：,，\s])?分[)）\]】]")
_FIELDS: Final = {
    Cell.REFERENCE: "reference",
    Cell.AMOUNT: "amount",
    Cell.AMOUNT_MINOR: "amount_minor",
    Cell.CURRENCY: "currency",
}
_AMOUNTS: Final = frozenset({"amount", "amount_minor"})
_NEEDED: Final = frozenset({Field.REFERENCE, Field.OUTCOME})
_OF_A_PAYMENT: Final = {Cell.AMOUNT, Cell.AMOUNT_MINOR, Cell.ACCOUNT}

_Placed = dict[int, Column]
"""Place in the answer → the column of a form that stands there."""

_Known = tuple[dict[str, int], Asked]
"""field → its place, as a form says that it is answered."""


@dataclass(frozen=True, slots=True)
class Laid:
    """field → its place; and the words of its own that the bank is known to use.

    None: two forms of the method say otherwise. `method` is whose payouts are answered so.
    """

    places: Mapping[str, int]
    words: Mapping[str, Outcome | None] = field(default_factory=dict)
    method: str = ""


def layouts(header: Row, forms: Sequence[Asked]) -> list[Laid]:
    """By the forms whose answers are known to look so, a method each, else by `places`: at least
    one, and first the one with most of its headings there.
    """
    known = [(found, each) for each in forms if (found := _as_said(header, each.form))]
    if not known:
        return [Laid(places(header, [each.form for each in forms]))]
    methods = dict.fromkeys(each.method for _, each in known)
    laid = [
        _of_method(method, [each for each in known if each[1].method == method])
        for method in methods
    ]
    return sorted(laid, key=lambda each: len(each.places), reverse=True)


def _of_method(method: str, known: Sequence[_Known]) -> Laid:
    """Today's form is asked first, and those of files made before where it is silent."""
    todays = [each for each in known if each[1].is_todays]
    before = [each for each in known if not each[1].is_todays]
    found, _ = max(todays or before, key=lambda each: len(each[0]))
    at = found["outcome"]
    return Laid(found, {**_words(before, at), **_words(todays, at)}, method)


def _words(known: Sequence[_Known], at: int) -> dict[str, Outcome | None]:
    """Of those forms that have most of their headings there and the outcome in this place."""
    there = [(len(found), each.form) for found, each in known if found["outcome"] == at]
    most = max((fit for fit, _ in there), default=0)
    words: dict[str, Outcome | None] = {}
    for word, outcome in (said for fit, form in there if fit == most for said in form.answer.words):
        words[word] = outcome if words.get(word, outcome) is outcome else None
    return words


def _as_said(header: Row, form: Form) -> dict[str, int]:
    """Nothing where a heading is missing that the outcome or the payout stands under.

    What the answer is not said to hold under another heading stands where we wrote it ourselves.
    """
    written = [(each.cell, each.heading) for each in form.columns if each.cell]
    ours: dict[str, str] = {_FIELDS[cell]: word for cell, word in written if cell in _FIELDS}
    said: dict[str, str] = {each: heading for heading, each in form.answer.headings}
    if _AMOUNTS & said.keys():
        ours = {each: heading for each, heading in ours.items() if each not in _AMOUNTS}
    at = {heading.casefold(): place for place, heading in reversed([*enumerate(header.cells)])}
    told: dict[str, str] = {**ours, **said}
    found = {each: at[word.casefold()] for each, word in told.items() if word.casefold() in at}
    return found if said and found.keys() >= _NEEDED else {}


def places(header: Row, forms: Iterable[Form]) -> dict[str, int]:
    """field → its place; `forms` are those of payment files. Raises UnreadableFile.

    Where one of them comes back, what we wrote ourselves is no word of the bank.
    """
    asked = _asked(header, forms)
    if not asked:
        return _in_its_unit(header, _by_headings(header))
    found = {_FIELDS[each.cell]: at for at, each in asked.items() if each.cell in _FIELDS}
    told = found.keys() | (_AMOUNTS if _AMOUNTS & found.keys() else frozenset())
    rest = ("" if at in asked else heading for at, heading in enumerate(header.cells))
    theirs = Row(header.line, tuple(rest))
    wanted = {field: words for field, words in _WORDS.items() if field not in told}
    return found | _in_its_unit(theirs, columns(theirs, wanted))


def _asked(header: Row, forms: Iterable[Form]) -> _Placed:
    """The form that has most of its headings there.

    Its reference alone tells it only where no other heading could be one.
    """
    found = [placed for form in forms if Cell.REFERENCE in _cells(placed := _placed(header, form))]
    sure = [placed for placed in found if _cells(placed) & _OF_A_PAYMENT]
    is_named = any(bare(heading) in _OURS | _NUMBERS for heading in header.cells)
    return max(sure or ([] if is_named else found), key=len, default={})


def _placed(header: Row, form: Form) -> _Placed:
    """Of two columns with one heading the first is ours: banks add theirs behind."""
    ours = {each.heading.casefold(): each for each in form.columns if each.heading}
    placed: _Placed = {}
    for at, heading in enumerate(header.cells):
        if (column := ours.pop(heading.casefold(), None)) is not None:
            placed[at] = column
    return placed


def _cells(placed: _Placed) -> set[Cell | None]:
    return {each.cell for each in placed.values()}


def _by_headings(header: Row) -> dict[str, int]:
    """What may be our number is looked for in turn; a remark that is it gives no reason."""
    for words in (_OURS, _NUMBERS, _REMARKS):
        if columns(header, {"reference": words}):
            reasons = _WORDS["reason"] - words
            return columns(header, {**_WORDS, "reference": words, "reason": reasons})
    return columns(header, _WORDS)


def _in_its_unit(header: Row, found: dict[str, int]) -> dict[str, int]:
    """An amount whose heading counts it in fen is one of the smallest unit."""
    at = found.get("amount")
    if at is None or not _IN_FEN.search(header.cells[at]):
        return found
    others = {field: place for field, place in found.items() if field != "amount"}
    return {**others, "amount_minor": at}
