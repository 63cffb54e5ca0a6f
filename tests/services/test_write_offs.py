"""An owner gives a debt up with a reason: a posting, told everywhere; nobody their own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from domain.errors import NotAllowed, NotFound, OwnWork
from domain.ledger import LedgerAccount
from domain.payout_rules import PLAIN
from domain.people import Actor, Role
from domain.reasons import ReasonMissing
from domain.receivable import MoneyOnItsWay
from domain.settlement import VoidReason
from services import payouts, privacy, reversals, statements, verify, write_offs
from storage import write_offs as rows
from storage.tables.debts import write_off
from tests.paying import PAYDAY, answer, balance, exported, kinds_to, paid_creators, prepare
from tests.web.site import served
from tests.world import CreatorFixture, World, grant, staff

A = LedgerAccount
LATER = datetime(2027, 6, 1, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("sound")


def give_up(world: World, actor: Actor, debtor: CreatorFixture, reason: str = "ours") -> int:
    asked = (debtor.actor.person_id, "CNY", reason)
    return world.do(write_offs.write_off, actor, *asked, now=PAYDAY)


def test_a_debt_is_given_up_by_a_posting(
    world: World, owner: Actor, debtor: CreatorFixture
) -> None:
    assert balance(world, debtor.actor, A.CREATOR_RECEIVABLE) == -8_000
    give_up(world, owner, debtor, " our  mistake ")
    assert balance(world, debtor.actor, A.CREATOR_RECEIVABLE) == 0
    assert balance(world, debtor.actor, A.WRITTEN_OFF) == -8_000
    (kept,) = world.do(rows.newest, 9)
    assert (kept.amount_minor, kept.reason, kept.decided_by) == (8_000, "our mistake", owner.name)
    assert kinds_to(world, debtor.actor)[-1] == "debt_given_up"
    with pytest.raises(NotFound):
        give_up(world, owner, debtor)
    found = world.do(statements.own, debtor.actor, "2026", PLAIN.timezone, now=LATER)
    assert found.sheets[0].written_off_minor == 8_000
    assert found.sheets[0].closing.owed_minor == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_without_a_reason_nothing_is_given_up(
    world: World, owner: Actor, debtor: CreatorFixture, reason: str
) -> None:
    with pytest.raises(ReasonMissing):
        give_up(world, owner, debtor, reason)


def test_only_an_owner_gives_up_and_never_their_own(world: World, debtor: CreatorFixture) -> None:
    with pytest.raises(NotAllowed):
        give_up(world, world.do(staff, Role.FINANCE), debtor)
    with pytest.raises(OwnWork):
        give_up(world, world.do(grant, debtor.actor, Role.OWNER), debtor)
    assert world.rows(select(write_off.c.id)) == []


def test_while_money_is_on_its_way_a_debt_waits(world: World, owner: Actor) -> None:
    (maker,) = paid_creators(world, 1)
    finance = world.do(staff, Role.FINANCE)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), prepare(world, finance), now=PAYDAY)
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
    with pytest.raises(MoneyOnItsWay):
        give_up(world, owner, maker)


def test_an_erased_person_takes_the_reason_along(
    world: World, owner: Actor, debtor: CreatorFixture
) -> None:
    give_up(world, owner, debtor, "they were ill")
    world.do(privacy.erase, debtor.actor, now=PAYDAY)
    assert world.rows(select(write_off.c.reason)) == [("",)]


async def test_an_owner_writes_off_in_the_console(migrated_sqlite_url: str) -> None:
    async with served(migrated_sqlite_url) as site:
        world = site.world
        (maker,) = paid_creators(world, 1)
        finance = world.do(staff, Role.FINANCE)
        batch_id, _ = exported(world, finance, world.do(staff, Role.FINANCE))
        answer(world, finance, f"KOC-{batch_id}-1,paid,")
        world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
        site.now = PAYDAY
        path = f"/console/debts/{maker.actor.person_id}/CNY"
        cashier = await site.member(Role.FINANCE)
        assert path not in (await cashier.get("/console/payouts")).text
        assert (await cashier.post(path, reason="x")).status == 403
        boss = await site.member(Role.OWNER)
        assert path in (await boss.get("/console/payouts")).text
        assert (await boss.post(path, reason=" ")).status == 422
        done = await boss.post(path, reason="our mistake")
        assert done.headers["Location"] == "/console/payouts?said=given_up"
        page = (await boss.get("/console/payouts?said=given_up")).words
        assert "Written off. The creator is told" in page
        assert "¥80.00 our mistake" in page
        assert path not in (await boss.get("/console/payouts")).text
        assert world.do(verify.problems) == []
