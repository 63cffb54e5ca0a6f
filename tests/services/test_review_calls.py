"""Reviewers get one live notice of all that waits: counted when it goes, minutes apart."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.delivery import DeliveryStatus
from domain.people import Actor, Role
from domain.review import Decision
from services import deliveries, reviews, sendings, submissions
from services.limits import Pace
from services.review_calls import EVERY, KIND
from services.sendings import Outcome
from services.submissions import HandedIn
from storage.deliveries import Parcel
from storage.tables.delivery import delivery
from tests.handed_in import a_link, drafted, handed_in, held
from tests.world import NOW, World, creator, staff, world_at

PACE = Pace(per_second=30, chat_pause=timedelta(seconds=1))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
NIGHT = NOW + timedelta(hours=12)  # midnight in Shanghai
MORNING = NIGHT + timedelta(hours=8)


@pytest.fixture
def reviewer(world: World) -> Actor:
    return world.do(staff, Role.REVIEWER)


def comes_in(world: World, at: datetime) -> HandedIn:
    return world.do(handed_in, world.do(held, now=at), now=at)


def taken(world: World, at: datetime) -> list[Parcel]:
    wave = world.do(deliveries.take, PACE, most=50, now=at)
    return [parcel for parcel in wave.parcels if parcel.kind == KIND]


def sent(world: World, parcel: Parcel, at: datetime, message_id: int = 7) -> None:
    outcome = Outcome(parcel, DeliveryStatus.SENT, message_id=message_id)
    world.do(sendings.settle, [outcome], now=at)


def goes_out(world: World, at: datetime, message_id: int = 7) -> dict[str, Any]:
    (parcel,) = taken(world, at)
    sent(world, parcel, at, message_id)
    return parcel.facts


def rows(world: World) -> list[tuple[str, datetime]]:
    asked = select(delivery.c.status, delivery.c.due_at).where(delivery.c.kind == KIND)
    return [(status, due_at) for status, due_at in world.rows(asked.order_by(delivery.c.id))]


def test_the_first_is_told_at_once_by_name(world: World, reviewer: Actor) -> None:
    work = world.do(held, holder=world.do(creator, name="Ming"))
    done = world.do(handed_in, work)
    facts = goes_out(world, NOW)
    assert (facts["waiting"], facts["creator"], facts["is_draft"]) == (1, "Ming", False)
    assert facts["review_due_at"] == done.review_due_at.isoformat()
    assert facts["replaces_message"] is None


def test_what_comes_before_it_goes_is_counted_in(world: World, reviewer: Actor) -> None:
    for number in range(3):
        comes_in(world, NOW + number * SECOND)
    assert goes_out(world, NOW + 5 * SECOND)["waiting"] == 3
    assert len(rows(world)) == 1


def test_the_next_comes_minutes_later_and_takes_the_place_of_the_first(
    world: World, reviewer: Actor
) -> None:
    comes_in(world, NOW)
    goes_out(world, NOW, message_id=41)
    comes_in(world, NOW + MINUTE)
    comes_in(world, NOW + 2 * MINUTE)
    assert [due_at for _, due_at in rows(world)] == [NOW, NOW + EVERY]
    assert taken(world, NOW + EVERY - SECOND) == []
    facts = goes_out(world, NOW + EVERY)
    assert (facts["waiting"], facts["replaces_message"]) == (3, 41)


def test_after_a_quiet_while_it_is_at_once_again(world: World, reviewer: Actor) -> None:
    comes_in(world, NOW)
    goes_out(world, NOW)
    comes_in(world, NOW + 3 * EVERY)
    assert rows(world)[-1] == (DeliveryStatus.QUEUED, NOW + 3 * EVERY)


def test_one_that_is_on_its_way_counts_no_more(world: World, reviewer: Actor) -> None:
    comes_in(world, NOW)
    (parcel,) = taken(world, NOW)
    comes_in(world, NOW + SECOND)
    sent(world, parcel, NOW + 2 * SECOND)
    assert rows(world)[-1] == (DeliveryStatus.QUEUED, NOW + SECOND + EVERY)
    assert goes_out(world, NOW + SECOND + EVERY)["waiting"] == 2


def test_a_nights_work_is_one_notice_in_the_morning(world: World, reviewer: Actor) -> None:
    for hour in range(4):
        comes_in(world, NIGHT + timedelta(hours=hour))
    assert rows(world) == [(DeliveryStatus.QUEUED, MORNING)]
    assert goes_out(world, MORNING)["waiting"] == 4


def test_what_was_decided_meanwhile_is_told_no_more(world: World, reviewer: Actor) -> None:
    older = comes_in(world, NOW)
    goes_out(world, NOW)
    newer = comes_in(world, NOW + MINUTE)
    verdict = (Decision.APPROVE, "", "", "")
    world.do(reviews.decide, reviewer, newer.submission_id, *verdict, now=NOW + 2 * MINUTE)
    assert taken(world, NOW + EVERY) == []
    assert rows(world)[-1][0] is not DeliveryStatus.QUEUED
    assert older.submission_id < newer.submission_id


def test_nobodys_own_or_linked_work_is_counted(world: World, reviewer: Actor) -> None:
    comes_in(world, NOW)
    linked = world.do(creator, invited_by=reviewer.person_id)
    world.do(handed_in, world.do(held, holder=linked))
    world.do(drafted, world.do(held, draft_required=True))
    assert goes_out(world, NOW)["waiting"] == 2


def test_in_doubt_it_is_said_once_more_with_what_waits_by_then(
    world: World, reviewer: Actor
) -> None:
    comes_in(world, NOW)
    (parcel,) = taken(world, NOW)
    world.do(sendings.settle, [Outcome(parcel, DeliveryStatus.IN_DOUBT)], now=NOW)
    comes_in(world, NOW + SECOND)
    facts = goes_out(world, NOW + MINUTE)
    assert (facts["waiting"], facts["again"]) == (2, parcel.delivery_id)
    assert len(rows(world)) == 2


def test_a_new_link_in_place_of_an_earlier_one_is_named(world: World, reviewer: Actor) -> None:
    work = world.do(held)
    world.do(handed_in, work)
    assert goes_out(world, NOW)["new_links"] == 0
    at = NOW + EVERY
    world.do(submissions.replace, work.actor, work.assignment_id, a_link(), now=at)
    facts = goes_out(world, at)
    assert (facts["waiting"], facts["new_links"]) == (1, 1)


@pytest.mark.postgresql
def test_a_notice_does_not_go_before_who_relies_on_it_is_there_to_be_counted(
    migrated_postgresql_url: str,
) -> None:
    """One unit of work finds it queued, and another would send it before the first commits."""
    with world_at(migrated_postgresql_url) as world:
        world.do(staff, Role.REVIEWER)
        comes_in(world, NOW)
        late = world.do(held)
        with world.engine.begin() as conn:
            handed_in(conn, late)
            assert taken(world, NOW) == []
        assert goes_out(world, NOW)["waiting"] == 2
