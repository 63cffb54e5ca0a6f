"""Every row of a statement adds up, whatever kinds of postings a month or a year holds."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.earnings import Totals, summed
from domain.ledger import LedgerAccount, Owed, Posting, PostingKind
from domain.made_up import MadeUp
from domain.payee import PayeeKind
from domain.period import Period
from domain.statement import DisputedPart, Movement, PaidPart, Sheet, Statement
from services import ledger
from words import statement_files, statement_tables, statements
from words.speech import speech

SAY, ZONE, BEGIN = speech("en"), "Asia/Shanghai", datetime(2026, 1, 2, tzinfo=UTC)
Way = tuple[Posting, PaidPart | DisputedPart | None]


def _ways(owed: Owed, part: int, number: int, at: datetime) -> list[Way]:
    """One posting of each way in which money moves, as the services write them."""
    paid = PaidPart(
        number, f"KOC-{number}", "", owed.amount_minor - part, part, "", PayeeKind("individual")
    )
    gone = DisputedPart(number, f"KOC-{number}", None, PayeeKind("individual"))
    some = MadeUp(part // 2, part - part // 2)
    on: Callable[..., Any] = lambda way, *about, **more: way(number, *about, at=at, **more)  # noqa: E731
    back = {"was_matured": True, "here_minor": part}
    return [
        (ledger.settled(number, "final", 1, owed, at=at), None),
        (on(ledger.reversed_, 1, owed, **back), None),
        (on(ledger.grant_reversed, 1, owed, here_minor=part), None),
        (on(ledger.granted, 1, owed, some), None),
        (on(ledger.not_set_off, owed), gone),
        (on(ledger.not_withheld, owed), gone),
        (on(ledger.not_arrived, owed, part, some), gone),
        (on(ledger.recovered, owed), None),
        (on(ledger.written_off, owed), None),
        (on(ledger.repaid, owed), None),
        (on(ledger.waived, owed), None),
        (on(ledger.matured, owed), None),
        (on(ledger.sent, owed, part), paid),
        (on(ledger.paid, owed, part), paid),
        (on(ledger.returned, owed, part, some), paid),
        (on(ledger.bounced, owed, part, some), paid),
    ]


EVERY = _ways(Owed(1, 100, "CNY"), 30, 1, BEGIN)


def _movement(number: int, way: Way) -> Movement:
    posting, about = way
    lines = [(each.account, each.amount_minor) for each in posting.lines]
    borne = sum(minor for account, minor in lines if account is LedgerAccount.WRITTEN_OFF)
    change = summed("CNY", lines)
    return Movement(number, posting.at, posting.kind, change, "0" * 64, about, borne)


@st.composite
def years(draw: st.DrawFn) -> Sheet:
    made = []
    for number in range(1, draw(st.integers(1, 30))):
        minor = draw(st.integers(1, 999_999))
        owed, part = Owed(1, minor, "CNY"), draw(st.integers(0, minor))
        at = BEGIN + timedelta(days=11 * number)
        made.append(_movement(number, draw(st.sampled_from(_ways(owed, part, number, at)))))
    return Sheet(Totals("CNY", *draw(st.tuples(*[st.integers(0, 9_999)] * 6))), tuple(made))


def told(of: Sheet, period: Period) -> Statement:
    return Statement(period, 1, "Ming", ZONE, True, (of,))


def minor(cell: str) -> int:
    return int(Decimal(cell.replace("¥", "").replace(",", "")) * 100)


def rows(of: Statement) -> list[dict[str, str]]:
    table = statement_files.as_csv(of, SAY).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table)))


def test_every_way_in_which_money_moves_is_among_them() -> None:
    assert {posting.kind for posting, _ in EVERY} == set(PostingKind)


@settings(max_examples=150, deadline=None)
@given(years())
def test_each_row_of_a_year_adds_up_on_the_page_in_print_and_in_the_table(sheet: Sheet) -> None:
    of = told(sheet, Period(2026))
    page = statement_tables.month_rows(of, sheet, SAY)
    for row in page:
        begun, earned, back, other, _, gross, tax, net, end = (
            minor(each) if "¥" in each else 0 for each in row[1:]
        )
        assert begun + earned + back + other - gross == end
        assert gross == tax + net
    for each in rows(of):
        begun, earned, back, other, gross, end = (
            minor(each[name])
            for name in ("opening", "earned", "taken_back", "other", "gross", "left")
        )
        assert begun + earned + back + other - gross == end
    printed = statement_files.as_html(of, SAY).decode()
    assert "At the beginning + earned + taken back + other − gross = at the end." in printed


@settings(max_examples=150, deadline=None)
@given(years())
def test_the_figures_of_a_page_and_of_the_chat_add_up(sheet: Sheet) -> None:
    found = {str(label): value for label, value in statements.figures(sheet, SAY)}
    found.pop("Payouts that arrived")
    for part in ("Tax withheld", "Net", "Set against debts"):  # of the gross; moved on only
        found.pop(part, "")
    end = minor(found.pop("At the end"))
    gross = minor(found.pop("Gross", "0"))
    assert sum(map(minor, found.values())) - gross == end


@settings(max_examples=150, deadline=None)
@given(years())
def test_each_row_of_a_months_table_goes_on_from_the_one_above(sheet: Sheet) -> None:
    places = ("pending", "payable", "in_transit", "owed")
    opening, *moved, closing = rows(told(sheet, Period(2026, 1)))
    left = minor(opening["left"])
    for each in moved:
        pending, payable, in_transit, owed = (minor(each[name]) for name in places)
        left += pending + payable + in_transit - owed
        assert minor(each["left"]) == left
    assert minor(closing["left"]) == left


@pytest.mark.parametrize("way", EVERY, ids=lambda way: f"{way[0].kind}")
def test_each_way_by_itself_adds_up(way: Way) -> None:
    sheet = Sheet(Totals("CNY"), (_movement(1, way),))
    moved = sheet.earned_minor + sheet.taken_back_minor + sheet.other_minor
    assert moved - sheet.arrived.gross_minor == sheet.closing.standing_minor
    none = replace(sheet, movements=())
    assert (none.other_minor, none.closing.standing_minor) == (0, 0)
