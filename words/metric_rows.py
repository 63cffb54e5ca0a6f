"""Why a row or a whole file was refused, in a reader's words; for chat, console and reports."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.metric_columns import Columns
from domain.payout_file import Counted, RefusedResult, ResultFlaw
from domain.readings import RefusedRow, RowFlaw
from domain.spreadsheet import FileFlaw, UnreadableFile
from words import times
from words.punctuation import labelled
from words.speech import Html, Speech, msg

MOST_SHOWN: Final = 8

_ROWS = {
    RowFlaw.NO_POST: msg("no link, nor platform and post id"),
    RowFlaw.BAD_LINK: msg("not a link to a post: {value}"),
    RowFlaw.UNKNOWN_POST: msg("nobody handed this post in: {value}"),
    RowFlaw.BAD_COUNT: msg("{field} is no exact number: {value}"),
    RowFlaw.BAD_AMOUNT: msg("{field} is no exact amount of its currency: {value}"),
    RowFlaw.BAD_CURRENCY: msg("not one currency that I know: {value}"),
    RowFlaw.NEGATIVE: msg("{field} is below zero: {value}"),
    RowFlaw.ABSURD: msg("{field} cannot be that high: {value}"),
    RowFlaw.MISSING_COUNT: msg("{field} is missing, and the post is paid by it"),
    RowFlaw.BAD_TIME: msg("the time is not readable: {value}"),
    RowFlaw.IN_THE_FUTURE: msg("the time lies in the future: {value}"),
    RowFlaw.BAD_VALUE: msg("{field} cannot be this: {value}"),
    RowFlaw.CONFLICT: msg("other figures are stored for this post, source and time: {value}"),
    RowFlaw.TOO_MANY_CELLS: msg("more cells than the header: a comma inside a number?"),
}
_ABOUT_MOMENTS: Final = frozenset({RowFlaw.IN_THE_FUTURE, RowFlaw.CONFLICT})
_RESULTS = {
    ResultFlaw.NO_REFERENCE: msg("the reference is missing"),
    ResultFlaw.BAD_OUTCOME: msg("neither paid, failed, returned nor pending: {value}"),
    ResultFlaw.BAD_AMOUNT: msg("the amount is not readable: {value}"),
    ResultFlaw.UNKNOWN_REFERENCE: msg("no payout has this reference: {value}"),
    ResultFlaw.NOT_EXPORTED: msg("its batch was not exported yet: {value}"),
    ResultFlaw.AMOUNT_DIFFERS: msg("the amount differs from ours: {value}"),
    ResultFlaw.ARRIVED: msg(
        "came back, says the bank, but its creator says it arrived: {value}. Ask both; if it did "
        "come back, book it in the console, on the batch's page"
    ),
    ResultFlaw.OWN: msg("yours, or of somebody linked to you: a colleague books it: {value}"),
    ResultFlaw.CONFLICT: msg("the bank said otherwise before: {value}"),
    ResultFlaw.REPEATED: msg(
        "the bank took it for a repeat of the same, so nothing moves: {value}. What became of the "
        "first one is in its own report"
    ),
    ResultFlaw.CONTRADICTS: msg("this file says two things of {value}, so none of it is booked"),
    ResultFlaw.AMBIGUOUS: msg(
        "two of our forms read this word, each otherwise: {value}. Give them headings of their "
        "own, or answer for it in plain words"
    ),
    ResultFlaw.TOO_MANY_CELLS: msg("more cells than the header: a comma inside a number?"),
}
_COUNTED = {
    Counted.LINE: msg("Line {number}"),
    Counted.TRANSFER: msg("Transfer {number}"),
    Counted.GROUP: msg("Group {number}"),
}
_FILES = {
    FileFlaw.NOT_TEXT: msg("This is no text file. Please save it as CSV (UTF-8)."),
    FileFlaw.WORKBOOK: msg("This is an Excel workbook. Please save it as XLSX or CSV (UTF-8)."),
    FileFlaw.BAD_WORKBOOK: msg("This workbook cannot be opened: it is damaged or locked."),
    FileFlaw.EMPTY: msg("There is nothing in it: a header and at least one row, please."),
    FileFlaw.BROKEN: msg("A quotation mark is never closed, from line {line} on."),
    FileFlaw.TOO_LONG: msg("It is too long from line {line} on. Please split it."),
    FileFlaw.MISSING_COLUMN: msg("The column “{column}” is missing."),
    FileFlaw.TWO_COLUMNS: msg("Two columns say “{column}”. Please keep one."),
    FileFlaw.NO_REPORT: msg("This XML is no bank's report on a credit transfer (pain.002)."),
}
_FIELDS = {
    "link": msg("link"),
    "observed_at": msg("time"),
    "views": msg("views"),
    "likes": msg("likes"),
    "shares": msg("shares"),
    "saves": msg("saves"),
    "comments": msg("comments"),
    "clicks": msg("clicks"),
    "add_to_cart": msg("add to cart"),
    "orders": msg("orders"),
    "refunds": msg("refunds"),
    "repurchases": msg("repurchases"),
    "order_value": msg("order value"),
    "order_value_minor": msg("order value"),
    "refund_value": msg("refund value"),
    "refund_value_minor": msg("refund value"),
    "currency": msg("currency"),
    "reference": msg("reference"),
    "outcome": msg("result"),
    "platform": msg("platform"),
    "post_key": msg("post id"),
    "post_id": msg("post id"),
    "assignment": msg("assignment"),
    "reason": msg("reason"),
    "amount": msg("amount"),
}


def field(name: str, say: Speech) -> Html:
    return say(_FIELDS[name]) if name in _FIELDS else Html()


def columns(known: Columns, say: Speech) -> Html:
    """likes = 点赞数, …: how a file was understood, in the order of its columns."""
    places = sorted(known.places.items(), key=lambda each: each[1])
    told = [
        say("{field} = {heading}", field=field(name, say), heading=known.headings[at][:40])
        for name, at in places
    ]
    return Html(", ").join(told)


def why(row: RefusedRow | RefusedResult, say: Speech, timezone: str) -> Html:
    if isinstance(row, RefusedResult):
        return answer_refused(row.code, row.value, say)
    value = row.value
    if row.code in _ABOUT_MOMENTS:  # as an ISO time: everybody reads it by their own clock
        value = times.dated(datetime.fromisoformat(value), timezone, say.locale)
    return say(_ROWS[row.code], field=field(row.field, say), value=value)


def answer_refused(code: ResultFlaw, value: str, say: Speech) -> Html:
    """Why a row of a bank's answer moved nothing."""
    return say(_RESULTS[code], value=value)


def place(counted: Counted, number: int, say: Speech) -> Html:
    """Where in a file a row stands."""
    return say(_COUNTED[counted], number=number)


def _place(row: RefusedRow | RefusedResult, say: Speech) -> Html:
    return place(row.counted if isinstance(row, RefusedResult) else Counted.LINE, row.line, say)


def lines(refused: Sequence[RefusedRow | RefusedResult], say: Speech, timezone: str) -> list[Html]:
    """One block that names the first of them by their places, or none."""
    told = [
        labelled(_place(row, say), why(row, say, timezone), say) for row in refused[:MOST_SHOWN]
    ]
    if len(refused) > MOST_SHOWN:
        told.append(say("… and {count} more", count=len(refused) - MOST_SHOWN))
    return [Html("\n").join(told)] if told else []


def file_refused(refusal: UnreadableFile, say: Speech) -> Html:
    if refusal.flaw is FileFlaw.MISSING_COLUMN and refusal.column in ("reference", "outcome"):
        return say(
            "The column “{column}” is missing. I read: reference, result (paid, failed or "
            "returned), and where there are, reason, amount and bank reference.",
            column=field(refusal.column, say),
        )
    return say(_FILES[refusal.flaw], line=refusal.line, column=field(refusal.column, say))
