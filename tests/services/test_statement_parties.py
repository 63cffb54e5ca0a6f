"""A statement names who paid whom to who may know it, and tells the tax of each kind of payee."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from domain.errors import NotAllowed
from domain.money import Currency
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payer import Payer
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Role
from domain.statement import Arrived, Parties, Statement
from domain.withholding import Bracket, Withholding
from services import (
    bank_results,
    payees,
    payout_files,
    payouts,
    settlements,
    statement_parties,
    statements,
)
from services.statement_parties import Naming
from services.vault import Vault
from storage.tables.money import payout
from tests.approved import approved
from tests.paying import DAY, PAYDAY, VAULT, paid_creators
from tests.preparing import prepare_batch
from tests.world import CreatorFixture, World, live_campaign, staff
from words import statement_files as files
from words.speech import speech

FIFTH = Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),))
TENTH = Withholding(PayeeKind.SOLE_TRADER, Currency.CNY, (Bracket(None, 100),))
RULES = PayoutRules(withholdings=(FIFTH, TENTH))
PAYER = Payer("云帆文化传播有限公司", "深圳市南山区 1 号", "91440300MA5TEST")
NAMING = Naming(PAYER, VAULT)
STUDIO = PayeeDetails(PayeeMethod.ALIPAY, "13812340000", "小明工作室", kind=PayeeKind.SOLE_TRADER)
LATER = datetime(2027, 6, 1, 17, tzinfo=UTC)  # by the house's clock it is the second
PERSON, TRADER = PayeeKind.INDIVIDUAL, PayeeKind.SOLE_TRADER


def pay(world: World, at: datetime, result: str = "paid") -> None:
    maker, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    batch_id = world.do(prepare_batch, maker, "CNY", RULES, now=at)
    world.do(payouts.approve, checker, batch_id, rules=RULES, now=at)
    world.do(payout_files.export, maker, VAULT, batch_id, now=at)
    tell(world, f"KOC-{batch_id}-1,{result}", at)


def tell(world: World, row: str, at: datetime) -> None:
    finance = world.do(staff, Role.FINANCE)
    told = f"reference,result\n{row}\n".encode()
    trial = world.do(bank_results.hand_in, finance, "r.csv", told, now=at)
    world.do(bank_results.confirm, finance, trial.upload_id, now=at)


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """Paid ¥80.00 as a person, then ¥80.00 as a studio, in one year."""
    (made,) = paid_creators(world, 1)
    pay(world, PAYDAY)
    world.do(approved, world.do(live_campaign), made)
    at = PAYDAY + 5 * DAY
    world.do(settlements.settle_due, now=at)
    world.do(settlements.mature_due, now=at + 5 * DAY)
    world.do(payees.save, made.actor, VAULT, STUDIO, now=at)
    pay(world, at + 6 * DAY)
    return made


def of(world: World, maker: CreatorFixture, naming: Naming = NAMING, code: str = "") -> Statement:
    asked = (code or f"{PAYDAY.year}", PLAIN.timezone, naming)
    return world.do(statement_parties.own, maker.actor, *asked, now=LATER)


def test_tax_is_told_of_each_kind_of_payee_and_comes_to_all_of_it(
    world: World, maker: CreatorFixture
) -> None:
    (sheet,) = of(world, maker).sheets
    told = dict(sheet.arrived_by_kind)
    assert told == {PERSON: Arrived(1, 8_000, 1_600), TRADER: Arrived(1, 8_000, 800)}
    assert sheet.arrived == Arrived(2, 16_000, 2_400)


def test_what_comes_back_comes_off_its_own_kind(world: World, maker: CreatorFixture) -> None:
    tell(world, "KOC-2-1,returned", PAYDAY + 12 * DAY)
    (sheet,) = of(world, maker).sheets
    assert sheet.arrived_by_kind == ((PERSON, Arrived(1, 8_000, 1_600)),)
    assert sheet.arrived == Arrived(1, 8_000, 1_600)


def test_page_and_table_say_the_same_names_and_numbers(world: World, maker: CreatorFixture) -> None:
    found, say = of(world, maker), speech("en")
    page = files.as_html(found, say).decode()
    table = files.as_csv(found, say).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    (total,) = (row["paid_as"] for row in rows if row["month"] == "all")
    shown = re.sub(r"<[^>]+>", "|", page)
    for kind, word in ((PERSON, "A private person"), (TRADER, "A sole trader")):
        sums = re.search(rf"{kind.value} (\d+): (\S+) - (\S+) = ([\d.]+)", total)
        assert sums
        cells = [sums[1], *(f"¥{each}" for each in sums.groups()[1:])]
        assert re.search(r"\|+".join(map(re.escape, [word, *cells])), shown)
    for told in (PAYER.name, PAYER.address, PAYER.tax_number, "2027-06-02", "王小明, 小明工作室"):
        assert told in page
    for row in rows:
        assert row["payer"] == PAYER.name
        assert (row["payer_address"], row["payer_tax_number"]) == (PAYER.address, PAYER.tax_number)
        assert (row["payee_name"], row["issued_on"]) == ("王小明; 小明工作室", "2027-06-02")


def test_the_names_are_those_that_the_money_went_to_else_the_present_one(
    world: World, maker: CreatorFixture
) -> None:
    assert of(world, maker).parties == Parties(PAYER, ("王小明", "小明工作室"), date(2027, 6, 2))
    first = f"{PAYDAY:%Y-%m}"
    earned = of(world, maker, code="2026-11")
    assert first != "2026-11"
    assert earned.parties is not None
    assert earned.parties.names == ("小明工作室",)


def test_what_no_key_opens_or_was_forgotten_says_no_name(
    world: World, maker: CreatorFixture
) -> None:
    for vault in (Vault(""), Vault("another secret of the house")):
        found = of(world, maker, Naming(PAYER, vault))
        assert found.parties is not None
        assert found.parties.names == ()
        assert "Name of who is paid" not in files.as_html(found, speech("en")).decode()
    with world.engine.begin() as conn:
        conn.execute(update(payout).where(payout.c.reference == "KOC-1-1").values(sealed=""))
    left = of(world, maker).parties
    assert left is not None
    assert left.names == ("小明工作室",)


def test_a_payer_that_is_not_told_is_left_out(world: World, maker: CreatorFixture) -> None:
    page = files.as_html(of(world, maker, Naming(Payer("云帆"), VAULT)), speech("en")).decode()
    assert "云帆" in page
    assert "Address" not in page
    assert "Tax number" not in page
    nobody = files.as_html(of(world, maker, Naming(Payer(), VAULT)), speech("en")).decode()
    assert "Paid by" not in nobody


def test_finance_reads_names_and_nobody_else_does(world: World, maker: CreatorFixture) -> None:
    asked = (maker.actor.person_id, f"{PAYDAY.year}", PLAIN.timezone)
    for role in (Role.FINANCE, Role.OWNER):
        found = world.do(
            statement_parties.of_person, world.do(staff, role), *asked, NAMING, now=LATER
        )
        assert found.parties == of(world, maker).parties
    for role in (Role.COORDINATOR, Role.REVIEWER):
        actor = world.do(staff, role)
        with pytest.raises(NotAllowed):
            world.do(statement_parties.of_person, actor, *asked, NAMING, now=LATER)
        with pytest.raises(NotAllowed):
            world.do(statements.periods_of, actor, asked[0], PLAIN.timezone)


def test_the_list_of_a_month_opens_no_name(world: World, maker: CreatorFixture) -> None:
    found = world.do(statements.own, maker.actor, f"{PAYDAY.year}", PLAIN.timezone, now=LATER)
    assert found.parties is None
    assert "王小明" not in files.as_html(found, speech("en")).decode()
