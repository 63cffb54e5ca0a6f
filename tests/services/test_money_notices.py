"""What people hear of money names all of it, once for each cause."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from domain.delivery import DeliveryClass, ReminderKind
from domain.due_work import BEGINNING
from domain.payout import Channel
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.reminder_rules import USUAL
from domain.settlement import VoidReason
from services import approvals, payout_files, payouts, reversals, settlements
from storage.tables.campaigns import campaign as campaigns
from storage.tables.delivery import delivery, reminder
from storage.tables.money import payout
from tests.approved import Approved, approved, read_in, reading
from tests.bounced import by_hand
from tests.paying import DAY, FALLING, PAYDAY, VAULT, answer, exported, paid_creators, prepare
from tests.preparing import prepare_batch
from tests.world import CreatorFixture, World, creator, live_campaign, staff

HOUR: Final = timedelta(hours=1)


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


@pytest.fixture
def checker(world: World) -> Actor:
    return world.do(staff, Role.OWNER, Role.FINANCE)


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    """¥80.00 are payable to them."""
    return paid_creators(world, 1)[0]


def heard(world: World, who: Actor) -> list[tuple[str, dict[str, Any]]]:
    """Each cause and what was said of it; all of it is no broadcast."""
    mine = delivery.c.person_id == who.person_id
    rows = world.rows(select(delivery).where(mine).order_by(delivery.c.id))
    assert {row._mapping["class"] for row in rows} <= {DeliveryClass.TRANSACTIONAL}
    return [(row.dedupe_key, row.facts) for row in rows]


OF_PAYOUT: Final = {
    "payout_id": 1,
    "amount_minor": 8_000,
    "currency": "CNY",
    "masked": "138****0000 *明",
}
TITLE: Final = "听书 · douyin"


def test_a_creator_hears_of_each_step_of_their_money(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    by_hand(world, finance)
    settled = {
        "assignment_id": 1,
        "title": TITLE,
        "checkpoint": "final",
        "amount_minor": 8_000,
        "currency": "CNY",
        "payable_at": (PAYDAY - 5 * DAY).isoformat(),
    }
    bounced = {**OF_PAYOUT, "reference": "KOC-1-1", "kept_minor": 0, "reason": "销户"}
    assert heard(world, maker.actor) == [
        ("settled:1:final", settled),
        ("payout:1:paid", {**OF_PAYOUT, "reason": "", "left_out": False}),
        ("payout:1:bounced", bounced),
    ]


def test_a_creator_hears_why_a_payout_failed(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,failed,户名不符")
    told = {**OF_PAYOUT, "reason": "户名不符", "left_out": False}
    assert heard(world, maker.actor)[1:] == [("payout:1:failed", told)]


def test_a_creator_hears_that_the_bank_cannot_be_asked_as_their_details_do_not_open(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    world.do(payouts.approve, checker, 1, now=PAYDAY)
    spoilt = VAULT.seal("[]", about="payee:of somebody else")
    world.do(lambda conn: conn.execute(update(payout).values(sealed=spoilt)))
    made = world.do(payout_files.export, finance, VAULT, 1, now=PAYDAY)
    assert (made.items, made.left_out) == (0, ("KOC-1-1",))
    told = {**OF_PAYOUT, "reason": "", "left_out": True}
    assert heard(world, maker.actor)[1:] == [("payout:1:failed", told)]


def test_a_creator_hears_of_each_part_and_in_the_end_even_of_nothing(world: World) -> None:
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=FALLING), maker)
    at = work.cutoff_at - 23 * DAY
    world.do(read_in, reading(work, at, likes=300), now=at)
    for moment in (at, work.cutoff_at):
        world.do(settlements.settle, work.assignment_id, now=moment)
    found = [(key, facts["amount_minor"]) for key, facts in heard(world, maker.actor)]
    assert found == [("settled:1:T+7", 3_000), ("settled:1:final", 0)]


def test_staff_hear_of_a_batch_what_it_pays_and_by_whom(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    world.do(prepare_batch, finance, "CNY", PayoutRules(approve_hours=7), now=PAYDAY)
    world.do(payouts.approve, checker, 1, now=PAYDAY)
    about = {"batch_id": 1, "people": 1, "amount_minor": 8_000, "currency": "CNY"}
    prepared = {**about, "by": finance.name, "tried_before": 0}
    assert heard(world, checker) == [(f"payout_prepared:1:{checker.person_id}", prepared)]
    assert heard(world, finance) == [("payout_approved:1", {**about, "by": checker.name})]
    waiting = reminder.c.kind == ReminderKind.PAYOUT_WAITING
    (row,) = world.rows(select(reminder).where(waiting))
    assert (row.subject, row.subject_id, row.due_at) == ("batch", 1, PAYDAY + 7 * HOUR)


def test_an_approver_is_asked_in_chat_for_the_yes_they_said_in_the_console(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    twice = PayoutRules(confirmed_twice=True)
    for at in (PAYDAY, PAYDAY + approvals.WITHIN):
        world.do(approvals.say_yes, checker, 1, Channel.CONSOLE, twice, now=at)
    assert heard(world, checker)[1:] == [
        (f"payout_confirm:1:{checker.person_id}:{at.timestamp():.0f}", {"batch_id": 1})
        for at in (PAYDAY, PAYDAY + approvals.WITHIN)
    ]


def test_paid_work_that_is_void_is_named_to_its_creator_and_to_who_looks_after_money(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, "by mistake", now=PAYDAY)
    void = {
        "assignment_id": 1,
        "title": TITLE,
        "amount_minor": 8_000,
        "owed_minor": 8_000,
        "currency": "CNY",
        "reason": "mistake",
        "note": "by mistake",
    }
    assert heard(world, maker.actor)[-1] == ("voided:1", void)
    taken = {"assignment_id": 1, "title": TITLE, "amount_minor": 8_000, "currency": "CNY"}
    paid_taken_back = f"paid_taken_back:1:{checker.person_id}"
    assert heard(world, checker)[-1] == (paid_taken_back, {**taken, "by": finance.name})


def test_a_creator_hears_what_of_their_earnings_made_up_a_debt_and_what_is_left_of_it(
    world: World, maker: CreatorFixture, finance: Actor, checker: Actor
) -> None:
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    world.do(reversals.void, finance, 1, VoidReason.MISTAKE, now=PAYDAY)
    work: Approved = world.do(approved, world.do(live_campaign, now=PAYDAY), maker, now=PAYDAY)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=work.cutoff_at + 3 * DAY)
    made_up = {"assignment_id": 2, "amount_minor": 4_000, "left_minor": 4_000, "currency": "CNY"}
    assert heard(world, maker.actor)[-1] == ("recovered:2", made_up)


def test_coordinators_hear_which_campaign_waits_for_data_and_which_was_settled_without(
    world: World,
) -> None:
    coordinator = world.do(staff, Role.COORDINATOR)
    agreed = replace(FALLING, earlier_cutoffs=(), cutoff_days=7)
    found = world.do(live_campaign, agreed=agreed)
    work: Approved = world.do(approved, found, world.do(creator))
    ends_at, who = work.cutoff_at, coordinator.person_id
    number = found.campaign_id
    ((_, waiting),) = world.do(settlements.unmeasured, BEGINNING, most=9, now=ends_at)
    assert waiting == number
    assert world.do(settlements.ask_for_readings, number, now=ends_at)
    unanswered = reminder.c.kind == ReminderKind.READINGS_UNANSWERED
    (row,) = world.rows(select(reminder).where(unanswered))
    assert (row.subject, row.subject_id) == ("campaign", number)
    assert row.due_at == ends_at + USUAL.readings
    over = ends_at + settlements.PATIENCE
    world.do(settlements.settle, work.assignment_id, now=over)
    asked_until = over + settlements.TOLD_EVERY
    told_at = asked_until + settlements.TOLD_AFTER
    unread = reminder.c.kind == ReminderKind.SETTLED_UNREAD
    (row,) = world.rows(select(reminder).where(unread))
    assert (row.subject, row.subject_id, row.due_at) == ("campaign", number, told_at)
    assert world.do(settlements.name_unread, number, told_at, now=told_at)
    assert not world.do(settlements.name_unread, number, told_at + DAY, now=told_at)
    ((title,),) = world.rows(select(campaigns.c.title).where(campaigns.c.id == number))
    about = {"campaign_id": number, "title": title, "posts": 1}
    assert heard(world, coordinator) == [
        (f"readings_missing:{number}:{ends_at.isoformat()}:{who}", about),
        (f"settled_unread:{number}:{asked_until.isoformat()}:{who}", about),
    ]
