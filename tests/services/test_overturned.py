"""A void that is overturned gives back what was taken by it, and not what its creator still has."""

from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.disputes.lines import LineKind
from domain.errors import Refusal
from domain.ledger import LedgerAccount, Owed
from domain.people import Actor, Role
from domain.settlement import VoidReason
from services import (
    bounces,
    debts_again,
    dispute_decisions,
    disputes,
    payees,
    payout_files,
    payouts,
    repayments,
    reversals,
    settlements,
    verify,
    write_offs,
)
from storage import debts
from storage.tables.money import payout
from tests.approved import Approved, approved
from tests.bounced import SAID, sheet, stands, told
from tests.paying import DAY, PAYDAY, VAULT, answer, balance, details
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, new_world_at, staff

A = LedgerAccount
MONTH = 30 * DAY
EACH = 8_000
EXAMPLES = 15


class Story:
    """A creator with works of ¥80.00, each paid in a month of its own, and who decides on them."""

    def __init__(self, world: World, works: int) -> None:
        self.world = world
        self.maker: CreatorFixture = world.do(creator)
        world.do(payees.save, self.maker.actor, VAULT, details(self.person_id), now=NOW)
        roles = (Role.FINANCE,) * 3
        self.finance, self.checker, self.decider = (world.do(staff, role) for role in roles)
        self.owner = world.do(staff, Role.OWNER)
        self.months = 0
        self.transfers = 0
        self.works = [self.earns(True) for _ in range(works)]

    @property
    def actor(self) -> Actor:
        return self.maker.actor

    @property
    def person_id(self) -> int:
        return self.actor.person_id

    def earns(self, is_paid: bool) -> Approved:
        at = NOW + self.months * MONTH
        self.months += 1
        campaign = self.world.do(live_campaign, now=at, budget=100_000)
        work = self.world.do(approved, campaign, self.maker, now=at)
        self.world.do(settlements.settle_due, now=at + 8 * DAY)
        self.world.do(settlements.mature_due, now=at + 12 * DAY)
        if is_paid:
            self.is_paid()
        return work

    def is_paid(self) -> None:
        at = NOW + self.months * MONTH
        batch_id = self.world.do(prepare_batch, self.finance, "CNY", now=at)
        self.world.do(payouts.approve, self.checker, batch_id, now=at)
        self.world.do(payout_files.export, self.finance, VAULT, batch_id, now=at)
        answer(self.world, self.finance, f"KOC-{batch_id}-1,paid,")

    def void(self, number: int = 0) -> None:
        work_id = self.works[number].assignment_id
        self.world.do(reversals.void, self.finance, work_id, VoidReason.FRAUD, now=PAYDAY)

    def gives_up(self) -> None:
        whose = (self.person_id, "CNY", "it is gone")
        self.world.do(write_offs.write_off, self.owner, *whose, now=PAYDAY)

    def repays(self, amount_minor: int = 5_000) -> None:
        self.transfers += 1
        part = Owed(self.person_id, amount_minor, "CNY")
        said = (part, f"FT-{self.transfers}", "void work")
        self.world.do(repayments.book, self.finance, *said, now=PAYDAY)

    def bounces(self, number: int = 0) -> None:
        mine = select(payout.c.id).where(payout.c.person_id == self.person_id)
        ids = [row[0] for row in self.world.rows(mine.order_by(payout.c.id))]
        self.world.do(bounces.book_by_hand, self.finance, ids[number], *SAID, now=PAYDAY)

    def overturned(self, number: int = 0, amount_minor: int | None = None) -> None:
        work_id = self.works[number].assignment_id
        about = (LineKind.TAKEN_BACK, work_id, "stayed_up", "It is up")
        opened = self.world.do(disputes.open_, self.actor, *about, now=PAYDAY)
        decide = dispute_decisions.make_good
        self.world.do(decide, self.decider, opened, amount_minor, "It is up", now=PAYDAY)

    @property
    def borne_minor(self) -> int:
        return -balance(self.world, self.actor, A.WRITTEN_OFF)

    @property
    def has_minor(self) -> int:
        """All that reached them or will, less what they owe and what they transferred back."""
        payable, owed, paid = stands(self.world, self.actor)
        return payable + paid - owed + balance(self.world, self.actor, A.REPAID)


