"""Statements: what the ledger says of a month or a year, by the house's clock, in every form."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.earnings import Totals
from domain.errors import NotAllowed, NotFound
from domain.ledger import PostingKind
from domain.money import Currency
from domain.payee import PayeeKind
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.period import Period, period
from domain.settlement import VoidReason
from domain.statement import Arrived, SettledPart, Statement
from domain.withholding import Bracket, Withholding
from services import (
    bank_results,
    dispute_decisions,
    payout_files,
    payouts,
    receipts,
    reversals,
    settlements,
    statement_lists,
    statements,
)
from services.earnings import totals_of
from storage.tables.people import person
from tests.approved import approved, read_in, reading
from tests.objecting import paid_out
from tests.paying import PAYDAY, VAULT, paid_creators
from tests.preparing import prepare_batch
from tests.world import CPE, NOW, CreatorFixture, World, creator, live_campaign, staff
from words import statement_files as files
from words.speech import speech

FIFTH = Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),))
RULES = PayoutRules(withholdings=(FIFTH,))
EVE = datetime(2026, 12, 31, 20, tzinfo=UTC)  # by the house's clock the new year has begun
LATER = datetime(2027, 6, 1, tzinfo=UTC)
K = PostingKind


@pytest.fixture
def makers(world: World) -> list[CreatorFixture]:
    """Two in a batch that the bank answered on New Year's Eve, by UTC: one was paid."""
    made = paid_creators(world, 2)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, finance, "CNY", RULES, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, rules=RULES, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    answer = f"reference,result,reason\nKOC-{batch_id}-1,paid,\nKOC-{batch_id}-2,failed,closed\n"
    trial = world.do(bank_results.hand_in, finance, "r.csv", answer.encode(), now=EVE)
    world.do(bank_results.confirm, finance, trial.upload_id, now=EVE)
    return made


def of(world: World, maker: CreatorFixture, code: str) -> Statement:
    return world.do(statements.own, maker.actor, code, PLAIN.timezone, now=LATER)


def gathered(world: World, code: str) -> list[Statement]:
    return world.do(
        lambda conn: list(statements.every(conn, period(code), PLAIN.timezone, now=LATER))
    )


def test_a_year_begins_by_the_houses_clock(world: World, makers: list[CreatorFixture]) -> None:
    actor: Actor = replace(makers[0].actor, timezone="Europe/London")
    assert world.do(statements.periods, actor, PLAIN.timezone) == (Period(2027), Period(2026))
    (sheet,) = of(world, makers[0], "2027").sheets
    assert sheet.arrived == Arrived(1, 8_000, 1_600)
    assert sheet.arrived.net_minor == 6_400
    assert [month for month, _ in sheet.months(PLAIN.timezone)] == [1]
    (before,) = of(world, makers[0], "2026").sheets
    assert before.arrived.payouts == 0
    assert before.closing == sheet.opening


def test_each_month_goes_on_where_the_last_one_ended(
    world: World, makers: list[CreatorFixture]
) -> None:
    for maker in makers:
        standing = Totals("CNY")
        for code in ("2026-11", "2026-12", "2027-01"):
            (sheet,) = of(world, maker, code).sheets
            assert sheet.opening == standing
            standing = sheet.closing
        assert (standing,) == world.do(totals_of, maker.actor.person_id)


def test_a_month_tells_each_step_of_the_money(world: World, makers: list[CreatorFixture]) -> None:
    (sheet,) = of(world, makers[0], "2026-12").sheets
    told = [(each.kind, each.amount_minor, left) for each, left in sheet.balances()]
    assert told == [(K.MATURITY, 8_000, 8_000), (K.PAYOUT, -8_000, 6_400)]
    (refused,) = of(world, makers[1], "2027-01").sheets
    assert [(each.kind, each.amount_minor) for each in refused.movements] == [(K.RETURN, 8_000)]
    assert refused.arrived.payouts == 0


