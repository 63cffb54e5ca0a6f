"""What comes back makes up what fell away since it was sent, once; no older debt."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount
from domain.made_up import MadeUp
from domain.people import Actor, Role
from domain.settlement import VoidReason
from domain.statement import Arrived
from services import (
    bounces,
    debts_again,
    dispute_decisions,
    payees,
    payout_files,
    payouts,
    receivables,
    reversals,
    settlements,
    verify,
    write_offs,
)
from tests.approved import Approved, approved
from tests.bounced import LATER, SAID, returned, sheet, stands, told
from tests.objecting import objected
from tests.paying import DAY, PAYDAY, VAULT, answer, balance, details
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

A = LedgerAccount
MONTH = 30 * DAY
Pay = Callable[..., tuple[list[Approved], int]]


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """With details, and nothing earned yet."""
    made = world.do(creator)
    world.do(payees.save, made.actor, VAULT, details(0), now=NOW)
    return made


@pytest.fixture
def pay(world: World, finance: Actor, checker: Actor) -> Pay:
    """Works of ¥80.00 each, matured and paid in a month of their own: they, and the payout's id."""
    months = iter(range(99))

    def paid(maker: CreatorFixture, works: int = 1) -> tuple[list[Approved], int]:
        at = NOW + next(months) * MONTH
        done = [
            world.do(approved, world.do(live_campaign, now=at), maker, now=at) for _ in range(works)
        ]
        world.do(settlements.settle_due, now=at + 8 * DAY)
        world.do(settlements.mature_due, now=at + 12 * DAY)
        batch_id = world.do(prepare_batch, finance, "CNY", now=at + 15 * DAY)
        world.do(payouts.approve, checker, batch_id, now=at + 15 * DAY)
        world.do(payout_files.export, finance, VAULT, batch_id, now=at + 15 * DAY)
        answer(world, finance, f"KOC-{batch_id}-1,paid,")
        return done, batch_id

    return paid


def void(world: World, finance: Actor, *works: Approved) -> None:
    for work in works:
        world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=PAYDAY)


def borne(world: World, maker: CreatorFixture) -> int:
    return -balance(world, maker.actor, A.WRITTEN_OFF)


def back(world: World, finance: Actor, *batches: int) -> None:
    returned(world, finance, *(f"KOC-{batch}-1" for batch in batches))


def give_up(world: World, maker: CreatorFixture) -> None:
    whose = maker.actor.person_id, "CNY", "it is gone"
    world.do(write_offs.write_off, world.do(staff, Role.OWNER), *whose, now=PAYDAY)


# More than one comes back


def test_several_that_come_back_make_up_together_what_fell_away_once(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    """¥320.00 owed of old, four payouts of ¥40.00 since, ¥80.00 void: half of them is theirs."""
    old, _ = pay(maker, 4)
    void(world, finance, *old)
    later = [pay(maker) for _ in range(4)]
    assert stands(world, maker.actor) == (0, 16_000, 48_000)
    void(world, finance, later[-1][0][0])
    assert stands(world, maker.actor) == (0, 24_000, 48_000)
    batches = [batch for _, batch in later]
    back(world, finance, batches[0])
    assert stands(world, maker.actor) == (0, 20_000, 44_000)
    back(world, finance, *batches[1:])
    assert stands(world, maker.actor) == (8_000, 16_000, 32_000)


# What was given up


def test_what_was_given_up_and_comes_back_is_not_payable(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    """The house bore it only because the money was gone."""
    (work,), batch_id = pay(maker)
    void(world, finance, work)
    give_up(world, maker)
    assert (stands(world, maker.actor), borne(world, maker)) == ((0, 0, 8_000), 8_000)
    back(world, finance, batch_id)
    assert (stands(world, maker.actor), borne(world, maker)) == ((0, 0, 0), 0)
    (facts,) = told(world, maker.actor, "payout_bounced")
    assert facts["kept_minor"] == 8_000
    found = sheet(world, maker.actor, "2026")
    assert [each.amount_minor for each in found.movements[-3:]] == [-8_000, 8_000, 8_000]
    assert (found.written_off_minor, found.closing.standing_minor) == (0, 0)
    assert found.arrived == Arrived(0, 0, 0)


def test_what_never_arrived_makes_it_up_too(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    (work,), batch_id = pay(maker)
    number = objected(world, maker.actor, LineKind.PAYOUT, batch_id, now=PAYDAY)
    void(world, finance, work)
    give_up(world, maker)
    decider = world.do(staff, Role.FINANCE)
    world.do(dispute_decisions.make_good, decider, number, None, "The bank lost it", now=PAYDAY)
    assert (stands(world, maker.actor), borne(world, maker)) == ((0, 0, 0), 0)
    assert sheet(world, maker.actor, "2026").written_off_minor == 0


def test_a_debt_that_was_given_up_before_the_payout_went_stays_given_up(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    (work,), _ = pay(maker)
    void(world, finance, work)
    give_up(world, maker)
    _, batch_id = pay(maker)
    back(world, finance, batch_id)
    assert (stands(world, maker.actor), borne(world, maker)) == ((8_000, 0, 8_000), 8_000)


def test_of_more_that_was_given_up_it_makes_up_what_fell_since_it_was_sent(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    """¥80.00 of old and ¥80.00 since are given up together; ¥80.00 come back."""
    old, _ = pay(maker, 4)
    void(world, finance, *old[:2])
    (one, _), batch_id = pay(maker, 2)
    assert stands(world, maker.actor) == (0, 8_000, 40_000)
    void(world, finance, one)
    give_up(world, maker)
    assert borne(world, maker) == 16_000
    back(world, finance, batch_id)
    assert (stands(world, maker.actor), borne(world, maker)) == ((0, 0, 32_000), 8_000)


def test_what_was_given_up_comes_before_what_is_still_owed(
    world: World, maker: CreatorFixture, finance: Actor, pay: Pay
) -> None:
    (one, two), batch_id = pay(maker, 2)
    (three,), later = pay(maker)
    void(world, finance, one)
    give_up(world, maker)
    void(world, finance, three)
    back(world, finance, later)
    assert (stands(world, maker.actor), borne(world, maker)) == ((0, 8_000, 16_000), 0)
    back(world, finance, batch_id)
    assert (stands(world, maker.actor), borne(world, maker)) == ((8_000, 0, 0), 0)
    assert two.assignment_id > one.assignment_id


@pytest.mark.parametrize("wrongly", [MadeUp(), MadeUp(7_999), MadeUp(7_999, 1)])
def test_verify_names_what_came_back_and_made_up_something_else(
    world: World,
    maker: CreatorFixture,
    finance: Actor,
    pay: Pay,
    monkeypatch: pytest.MonkeyPatch,
    wrongly: MadeUp,
) -> None:
    (work,), batch_id = pay(maker)
    void(world, finance, work)
    monkeypatch.setattr(receivables, "made_up", lambda *_: wrongly)

    def found(conn: Connection) -> list[str]:
        with conn.begin_nested() as all_of_it:
            bounces.book_by_hand(conn, finance, batch_id, *SAID, now=LATER)
            problems = verify.problems(conn)
            all_of_it.rollback()
        return [each.found for each in problems if each.invariant == debts_again.INVARIANT]

    kept = f"{wrongly.owed_minor} + {wrongly.borne_minor}"
    assert world.do(found) == [f"{kept}, again 8000 + 0"]