@pytest.fixture
def tell(world: World, sound: None) -> Callable[..., Story]:
    return lambda works=1: Story(world, works)


def test_what_was_paid_and_given_up_is_granted_no_second_time(tell: Callable[..., Story]) -> None:
    """They have it: the campaign bears it again, and the house no more."""
    one = tell()
    one.void()
    one.gives_up()
    assert (one.has_minor, one.borne_minor) == (EACH, EACH)
    one.overturned()
    assert (stands(one.world, one.actor), one.borne_minor) == ((0, 0, EACH), 0)
    found = sheet(one.world, one.actor, "2026")
    assert (found.granted_minor, found.written_off_minor) == (EACH, 0)
    assert (found.taken_back_minor, found.closing.standing_minor) == (-EACH, 0)
    (facts,) = told(one.world, one.actor, "dispute_granted")
    assert (facts["awarded_minor"], facts["cleared_minor"]) == (EACH, EACH)


def test_what_was_transferred_back_is_payable_and_the_rest_is_theirs_already(
    tell: Callable[..., Story],
) -> None:
    one = tell()
    one.void()
    one.repays(5_000)
    one.gives_up()
    one.overturned()
    assert (stands(one.world, one.actor), one.borne_minor) == ((5_000, 0, EACH), 0)


def test_what_is_left_of_a_smaller_award_stays_given_up(tell: Callable[..., Story]) -> None:
    one = tell()
    one.void()
    one.gives_up()
    one.overturned(0, 5_000)
    assert (stands(one.world, one.actor), one.borne_minor) == ((0, 0, EACH), 3_000)


def test_what_was_given_up_of_another_work_stays_given_up(tell: Callable[..., Story]) -> None:
    one = tell(2)
    one.void(0)
    one.repays(EACH)
    one.void(1)
    one.gives_up()
    one.overturned(0)
    assert (stands(one.world, one.actor), one.borne_minor) == ((EACH, 0, 2 * EACH), EACH)


def test_a_debt_of_another_work_is_cleared_by_no_grant_for_what_was_given_up(
    tell: Callable[..., Story],
) -> None:
    one = tell(2)
    one.void(0)
    one.gives_up()
    one.void(1)
    one.overturned(0)
    assert (stands(one.world, one.actor), one.borne_minor) == ((0, EACH, 2 * EACH), 0)


def test_what_comes_back_after_the_void_was_overturned_is_payable_whole(
    tell: Callable[..., Story],
) -> None:
    one = tell()
    one.void()
    one.gives_up()
    one.overturned()
    one.bounces()
    assert (stands(one.world, one.actor), one.borne_minor) == ((EACH, 0, 0), 0)


def test_a_grant_that_gave_what_they_had_is_found(
    tell: Callable[..., Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = tell()
    one.void()
    one.gives_up()
    one.overturned()
    with monkeypatch.context() as patch:
        patch.setattr(debts_again, "borne_of", lambda *_: 1)
        (found,) = one.world.do(lambda conn: list(debts_again.problems(conn)))
    assert found.invariant == "what was given up is granted by no money"
    assert len(one.world.do(debts.moves, one.person_id, "CNY")) == 3


STEPS = st.sampled_from(
    [
        ("void", 0),
        ("void", 1),
        ("earns", False),
        ("gives_up",),
        ("repays", 3_000),
        ("bounces", 0),
        ("bounces", 1),
        ("is_paid",),
        ("overturned", 0),
        ("overturned", 1),
    ]
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(steps=st.lists(STEPS, max_size=12))
def test_once_every_void_is_overturned_a_creator_has_exactly_what_their_works_earned(
    steps: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder, new_world_at(f"sqlite:///{folder}/koc.sqlite3") as world:
        one = Story(world, 2)
        earned_minor = 2 * EACH
        for verb, *args in [*steps, ("overturned", 0), ("overturned", 1)]:
            with suppress(Refusal):
                getattr(one, verb)(*args)
                earned_minor += EACH * (verb == "earns")
        assert (one.has_minor, one.borne_minor) == (earned_minor, 0)
        assert world.do(verify.problems) == []
