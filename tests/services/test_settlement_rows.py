"""What is written down of a settlement, or of taking one back, is whole to its last column."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount
from domain.people import Actor
from domain.settlement import VoidReason
from domain.terms import MissingData
from services import (
    dispute_decisions,
    reversals,
    settlements,
)
from services.reversals import ToTakeBack
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery
from storage.tables.money import (
    posting,
    settlement,
)
from storage.tables.work import assignment_event
from tests.approved import Approved, approved, read_in, reading
from tests.objecting import objected, settled_work
from tests.paying import (
    DAY,
    FALLING,
    PAYDAY,
    balance,
    exported,
    paid_creators,
)
from tests.world import CreatorFixture, World, creator, live_campaign


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """¥80.00 are payable to them."""
    return paid_creators(world, 1)[0]


# Settlements


def row_of(world: World) -> dict[str, Any]:
    row = world.rows(select(settlement).order_by(settlement.c.id))[-1]
    return dict(row._mapping)


def test_a_settlement_keeps_all_that_its_amount_follows_from(world: World, finance: Actor) -> None:
    found = world.do(live_campaign, agreed=FALLING)
    work: Approved = world.do(approved, found, world.do(creator))
    at = work.cutoff_at - 23 * DAY
    world.do(read_in, reading(work, at, likes=300), now=at)
    world.do(read_in, reading(work, at + DAY, likes=500), now=at + DAY)
    assert world.do(settlements.settle_due, now=at) == 1
    row = row_of(world)
    (line,) = row.pop("lines")
    assert (line["kind"], line["subtotal_minor"]) == ("interactions", 3_000)
    assert row == {
        "id": 1,
        "assignment_id": work.assignment_id,
        "checkpoint": "T+7",
        "terms_id": found.terms_id,
        "post_id": work.post_id,
        "snapshot_id": 1,
        "person_id": work.person_id,
        "campaign_id": found.campaign_id,
        "last_news_id": 0,
        "last_reading_id": 2,
        "room_minor": None,
        "granted_minor": 0,
        "unheard": False,
        "amount_minor": 3_000,
        "currency": "CNY",
        "settled_at": at,
        "payable_at": at + 3 * DAY,
        "matured_at": None,
    }


def test_a_flat_fee_waits_to_hear_of_nothing(world: World) -> None:
    work: Approved = world.do(approved, world.do(live_campaign), world.do(creator))
    world.do(settlements.settle, work.assignment_id, now=work.cutoff_at)
    row = row_of(world)
    assert (row["checkpoint"], row["unheard"], row["amount_minor"]) == ("final", False, 8_000)


def test_what_was_settled_unheard_says_so(world: World) -> None:
    work: Approved = world.do(approved, world.do(live_campaign, agreed=FALLING), world.do(creator))
    world.do(settlements.settle_due, now=work.cutoff_at)
    at = work.cutoff_at + settlements.PATIENCE
    world.do(settlements.settle_due, now=at)
    row = row_of(world)
    assert (row["checkpoint"], row["unheard"], row["snapshot_id"]) == ("final", True, None)


# Taking back


def test_what_would_be_taken_back_is_shown_whole(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    seen = world.do(reversals.to_take_back, finance, 1)
    shown = ToTakeBack(1, "听书 · douyin", maker.actor.name, 8_000, 0, "CNY")
    assert seen == shown
    exported(world, finance, checker)
    assert world.do(reversals.to_take_back, finance, 1).owed_minor == 8_000
    void = (finance, 1, VoidReason.MISTAKE, "  twice ")
    assert world.do(reversals.take_back, *void, now=PAYDAY) == 1


def ended(world: World, number: int) -> tuple[Any, ...]:
    """Of its last event: who, why, in which words, when."""
    of_work = assignment_event.c.assignment_id == number
    rows = world.rows(select(assignment_event).where(of_work).order_by(assignment_event.c.id))
    last = rows[-1]
    return last.status, last.actor_id, last.reason, last.note, last.at


def test_void_work_says_who_took_it_back_why_and_in_which_words(
    world: World, maker: CreatorFixture, finance: Actor
) -> None:
    void = (finance, 1, VoidReason.MISTAKE, "  twice ")
    world.do(reversals.take_back, *void, now=PAYDAY)
    assert ended(world, 1) == ("void", finance.person_id, "mistake", "twice", PAYDAY)


def test_work_that_a_person_settled_says_by_whom_and_that_the_clock_did_by_nobody(
    world: World, finance: Actor
) -> None:
    asked = replace(FALLING, missing=MissingData.ASK)
    one, other = (world.do(approved, world.do(live_campaign), world.do(creator)) for _ in range(2))
    unheard = world.do(approved, world.do(live_campaign, agreed=asked), world.do(creator))
    at, late = one.cutoff_at, unheard.cutoff_at
    assert world.do(settlements.settle_one, finance, one.assignment_id, now=at)
    assert world.do(settlements.settle, other.assignment_id, now=at)
    assert not world.do(settlements.settle, other.assignment_id, now=at)
    read = reading(unheard, at - DAY, likes=100)
    world.do(read_in, read, now=at)
    assert world.do(settlements.settle, unheard.assignment_id, now=at)
    world.do(settlements.settle_unheard, finance, unheard.assignment_id, now=late)
    assert ended(world, one.assignment_id) == ("settled", finance.person_id, "", "", at)
    assert ended(world, other.assignment_id) == ("settled", None, "", "", at)
    assert ended(world, unheard.assignment_id) == ("settled", finance.person_id, "", "", late)


def test_work_that_came_to_nothing_is_taken_back_without_a_posting(
    world: World, finance: Actor
) -> None:
    work = world.do(approved, world.do(live_campaign, agreed=FALLING), world.do(creator))
    world.do(read_in, reading(work, work.cutoff_at, likes=0), now=work.cutoff_at)
    for at in (work.cutoff_at, work.cutoff_at + settlements.PATIENCE):
        world.do(settlements.settle, work.assignment_id, now=at)
    world.do(reversals.void, finance, work.assignment_id, VoidReason.FRAUD, now=PAYDAY + 60 * DAY)
    assert world.rows(select(posting)) == []
    told = world.rows(select(delivery.c.facts).where(delivery.c.kind == "voided"))
    assert [(facts["amount_minor"], facts["owed_minor"]) for (facts,) in told] == [(0, 0)]


def test_what_a_dispute_granted_to_work_goes_with_it(world: World, finance: Actor) -> None:
    scene = settled_work(world)
    number = objected(world, scene.actor, LineKind.SETTLEMENT, 1, now=scene.now)
    granted = (scene.decider, number, 2_000, "Counted too little")
    world.do(dispute_decisions.make_good, *granted, now=scene.now)
    seen = world.do(reversals.to_take_back, finance, scene.assignment_id)
    assert (seen.amount_minor, seen.owed_minor) == (10_000, 0)
    void = (finance, scene.assignment_id, VoidReason.FRAUD)
    world.do(reversals.void, *void, now=scene.now + DAY)
    posted = world.rows(select(posting).order_by(posting.c.id))[-1]
    assert (posted.key, posted.kind, posted.at) == (
        f"reverse-grant:{number}",
        "reversal",
        scene.now + DAY,
    )
    left = [balance(world, scene.actor, each) for each in LedgerAccount]
    assert left == [0] * len(LedgerAccount)
    (row,) = world.rows(select(campaign))
    assert (row.reserved_minor, row.earned_minor) == (0, 0)
