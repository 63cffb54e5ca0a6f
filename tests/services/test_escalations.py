"""What nobody acts on climbs, a step at a time, each once, and stops when somebody acts."""

from datetime import datetime, timedelta

from sqlalchemy import select

from domain.delivery import DeliveryStatus, ReminderKind, ReminderStatus
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.review import Decision
from domain.terms import Method
from services import deliveries, escalations, payouts, reviews, sendings, settlements
from services.limits import Pace
from storage.tables.delivery import delivery, reminder
from storage.tables.work import assignment
from tests.handed_in import handed_in, held
from tests.paying import PAYDAY, paid_creators
from tests.preparing import prepare_batch
from tests.services.reminded import pass_time
from tests.world import NOW, World, live_campaign, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PACE = Pace(per_second=1000, chat_pause=timedelta(0), free_per_second=1000)


def told(world: World, kind: NoticeKind) -> list[int]:
    """Whom, in the order of the rows."""
    asked = select(delivery.c.person_id).where(delivery.c.kind == kind).order_by(delivery.c.id)
    return [row[0] for row in world.rows(asked)]


def due_at(world: World, kind: ReminderKind) -> datetime:
    ((at,),) = world.rows(
        select(reminder.c.due_at).where(
            reminder.c.kind == kind, reminder.c.status == ReminderStatus.WAITING
        )
    )
    return at  # type: ignore[no-any-return]


def test_a_review_calls_coordinators_at_half_of_its_clock_and_owners_when_it_is_nearly_over(
    world: World,
) -> None:
    boss, owner = world.do(staff, Role.COORDINATOR), world.do(staff, Role.OWNER)
    done = world.do(handed_in, world.do(held))
    half = due_at(world, ReminderKind.REVIEW_HALF_GONE)
    assert pass_time(world, half) == [ReminderKind.REVIEW_HALF_GONE]
    assert told(world, NoticeKind.REVIEW_HALF_GONE) == [boss.person_id]
    last = due_at(world, ReminderKind.REVIEW_NEARLY_OVER)
    assert last == done.review_due_at - 6 * HOUR
    assert pass_time(world, last) == [ReminderKind.REVIEW_NEARLY_OVER]
    assert told(world, NoticeKind.REVIEW_NEARLY_OVER) == [owner.person_id]
    assert pass_time(world, done.review_due_at) == []


def test_without_a_coordinator_owners_are_called_once_at_half(world: World) -> None:
    owner = world.do(staff, Role.OWNER)
    done = world.do(handed_in, world.do(held))
    pass_time(world, due_at(world, ReminderKind.REVIEW_HALF_GONE))
    assert told(world, NoticeKind.REVIEW_HALF_GONE) == [owner.person_id]
    assert pass_time(world, done.review_due_at) == []


def test_a_review_that_came_calls_no_owner(world: World) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    world.do(staff, Role.OWNER)
    done = world.do(handed_in, world.do(held))
    half = due_at(world, ReminderKind.REVIEW_HALF_GONE)
    pass_time(world, half)
    last = due_at(world, ReminderKind.REVIEW_NEARLY_OVER)
    approve = (done.submission_id, Decision.APPROVE, "", "", "")
    world.do(reviews.decide, boss, *approve, now=half + HOUR)
    assert pass_time(world, last) == []
    assert told(world, NoticeKind.REVIEW_NEARLY_OVER) == []


def test_an_owner_whose_call_waited_for_the_morning_is_not_called_for_what_is_decided(
    world: World,
) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    world.do(staff, Role.OWNER)
    done = world.do(handed_in, world.do(held))
    pass_time(world, due_at(world, ReminderKind.REVIEW_HALF_GONE))
    last = due_at(world, ReminderKind.REVIEW_NEARLY_OVER)
    pass_time(world, last)
    approve = (done.submission_id, Decision.APPROVE, "", "", "")
    world.do(reviews.decide, boss, *approve, now=last + timedelta(minutes=1))
    kinds = []
    for hours in range(30):
        wave = world.do(deliveries.take, PACE, most=50, now=last + (1 + hours) * HOUR)
        sent = [sendings.Outcome(p, DeliveryStatus.SENT, message_id=1) for p in wave.parcels]
        world.do(sendings.settle, sent, now=last + (1 + hours) * HOUR)
        kinds += [parcel.kind for parcel in wave.parcels]
    assert NoticeKind.REVIEW_NEARLY_OVER not in kinds


