"""Rows that several forms read, each otherwise: by the form of its payout's own method, or none."""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection

from domain.payout import PayoutItem
from domain.payout_file import Readings, RefusedResult, ResultFlaw, ResultRow
from storage import payouts


def chosen(
    conn: Connection, rows: Iterable[ResultRow | RefusedResult | Readings]
) -> Iterator[ResultRow | RefusedResult]:
    """One row for each. Raises UnreadableFile where `rows` do."""
    read = list(rows)
    unsure = [each for each in read if isinstance(each, Readings)]
    named = sorted({way.reference for each in unsure for way in each.ways})
    items = payouts.by_references(conn, named)
    for row in read:
        yield _chosen(row, items) if isinstance(row, Readings) else row


def _chosen(read: Readings, items: Mapping[str, PayoutItem]) -> ResultRow | RefusedResult:
    """Where none is its own, all that can read the word must agree; of nobody's payout any does."""
    methods = {reference: item.method for reference, item in items.items()}
    own = [way.row for way in read.ways if methods.get(way.reference) == way.method]
    rows = own or [way.row for way in read.ways if not _is_silent(way.row)]
    is_ours = any(way.reference in items for way in read.ways)
    said = {_said(row) for row in rows}
    if is_ours and len(said) > 1:
        return RefusedResult(read.line, ResultFlaw.AMBIGUOUS, read.word[:80])
    return rows[0] if rows else read.ways[0].row


def _is_silent(row: ResultRow | RefusedResult) -> bool:
    return isinstance(row, RefusedResult) and row.code is not ResultFlaw.AMBIGUOUS


def _said(row: ResultRow | RefusedResult) -> tuple[str, str]:
    """What would be booked of whom."""
    return (row.reference, row.outcome) if isinstance(row, ResultRow) else ("", row.code)
