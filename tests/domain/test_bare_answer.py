"""What stays of a booked answer comes back as it was said."""

from domain.bare_answer import bare, rows_of
from domain.outcome import Outcome
from domain.payout_file import Counted, RefusedResult, ResultFlaw, ResultRow


def test_every_row_comes_back_as_it_was() -> None:
    rows = (
        ResultRow(2, "KOC-1-1", Outcome.PAID),
        ResultRow(3, "KOC-1-2", Outcome.FAILED, "户名不符", "80.00", "FT1", currency="CNY"),
        ResultRow(4, "KOC-1-3", Outcome.RETURNED, amount="8000", is_minor=True),
        RefusedResult(5, ResultFlaw.BAD_OUTCOME, "maybe"),
        ResultRow(1, "KOC-1-4", Outcome.PAID, counted=Counted.GROUP),
        RefusedResult(2, ResultFlaw.CONTRADICTS, "KOC-1-5", Counted.TRANSFER),
    )
    assert rows_of(bare(rows)) == rows


def test_what_was_booked_before_places_were_kept_is_counted_by_lines() -> None:
    (row,) = rows_of(b'[{"line": 3, "code": "own", "value": "K"}]')
    assert row == RefusedResult(3, ResultFlaw.OWN, "K")


def test_of_what_was_booked_before_there_is_nothing() -> None:
    assert rows_of(b"") == ()
