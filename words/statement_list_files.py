"""Everybody's month or year as a table for programs; no sums."""

from collections.abc import Iterable

from domain.period import Period
from domain.spreadsheet import write
from domain.statement import Sums
from words.headings import headings
from words.speech import Speech
from words.statement_files import plain

_HEAD = (
    *("month", "person", "creator", "currency", "opening", "earned", "taken_back", "other"),
    *("payouts", "gross", "tax_withheld", "net", "left"),
)


def as_csv(of: Period, found: Iterable[Sums], say: Speech) -> bytes:
    """A row for each creator and currency, in the order of the page."""
    return write([headings(_HEAD, say), *(_row(of, each) for each in found)])


def _row(of: Period, each: Sums) -> tuple[str, ...]:
    arrived, currency = each.arrived, each.currency
    before = (each.opening_minor, each.earned_minor, each.taken_back_minor, each.other_minor)
    behind = (arrived.gross_minor, arrived.withheld_minor, arrived.net_minor, each.closing_minor)
    return (
        *(of.code, f"P{each.person_id}", each.name, currency),
        *plain(before, currency),
        str(arrived.payouts),
        *plain(behind, currency),
    )