def test_a_settlement_is_told_with_its_post_reading_and_rate(world: World) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=CPE), maker)
    world.do(read_in, reading(work, NOW, likes=100), now=NOW)
    world.do(settlements.settle_due, now=work.cutoff_at)
    (sheet,) = of(world, maker, period("2026-11").code).sheets
    (movement,) = sheet.movements
    about = movement.about
    assert isinstance(about, SettledPart)
    assert about.assignment_id == work.assignment_id
    assert about.reading is not None
    assert about.reading.metrics.likes == 100
    assert about.post_url.startswith("https://")
    assert sum(each.subtotal_minor for each in about.lines) == movement.amount_minor
    table = files.as_csv(of(world, maker, "2026-11"), speech("en")).decode("utf-8-sig")
    assert "interactions" in table
    assert about.post_url in table


def test_what_is_taken_back_stands_in_its_month_with_a_minus(world: World) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign), maker)
    world.do(settlements.settle_due, now=work.cutoff_at)
    boss, at = world.do(staff, Role.COORDINATOR), work.cutoff_at + timedelta(days=1)
    world.do(reversals.void, boss, work.assignment_id, VoidReason.FRAUD, now=at)
    (sheet,) = of(world, maker, "2026").sheets
    assert (sheet.earned_minor, sheet.taken_back_minor) == (8_000, -8_000)
    assert sheet.closing == Totals("CNY")
    year = files.as_csv(of(world, maker, "2026"), speech("en")).decode("utf-8-sig").splitlines()
    assert year[-1] == "2026,all,CNY,0.00,80.00,-80.00,0.00,0,0.00,0.00,0.00,0.00,,,,,,"


def test_both_files_of_a_year_say_the_same(world: World, makers: list[CreatorFixture]) -> None:
    found = of(world, makers[0], "2027")
    table = files.as_csv(found, speech("en")).decode("utf-8-sig").splitlines()
    assert table == [
        (
            "year,month,currency,opening,earned,taken_back,other,payouts,gross,tax_withheld,net,"
            "left,paid_as,payer,payer_address,payer_tax_number,payee_name,issued_on"
        ),
        "2027,1,CNY,64.00,0.00,0.00,16.00,1,80.00,16.00,64.00,0.00,,,,,,",
        (
            "2027,all,CNY,64.00,0.00,0.00,16.00,1,80.00,16.00,64.00,0.00,"
            "individual 1: 80.00 - 16.00 = 64.00,,,,,"
        ),
    ]
    page = files.as_html(found, speech("en")).decode()
    for told in ("¥80.00", "¥16.00", "¥64.00", "Statement of 2027"):
        assert told in page
    assert "<script" not in page


def test_a_month_that_is_not_over_says_so(world: World, makers: list[CreatorFixture]) -> None:
    found = world.do(statements.own, makers[0].actor, "2026-12", PLAIN.timezone, now=PAYDAY)
    assert not found.is_over
    assert "so far" in files.as_html(found, speech("en")).decode()
    assert of(world, makers[0], "2026-12").is_over


def test_a_name_is_no_markup(world: World) -> None:
    maker = world.do(creator, name="<script>")
    work = world.do(approved, world.do(live_campaign), maker)
    world.do(settlements.settle_due, now=work.cutoff_at)
    assert b"<script>" not in files.as_html(of(world, maker, "2026-11"), speech("zh_Hans"))


@pytest.mark.parametrize("moved_to", ["Europe/London", "America/Los_Angeles", "Pacific/Auckland"])
def test_a_closed_month_does_not_move_when_its_creator_or_its_reader_does(
    world: World, makers: list[CreatorFixture], moved_to: str
) -> None:
    finance, maker = world.do(staff, Role.FINANCE), makers[0]
    codes = ("2026-12", "2027-01", "2026", "2027")
    asked = [(maker.actor.person_id, code, PLAIN.timezone) for code in codes]
    closed = [of(world, maker, code) for code in codes]
    told = [files.as_csv(each, speech("en")) for each in closed]
    listed = world.do(statement_lists.page, finance, Period(2026, 12), PLAIN.timezone, now=LATER)
    world.do(lambda conn: conn.execute(update(person).values(timezone=moved_to)))
    maker, finance = (
        replace(maker, actor=replace(maker.actor, timezone=moved_to)),
        replace(finance, timezone=moved_to),
    )
    assert [of(world, maker, code) for code in codes] == closed
    assert [world.do(statements.of_person, finance, *each, now=LATER) for each in asked] == closed
    assert gathered(world, "2026-12")[0] == closed[0]
    assert [files.as_csv(of(world, maker, code), speech("en")) for code in codes] == told
    assert listed == world.do(
        statement_lists.page, finance, Period(2026, 12), PLAIN.timezone, now=LATER
    )


