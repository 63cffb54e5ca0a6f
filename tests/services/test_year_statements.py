"""A year's statement sums what arrived, by month and currency, on the reader's own clock."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from domain.errors import NotFound
from domain.money import Currency
from domain.payee import PayeeKind
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.withholding import Bracket, Withholding
from domain.year_statement import YearLine
from services import payout_files, payouts, year_statements
from storage.tables.money import payout
from tests.paying import PAYDAY, VAULT, answer, paid_creators
from tests.world import CreatorFixture, World, staff
from words import year_statements as words
from words.speech import speech

FIFTH = Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),))
RULES = PayoutRules(withholdings=(FIFTH,))


@pytest.fixture
def makers(world: World) -> list[CreatorFixture]:
    """Two who were paid on the evening of New Year's Eve, by UTC."""
    made = paid_creators(world, 2)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(payouts.prepare, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    answer(world, finance, f"KOC-{batch_id}-1,paid,", f"KOC-{batch_id}-2,failed,")
    eve = datetime(2026, 12, 31, 20, tzinfo=UTC)
    world.do(lambda conn: conn.execute(update(payout).values(answered_at=eve)))
    return made


def test_a_year_begins_by_the_creators_clock(world: World, makers: list[CreatorFixture]) -> None:
    actor: Actor = makers[0].actor
    assert actor.timezone == "Asia/Shanghai"
    assert world.do(year_statements.years, actor) == (2027,)
    found = world.do(year_statements.own, actor, 2027)
    assert found.lines == (YearLine(1, "CNY", 1, 8_000, 1_600),)
    assert [each.net_minor for each in found.totals] == [6_400]
    with pytest.raises(NotFound):
        world.do(year_statements.own, actor, 2026)


def test_what_the_bank_refused_is_in_no_statement(
    world: World, makers: list[CreatorFixture]
) -> None:
    assert world.do(year_statements.years, makers[1].actor) == ()
    every = world.do(lambda conn: list(year_statements.every(conn, 2026, "UTC")))
    assert [each.person_id for each in every] == [makers[0].actor.person_id]


def test_both_files_say_the_same(world: World, makers: list[CreatorFixture]) -> None:
    found = world.do(year_statements.own, makers[0].actor, 2027)
    table = words.as_csv(found).decode("utf-8-sig").splitlines()
    assert table == [
        "year,month,currency,payouts,gross,tax_withheld,net",
        "2027,1,CNY,1,80.00,16.00,64.00",
        "2027,all,CNY,1,80.00,16.00,64.00",
    ]
    page = words.as_html(found, speech("en")).decode()
    for told in ("¥80.00", "¥16.00", "¥64.00", "Payouts of 2027"):
        assert told in page


def test_a_name_is_no_markup(world: World, makers: list[CreatorFixture]) -> None:
    found = world.do(lambda conn: list(year_statements.every(conn, 2026, "UTC")))[0]
    nasty = type(found)(2026, 1, "<script>", "UTC", found.lines)
    assert b"<script>" not in words.as_html(nasty, speech("zh_Hans"))


@pytest.mark.parametrize("year", [0, 1999, 9999, 99999])
def test_no_year_breaks_the_calendar(world: World, makers: list[CreatorFixture], year: int) -> None:
    with pytest.raises(NotFound):
        world.do(year_statements.own, makers[0].actor, year)