def test_works_that_lapsed_are_told_to_coordinators_once_a_day_and_to_owners_when_unseen(
    world: World,
) -> None:
    boss, owner = world.do(staff, Role.COORDINATOR), world.do(staff, Role.OWNER)
    work = world.do(held)
    world.do(held, work.campaign)
    assert pass_time(world, NOW + 72 * HOUR) == [ReminderKind.EXPIRY] * 2
    at = due_at(world, ReminderKind.WORKS_LAPSED)  # ten in Shanghai, the day after
    assert at == datetime.fromisoformat("2026-11-27T10:05:00+08:00")
    assert pass_time(world, at) == [ReminderKind.WORKS_LAPSED]
    assert told(world, NoticeKind.WORKS_LAPSED) == [boss.person_id]
    assert pass_time(world, at + DAY) == [ReminderKind.LAPSED_UNSEEN]
    assert told(world, NoticeKind.LAPSED_UNSEEN) == [owner.person_id]
    facts = world.rows(select(delivery.c.facts).where(delivery.c.kind.like("%lapsed%")))
    assert [row[0]["works"] for row in facts] == [2, 2]
    assert pass_time(world, at + 9 * DAY) == []


def test_what_a_coordinator_has_seen_is_told_to_nobody_above(world: World) -> None:
    boss = world.do(staff, Role.COORDINATOR)
    world.do(staff, Role.OWNER)
    work = world.do(held)
    pass_time(world, NOW + 72 * HOUR)
    at = due_at(world, ReminderKind.WORKS_LAPSED)
    pass_time(world, at)
    world.do(escalations.see_lapsed, boss, work.campaign.campaign_id, now=at + HOUR)
    assert pass_time(world, at + 2 * DAY) == []
    assert told(world, NoticeKind.LAPSED_UNSEEN) == []


def _prepared(world: World) -> tuple[Actor, Actor, Actor, int]:
    makes, checks = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    owner = world.do(staff, Role.OWNER)
    paid_creators(world, 1)
    batch_id = world.do(prepare_batch, makes, "CNY", now=PAYDAY)
    return makes, checks, owner, batch_id


def test_a_batch_without_its_second_person_calls_finance_and_then_owners(world: World) -> None:
    _, checks, owner, _ = _prepared(world)
    first = due_at(world, ReminderKind.PAYOUT_WAITING)
    assert first == PAYDAY + DAY
    assert ReminderKind.PAYOUT_WAITING in pass_time(world, first)
    assert told(world, NoticeKind.PAYOUT_WAITING) == [checks.person_id]
    assert ReminderKind.PAYOUT_STUCK in pass_time(world, first + DAY)
    assert told(world, NoticeKind.PAYOUT_STUCK) == [owner.person_id]
    assert pass_time(world, first + 9 * DAY) == []


def test_a_batch_that_was_approved_calls_nobody(world: World) -> None:
    _, checks, _, batch_id = _prepared(world)
    world.do(payouts.approve, checks, batch_id, now=PAYDAY + HOUR)
    called = set(pass_time(world, PAYDAY + 9 * DAY))
    assert not called & {ReminderKind.PAYOUT_WAITING, ReminderKind.PAYOUT_STUCK}


def test_readings_that_nobody_brings_are_told_to_owners(world: World) -> None:
    boss, owner = world.do(staff, Role.COORDINATOR), world.do(staff, Role.OWNER)
    work = world.do(held, world.do(live_campaign, method=Method.CPE))
    done = world.do(handed_in, work)
    approve = (done.submission_id, Decision.APPROVE, "", "", "")
    world.do(reviews.decide, boss, *approve, now=NOW + HOUR)
    ((cutoff,),) = world.rows(select(assignment.c.cutoff_at))
    at = cutoff + DAY
    assert world.do(settlements.ask_for_readings, work.campaign.campaign_id, now=at)
    assert ReminderKind.READINGS_UNANSWERED not in pass_time(world, at + 47 * HOUR)
    assert ReminderKind.READINGS_UNANSWERED in pass_time(world, at + 48 * HOUR)
    assert told(world, NoticeKind.READINGS_UNANSWERED) == [owner.person_id]
