"""The console's figures: today is the reader's day, overdue is what still waits for somebody."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from domain.campaign import CampaignStatus
from domain.delivery import DeliveryClass, DeliveryStatus
from domain.due_work import DueWork
from domain.errors import NotAllowed, NotFound
from domain.payout import BatchStatus, PayoutStatus
from domain.people import Actor, Role
from domain.review import Decision
from domain.terms import Method
from services import assignments, notices, overview, reviews, setbacks, settlements
from services.overview import FirstPage
from storage.tables.campaigns import campaign
from storage.tables.chat import kept_update
from storage.tables.delivery import delivery
from storage.tables.money import payout, payout_batch
from tests import world as w
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.world import NOW, World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def page(world: World, actor: Actor, now: datetime = NOW) -> FirstPage:
    return world.do(overview.first_page, actor, most_reviews=5, now=now)


def change(world: World, statement: Any) -> None:
    with world.engine.begin() as conn:
        conn.execute(statement)


def message(conn: Connection, person_id: int, status: DeliveryStatus, ended_at: datetime) -> None:
    cause = f"{status}:{ended_at}"
    notices.queue(
        conn,
        person_id,
        "settled",
        {},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=cause,
        now=ended_at,
    )
    conn.execute(
        update(delivery)
        .where(delivery.c.dedupe_key == cause)
        .values(status=status, ended_at=ended_at)
    )


def test_today_begins_at_the_readers_midnight(world: World, owner: Actor) -> None:
    """NOW is noon in Shanghai and 23:00 of the day before in New York."""
    for hours in (1, 11, 13, 23, 25):
        world.do(held, now=NOW - hours * HOUR)
    assert page(world, owner).today.so_far.claims == 2
    abroad = replace(owner, timezone="America/New_York")
    assert page(world, abroad).today.so_far.claims == 4


def test_yesterday_is_counted_up_to_the_same_hour(world: World, owner: Actor) -> None:
    for hours in (1, 20, 25, 35, 37):
        world.do(held, now=NOW - hours * HOUR)
    today = page(world, owner).today
    assert (today.so_far.claims, today.yesterday.claims) == (1, 2)


def test_submissions_messages_and_earnings_of_the_day_are_counted(
    world: World, owner: Actor
) -> None:
    campaign = world.do(w.live_campaign, now=NOW - 9 * DAY)
    maker = world.do(w.creator)
    world.do(approved, campaign, maker, now=NOW - 8 * DAY)
    world.do(settlements.settle_due, now=NOW - HOUR)
    world.do(handed_in, world.do(held, now=NOW - HOUR), now=NOW - HOUR)
    for number, status in enumerate((DeliveryStatus.SENT, DeliveryStatus.DEAD)):
        world.do(message, maker.actor.person_id, status, NOW - HOUR - number * timedelta(minutes=1))
    numbers = page(world, owner).today.so_far
    assert (numbers.submissions, numbers.sent) == (1, 1)
    assert [(each.currency, each.amount_minor) for each in numbers.earned] == [("CNY", 8_000)]


def test_a_review_is_late_when_half_of_its_clock_is_gone(world: World, owner: Actor) -> None:
    """The terms give 48 hours."""
    submission = world.do(handed_in, world.do(held))
    assert page(world, owner, NOW + 23 * HOUR).overdue.late_reviews == 0
    late = page(world, owner, NOW + 24 * HOUR).overdue
    assert (late.late_reviews, late.next_clock_at) == (1, submission.review_due_at)
    reviewer = world.do(w.staff, Role.REVIEWER)
    world.do(
        reviews.decide, reviewer, submission.submission_id, Decision.APPROVE, "", "", "", now=NOW
    )
    assert page(world, owner, NOW + 24 * HOUR).overdue.is_empty


def test_finance_is_not_shown_reviews_nor_reviewers_payouts(world: World, owner: Actor) -> None:
    """Their pages would refuse them."""
    world.do(handed_in, world.do(held))
    world.do(prepared_batch, owner)
    late = NOW + 24 * HOUR
    finance, reviewer = (world.do(w.staff, role) for role in (Role.FINANCE, Role.REVIEWER))
    shown = [page(world, each, late).overdue for each in (owner, finance, reviewer)]
    assert [each.late_reviews for each in shown] == [1, 0, 1]
    assert [len(each.unapproved) for each in shown] == [1, 1, 0]


def prepared_batch(conn: Connection, preparer: Actor) -> None:
    batch = {"status": BatchStatus.PREPARED, "currency": "CNY", "sha256": "", "prepared_at": NOW}
    added = insert(payout_batch).values(**batch, prepared_by=preparer.person_id)
    item = {"status": PayoutStatus.PREPARED, "currency": "CNY", "amount_minor": 1, "masked": ""}
    sealed = {
        "reference": "R1",
        "method": "alipay",
        "kind": "individual",
        "sealed": "",
        "stamp": "",
    }
    batch_id = conn.execute(added.returning(payout_batch.c.id)).scalar_one()
    whose = {"batch_id": batch_id, "person_id": preparer.person_id}
    conn.execute(insert(payout).values(**item, **sealed, **whose))


def test_posts_past_their_cut_off_without_figures_are_named(world: World, owner: Actor) -> None:
    campaign = world.do(w.live_campaign, method=Method.CPE, now=NOW - 9 * DAY)
    world.do(approved, campaign, world.do(w.creator), now=NOW - 8 * DAY)
    unmeasured = page(world, owner).overdue.unmeasured
    assert [(each.campaign_id, each.posts) for each in unmeasured] == [(campaign.campaign_id, 1)]


def test_doubtful_messages_are_shown_for_a_week(world: World, owner: Actor) -> None:
    reader = world.do(w.creator).actor.person_id
    world.do(message, reader, DeliveryStatus.IN_DOUBT, NOW - 6 * DAY)
    world.do(message, reader, DeliveryStatus.IN_DOUBT, NOW - 8 * DAY)
    assert page(world, owner).overdue.in_doubt == 1


def test_updates_kept_aside_are_counted(world: World, owner: Actor) -> None:
    kept = {"update_id": 1, "problem": "?", "attempts": 3, "at": NOW, "outline": {}, "sealed": ""}
    change(world, insert(kept_update).values(kept))
    assert page(world, owner).overdue.kept_updates == 1


def test_due_work_that_failed_is_counted_by_kind_since_its_first_failure(
    world: World, owner: Actor
) -> None:
    for assignment_id, hours in ((4, 2), (5, 1), (4, 0)):
        at = NOW - hours * HOUR
        world.do(setbacks.set_back, DueWork.SETTLEMENT, assignment_id, "ValueError: ?", now=at)
    overdue = page(world, owner).overdue
    assert [(each.work, each.items, each.since) for each in overdue.set_back] == [
        (DueWork.SETTLEMENT, 2, NOW - 2 * HOUR)
    ]
    assert not overdue.is_empty


def test_what_runs_stands_first_and_the_newest_of_it(world: World, owner: Actor) -> None:
    made = [world.do(w.live_campaign).campaign_id for _ in range(4)]
    for campaign_id, status in ((made[3], CampaignStatus.DRAFT), (made[1], CampaignStatus.PAUSED)):
        change(world, update(campaign).where(campaign.c.id == campaign_id).values(status=status))
    shown = [each.campaign_id for each in page(world, owner).campaigns]
    assert shown == [made[2], made[0], made[1], made[3]]


def test_the_queue_is_for_those_who_review(world: World) -> None:
    world.do(handed_in, world.do(held))
    finance = page(world, world.do(w.staff, Role.FINANCE))
    assert finance.queue is None
    reviewer = page(world, world.do(w.staff, Role.REVIEWER))
    assert reviewer.queue is not None
    assert (len(reviewer.queue.items), reviewer.queue.waiting) == (1, 1)


def test_a_creator_sees_none_of_it(world: World) -> None:
    creator = world.do(w.creator).actor
    with pytest.raises(NotAllowed):
        page(world, creator)
    with pytest.raises(NotAllowed):
        world.do(overview.campaign_page, creator, 1, now=NOW)


def test_a_campaigns_tasks_count_what_became_of_each_claim(world: World, owner: Actor) -> None:
    found = world.do(w.live_campaign, slots=6, now=NOW - 9 * DAY)
    world.do(approved, found, world.do(w.creator), now=NOW - 8 * DAY)
    world.do(handed_in, world.do(held, found))
    given_back = world.do(held, found)
    world.do(assignments.release, given_back.actor, given_back.assignment_id, now=NOW)
    (line,) = world.do(overview.campaign_page, owner, found.campaign_id, now=NOW).tasks
    counts = (line.claimed, line.submitted, line.approved, line.settled, line.lost)
    assert counts == (3, 2, 1, 0, 1)
    assert (line.slots, line.free, line.held, line.done) == (6, 4, 1, 1)


def test_a_campaign_that_is_not_there_is_not_found(world: World, owner: Actor) -> None:
    with pytest.raises(NotFound):
        world.do(overview.campaign_page, owner, 99, now=NOW)
