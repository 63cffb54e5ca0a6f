"""What a creator transferred back is booked with the bank's reference and owed no more."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from domain.errors import NotAllowed, NotFound, OwnWork
from domain.ledger import LedgerAccount, Owed
from domain.locales import EN
from domain.payout_rules import PLAIN
from domain.people import Actor, Role
from domain.receivable import (
    OfWork,
    RepaidBefore,
    RepaymentOutOfRange,
    RepaymentUnsaid,
)
from services import bounces, privacy, repayments, statements, verify, why, write_offs
from storage import repayments as rows
from storage.tables.debts import repayment
from storage.tables.money import payout, posting
from tests.paying import PAYDAY, balance, kinds_to, owing
from tests.web.site import served
from tests.world import CreatorFixture, World, grant, staff
from words import repayments as repayment_words
from words import statements as statement_words
from words import times
from words import why as why_words
from words.speech import speech

A = LedgerAccount
LATER = datetime(2027, 6, 1, tzinfo=UTC)
SAY = speech(EN)


pytestmark = pytest.mark.usefixtures("sound")


def repay(
    world: World,
    actor: Actor,
    debtor: CreatorFixture,
    amount_minor: int = 8_000,
    said: tuple[str, str] = ("FT-1", "void work"),
) -> int:
    part = Owed(debtor.actor.person_id, amount_minor, "CNY")
    return world.do(repayments.book, actor, part, *said, now=PAYDAY)


def test_a_transfer_is_a_posting_of_its_own_and_leaves_the_rest_owed(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    owner = world.do(staff, Role.OWNER)
    number = repay(world, finance, debtor, 3_000, (" FT  1 ", " void  work "))
    assert balance(world, debtor.actor, A.CREATOR_RECEIVABLE) == -5_000
    assert balance(world, debtor.actor, A.REPAID) == -3_000
    assert balance(world, debtor.actor, A.PAID_OUT) == 8_000
    last = select(posting.c.key, posting.c.kind).order_by(posting.c.id.desc()).limit(1)
    assert world.rows(last) == [(f"repay:{number}", "repayment")]
    (kept,) = world.do(rows.newest, 9)
    assert (kept.amount_minor, kept.bank_reference, kept.reason) == (3_000, "FT 1", "void work")
    assert (kept.booked_by, kept.at) == (finance.name, PAYDAY)
    assert kinds_to(world, debtor.actor)[-1] == "debt_repaid"
    assert kinds_to(world, owner)[-1] == "repayment_booked"
    repay(world, finance, debtor, 5_000, ("FT 2", "the rest"))
    with pytest.raises(NotFound):
        repay(world, finance, debtor, 1, ("FT 3", "more"))


def test_one_transfer_is_booked_once(world: World, finance: Actor, debtor: CreatorFixture) -> None:
    repay(world, finance, debtor, 3_000)
    for spelt in ("FT-1", "ft-1", "FT1", "ＦＴ-1", "FT-1.", " f t ‐ １ "):
        with pytest.raises(RepaidBefore) as refused:
            repay(world, world.do(staff, Role.FINANCE), debtor, 2_000, (spelt, "void work"))
        told = repayment_words.repaid_before(refused.value, SAY)
        day = times.day(PAYDAY, finance.timezone, EN)
        assert told == (
            f"This transfer is booked already: ¥30.00 under FT-1, by {finance.name} on {day}."
        )
    assert balance(world, debtor.actor, A.CREATOR_RECEIVABLE) == -5_000
    repay(world, finance, debtor, 2_000, ("FT-11", "another one"))


def test_the_database_itself_holds_one_of_each_transfer(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    part = Owed(debtor.actor.person_id, 3_000, "CNY")
    repay(world, finance, debtor, 3_000)
    with pytest.raises(IntegrityError):
        world.do(rows.add, part, "ft 1", "void work", finance.person_id, PAYDAY)


@pytest.mark.parametrize("amount_minor", [0, -1, 8_001])
def test_no_more_than_is_owed_is_booked(
    world: World, finance: Actor, debtor: CreatorFixture, amount_minor: int
) -> None:
    with pytest.raises(RepaymentOutOfRange) as refused:
        repay(world, finance, debtor, amount_minor)
    assert (refused.value.owed_minor, refused.value.currency) == (8_000, "CNY")
    assert world.rows(select(repayment.c.id)) == []


@pytest.mark.parametrize(
    "said",
    [("", "x"), (" ", "x"), ("FT-1", " "), ("F" * 65, "x"), ("—.", "x"), ("FT-1", "x" * 501)],
)
def test_without_reference_and_reason_nothing_is_booked(
    world: World, finance: Actor, debtor: CreatorFixture, said: tuple[str, str]
) -> None:
    with pytest.raises(RepaymentUnsaid):
        repay(world, finance, debtor, 8_000, said)


def test_finance_books_and_never_their_own(world: World, debtor: CreatorFixture) -> None:
    with pytest.raises(NotAllowed):
        repay(world, world.do(staff, Role.COORDINATOR), debtor)
    with pytest.raises(OwnWork):
        repay(world, world.do(grant, debtor.actor, Role.FINANCE), debtor)
    assert world.rows(select(repayment.c.id)) == []


def test_a_payout_that_bounces_after_the_debt_was_sent_back_is_payable_whole(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    repay(world, finance, debtor)
    ((payout_id,),) = world.rows(select(payout.c.id))
    world.do(bounces.book_by_hand, finance, payout_id, "closed", "FT-9", now=PAYDAY)
    assert balance(world, debtor.actor, A.CREATOR_PAYABLE) == 8_000
    assert balance(world, debtor.actor, A.CREATOR_RECEIVABLE) == 0


def test_the_statement_says_it_beside_what_was_given_up(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    repay(world, finance, debtor, 3_000)
    owner, whose = world.do(staff, Role.OWNER), (debtor.actor.person_id, "CNY", "ours")
    world.do(write_offs.write_off, owner, *whose, now=PAYDAY)
    found = world.do(statements.own, debtor.actor, "2026", PLAIN.timezone, now=LATER)
    (sheet,) = found.sheets
    assert (sheet.repaid_minor, sheet.written_off_minor) == (3_000, 5_000)
    assert (sheet.closing.owed_minor, sheet.closing.standing_minor) == (0, 0)
    assert ("Transferred back", "¥30.00") in statement_words.figures(sheet, SAY)
    told = [each for each in sheet.movements if each.kind == "repayment"]
    assert [statement_words.what(each, SAY) for each in told] == [
        "Transferred back by the creator: so much less is to be settled up"
    ]
    assert statement_words.details(told[0], "CNY", "UTC", SAY) == ["Reference FT-1"]


def test_why_says_what_became_of_the_debt(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    def debts() -> tuple[OfWork, str]:
        found = world.do(why.explain, debtor.actor, 1, now=PAYDAY)
        return found.debts, why_words.debts(found.debts, "CNY", SAY)

    assert debts()[0] == OfWork(owed_minor=8_000)
    repay(world, finance, debtor, 3_000)
    had, told = debts()
    assert had == OfWork(owed_minor=8_000, settled_minor=3_000, repaid_minor=3_000)
    assert told == (
        "↩️ ¥50.00 of it had been paid out; later earnings make it up.\n"
        "✅ ¥30.00 of it had been paid out and was sent back."
    )
    owner, whose = world.do(staff, Role.OWNER), (debtor.actor.person_id, "CNY", "ours")
    world.do(write_offs.write_off, owner, *whose, now=PAYDAY)
    assert debts()[1] == (
        "✅ ¥30.00 of it had been paid out and was sent back.\n"
        "✅ ¥50.00 of it had been paid out; that is settled up."
    )


def test_an_erased_person_takes_the_reason_along(
    world: World, finance: Actor, debtor: CreatorFixture
) -> None:
    repay(world, finance, debtor)
    world.do(privacy.erase, debtor.actor, now=PAYDAY)
    kept = select(repayment.c.reason, repayment.c.bank_reference)
    assert world.rows(kept) == [("", "FT-1")]


async def test_finance_books_it_in_the_console(migrated_sqlite_url: str) -> None:
    async with served(migrated_sqlite_url) as site:
        world = site.world
        maker = owing(world)
        site.now = PAYDAY
        path = f"/console/repayments/{maker.actor.person_id}/CNY"
        cashier = await site.member(Role.FINANCE)
        assert path in (await cashier.get("/console/payouts")).text
        said = {"bank_reference": "FT-1", "reason": "void work"}
        high = await cashier.post(path, amount="80.01", **said)
        assert (high.status, "at most ¥80.00: so much is owed" in high.words) == (422, True)
        assert (await cashier.post(path, amount="lots", **said)).status == 422
        odd = path.replace("CNY", "ZZZ")
        assert (await cashier.post(odd, amount="1", **said)).status == 404
        done = await cashier.post(path, amount="30", **said)
        assert done.headers["Location"] == "/console/payouts?said=repaid"
        page = (await cashier.get("/console/payouts?said=repaid")).words
        assert "Booked. The creator and the owners are told" in page
        assert "¥30.00 FT-1 void work" in page
        assert (await cashier.post(path, amount="20", **said)).status == 409
        reviewer = await site.member(Role.REVIEWER)
        assert (await reviewer.post(path, amount="1", **said)).status == 403
        assert world.do(verify.problems) == []
