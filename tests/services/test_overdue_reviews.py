"""Overdue reviews are one notice to each who is called, counted when it goes, hours apart."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from domain.delivery import DeliveryStatus, ReminderKind
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.review import Decision
from services import deliveries, reminders, reviews, sendings, submissions
from services.limits import Pace
from services.overdue_reviews import EVERY
from services.sendings import Outcome
from services.submissions import HandedIn
from storage.deliveries import Parcel
from storage.tables.delivery import delivery, reminder
from tests.handed_in import a_link, handed_in, held
from tests.services.reminded import pass_time
from tests.world import NOW, World, creator, staff

PACE = Pace(per_second=1000, chat_pause=timedelta(0), free_per_second=1000)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
HALF, NEARLY = NoticeKind.REVIEW_HALF_GONE, NoticeKind.REVIEW_NEARLY_OVER
APPROVE = (Decision.APPROVE, "", "", "")


@pytest.fixture
def boss(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def comes_in(world: World, at: datetime = NOW, name: str = "Ming") -> HandedIn:
    return world.do(handed_in, world.do(held, holder=world.do(creator, name=name)), now=at)


def half_of(done: HandedIn, at: datetime = NOW) -> datetime:
    return at + (done.review_due_at - at) / 2


def taken(world: World, at: datetime, kind: NoticeKind = HALF) -> list[Parcel]:
    """Wave by wave, as one of them has one notice to a person."""
    found: list[Parcel] = []
    while (wave := world.do(deliveries.take, PACE, most=50, now=at)).parcels:
        outcomes = [Outcome(each, DeliveryStatus.SENT, message_id=7) for each in wave.parcels]
        world.do(sendings.settle, outcomes, now=at)
        found += wave.parcels
    return [parcel for parcel in found if parcel.kind == kind]


def goes_out(world: World, at: datetime, kind: NoticeKind = HALF) -> dict[str, Any]:
    (parcel,) = taken(world, at, kind)
    return parcel.facts


def rows(world: World, kind: NoticeKind = HALF) -> list[int]:
    asked = select(delivery.c.person_id).where(delivery.c.kind == kind)
    return [row[0] for row in world.rows(asked.order_by(delivery.c.id))]


def test_works_that_are_overdue_together_are_one_notice_that_names_the_first(
    world: World, boss: Actor
) -> None:
    first = comes_in(world, name="Ming")
    last = [comes_in(world, NOW + number * MINUTE) for number in range(1, 6)][-1]
    at = half_of(last, NOW + 5 * MINUTE)
    assert pass_time(world, at) == [ReminderKind.REVIEW_HALF_GONE] * 6
    assert rows(world) == [boss.person_id]
    facts = goes_out(world, at)
    assert (facts["waiting"], facts["assignment_id"]) == (6, first.assignment_id)
    assert facts["creator"] == "Ming"
    assert facts["handle"]
    assert facts["review_due_at"] == first.review_due_at.isoformat()


def test_a_queue_is_one_notice_in_its_hour(world: World, boss: Actor) -> None:
    done = [comes_in(world, NOW + number * MINUTE) for number in range(7)]
    told = []
    begins = half_of(done[0])
    for minute in range(130):
        pass_time(world, begins + minute * MINUTE)
        told += [each.facts["waiting"] for each in taken(world, begins + minute * MINUTE)]
    assert told == [1, 7]


def test_what_the_last_one_counted_is_not_told_again(world: World, boss: Actor) -> None:
    """The job comes to its row after the notice has gone."""
    first, second = comes_in(world), comes_in(world)
    at = half_of(second)
    world.do(_queue_one, first, at)
    assert goes_out(world, at)["waiting"] == 2
    assert pass_time(world, at) == [ReminderKind.REVIEW_HALF_GONE]
    assert rows(world) == [boss.person_id]


def _queue_one(conn: Connection, done: HandedIn, at: datetime) -> None:
    asked = select(reminder.c.id).where(
        reminder.c.subject_id == done.assignment_id, reminder.c.kind == HALF
    )
    assert reminders.queue_due(conn, conn.execute(asked).scalar_one(), now=at)


def test_the_next_one_takes_the_place_of_the_last(world: World, boss: Actor) -> None:
    older = comes_in(world)
    newer = comes_in(world, NOW + 2 * HOUR)
    for done, since in ((older, NOW), (newer, NOW + 2 * HOUR)):
        pass_time(world, half_of(done, since))
        facts = goes_out(world, half_of(done, since))
    assert (facts["waiting"], facts["replaces_message"]) == (2, 7)


def test_nobody_is_called_again_for_what_waits_once_the_new_is_decided(
    world: World, boss: Actor
) -> None:
    older, newer = comes_in(world), comes_in(world, NOW + 30 * MINUTE)
    pass_time(world, half_of(older))
    goes_out(world, half_of(older))
    at = half_of(newer, NOW + 30 * MINUTE)
    pass_time(world, at)
    world.do(reviews.decide, boss, newer.submission_id, *APPROVE, now=at + MINUTE)
    assert taken(world, half_of(older) + EVERY) == []


def test_what_was_changed_has_a_clock_of_its_own(world: World, boss: Actor) -> None:
    """The half of the round before passes without a word."""
    work = world.do(held)
    done = world.do(handed_in, work)
    other = comes_in(world)
    changes = (Decision.CHANGES, "off_brief", "1", "补光")
    world.do(reviews.decide, boss, done.submission_id, *changes, now=NOW + HOUR)
    again = NOW + 20 * HOUR
    world.do(submissions.hand_in, work.actor, a_link(), work.assignment_id, now=again)
    pass_time(world, half_of(other))
    assert goes_out(world, half_of(other))["waiting"] == 1


def test_owners_hear_of_all_that_is_nearly_over_in_one(world: World, boss: Actor) -> None:
    owner = world.do(staff, Role.OWNER)
    done = [comes_in(world) for _ in range(6)]
    pass_time(world, half_of(done[0]))
    assert rows(world) == [boss.person_id]
    last = done[0].review_due_at - 6 * HOUR
    assert pass_time(world, last) == [ReminderKind.REVIEW_NEARLY_OVER] * 6
    assert rows(world, NEARLY) == [owner.person_id]
    assert taken(world, last, NEARLY) == []  # it is six there
    assert goes_out(world, last + 2 * HOUR, NEARLY)["waiting"] == 6


def test_nobody_is_called_for_work_that_they_may_not_decide(world: World, boss: Actor) -> None:
    other = world.do(staff, Role.COORDINATOR)
    linked = world.do(creator, invited_by=boss.person_id)
    done = world.do(handed_in, world.do(held, holder=linked))
    pass_time(world, half_of(done))
    assert rows(world) == [other.person_id]


def test_what_an_earlier_version_queued_is_told_while_it_is_true(world: World, boss: Actor) -> None:
    done = comes_in(world)
    at = half_of(done)
    pass_time(world, at)
    ((reminder_id,),) = world.rows(select(reminder.c.id).where(reminder.c.kind == HALF))
    old = {
        "reminder_id": reminder_id,
        "assignment_id": done.assignment_id,
        "title": "听书",
        "category": "life",
        "review_due_at": done.review_due_at.isoformat(),
    }
    facts = update(delivery).where(delivery.c.kind == HALF).values(facts=old)
    world.do(lambda conn: conn.execute(facts) and None)
    assert goes_out(world, at) == old