def test_a_statement_says_by_whose_clock_it_is(world: World, makers: list[CreatorFixture]) -> None:
    page = files.as_html(of(world, makers[0], "2026-12"), speech("en")).decode()
    assert "Days and months are those of Shanghai, for everybody" in page


def test_everybody_may_be_gathered_by_another_clock(
    world: World, makers: list[CreatorFixture]
) -> None:
    found = world.do(lambda conn: list(statements.every(conn, Period(2026), "UTC", now=LATER)))
    assert [each.person_id for each in found] == [each.actor.person_id for each in makers]
    assert [each.sheets[0].arrived.payouts for each in found] == [1, 0]


def test_the_gathered_files_are_those_that_each_creator_reads(
    world: World, makers: list[CreatorFixture]
) -> None:
    for code in ("2026", "2027", "2026-12", "2027-01"):
        assert gathered(world, code) == [of(world, maker, code) for maker in makers]
    assert gathered(world, "2026-10") == []


def test_finance_reads_what_the_creator_reads_and_nobody_else_does(
    world: World, makers: list[CreatorFixture]
) -> None:
    finance, reviewer = world.do(staff, Role.FINANCE), world.do(staff, Role.REVIEWER)
    person_id = makers[0].actor.person_id
    asked = (person_id, "2026-12", PLAIN.timezone)
    assert world.do(statements.of_person, finance, *asked, now=LATER) == of(
        world, makers[0], "2026-12"
    )
    for stranger in (reviewer, makers[1].actor):
        with pytest.raises(NotAllowed):
            world.do(statements.of_person, stranger, *asked, now=LATER)
    listed = world.do(statement_lists.page, finance, Period(2026, 12), PLAIN.timezone, now=LATER)
    assert [each.person_id for each in listed.statements] == [
        each.actor.person_id for each in makers
    ]


@pytest.mark.parametrize(
    "code", ["0", "1999", "2100", "9999", "2026-13", "2026-1", "２０２６", "2025"]
)
def test_no_time_breaks_the_calendar(world: World, makers: list[CreatorFixture], code: str) -> None:
    with pytest.raises(NotFound):
        of(world, makers[0], code)


def test_a_table_is_headed_in_the_language_of_its_reader(
    world: World, makers: list[CreatorFixture]
) -> None:
    for code, zh, en in (
        ("2026-12", "时间,明细,币种,金额", "at,kind,currency,amount"),
        ("2027", "年份,月份,币种", "year,month,currency"),
    ):
        found = of(world, makers[0], code)
        chinese, english = (
            files.as_csv(found, speech(locale)).decode("utf-8-sig").splitlines()[0]
            for locale in ("zh_Hans", "en")
        )
        assert (chinese.startswith(zh), english.startswith(en)) == (True, True)
        assert chinese.count(",") == english.count(",")


def test_a_table_in_chinese_has_no_codes_and_a_payouts_dispute_names_its_payout(
    world: World,
) -> None:
    paid, at = paid_out(world), PAYDAY + timedelta(days=2)
    missed = world.do(receipts.dispute, paid.actor, paid.payout_id, now=at)
    decide = dispute_decisions.make_good
    world.do(decide, paid.decider, missed, None, "It came back", now=at)
    heads: list[str] = []
    kinds: list[str] = []
    for code in ("2026-11", "2026-12", "2027-01"):
        of_code = (paid.actor, code, PLAIN.timezone)
        try:
            found = world.do(statements.own, *of_code, now=LATER)
        except NotFound:
            continue
        zh, en = (
            list(csv.DictReader(io.StringIO(files.as_csv(found, speech(each)).decode("utf-8-sig"))))
            for each in ("zh_Hans", "en")
        )
        heads = list(zh[0])
        for row, own in zip(zh, en, strict=True):
            kinds.append(own["kind"])
            assert row["明细"] != own["kind"]
            assert not re.search(r"settlement|final|flat|platform", "".join(row.values()))
            if own["kind"] == "correction":
                assert (own["payout"], own["task"]) == ("KOC-1-1", "")
    assert "correction" in kinds
    assert len(set(heads)) == len(heads)
