"""What an outage of Telegram leaves of a broadcast and of decisions, as the rows tell it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.delivery import DeliveryClass, DeliveryStatus
from domain.outage import Sign
from domain.resending import MOST_IN_AN_OUTAGE
from services import deliveries, health, limits
from services.deliveries import Parcel, Wave
from services.sendings import Outcome
from storage.tables.delivery import delivery, send_gate
from tests.services.waves import queue, reader, recover, settle, statuses, take
from tests.world import NOW, World

S = DeliveryStatus
T, B = DeliveryClass.TRANSACTIONAL, DeliveryClass.BROADCAST
SECOND = timedelta(seconds=1)


def silent(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.IN_DOUBT, problem="500", sign=Sign.SILENT)


def answered(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.SENT, message_id=1, sign=Sign.ANSWERED)


def refused(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.DEAD, problem="blocked", sign=Sign.ANSWERED)


def crowd(world: World, size: int) -> None:
    for number in range(size):
        queue(world, reader(world), str(number), B)


def broken(world: World) -> Wave:
    """Three got no answer; what is taken next."""
    settle(world, *map(silent, take(world, most=3).parcels))
    return take(world)


def test_after_three_silences_one_is_tried_and_each_time_later(world: World) -> None:
    crowd(world, 20)
    held = broken(world)
    assert (held.parcels, held.full_until, held.silent_since) == ((), NOW + SECOND, NOW)
    at, waits = NOW + SECOND, []
    for _ in range(7):
        (tried,) = take(world, at=at).parcels
        assert take(world, at=at + 29 * SECOND).parcels == ()  # its answer is waited for
        settle(world, silent(tried), at=at)
        until = take(world, at=at).full_until
        assert until is not None
        waits.append((until - at).total_seconds())
        at = until
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert list(statuses(world).values()).count(S.QUEUED) == 10


def test_one_answer_lets_all_go(world: World) -> None:
    crowd(world, 10)
    broken(world)
    (tried,) = take(world, at=NOW + SECOND).parcels
    settle(world, answered(tried), at=NOW + SECOND)
    assert len(take(world, at=NOW + 2 * SECOND).parcels) == 6


@pytest.mark.parametrize("between", [answered, refused])
def test_refusals_and_what_arrives_between_are_no_outage(
    world: World, between: Callable[[Parcel], Outcome]
) -> None:
    crowd(world, 10)
    first, second, third, fourth = take(world, most=4).parcels
    settle(world, silent(first), silent(second), between(third), silent(fourth))
    assert len(take(world, at=NOW + SECOND).parcels) == 6


def test_who_tries_and_dies_holds_up_all_for_half_a_minute(world: World) -> None:
    crowd(world, 10)
    broken(world)
    assert len(take(world, at=NOW + SECOND).parcels) == 1
    assert take(world, at=NOW + 30 * SECOND).parcels == ()
    assert len(take(world, at=NOW + 31 * SECOND).parcels) == 1


def test_it_lasts_over_cleaning_and_is_no_flood_of_a_chat(world: World) -> None:
    crowd(world, 10)
    broken(world)
    world.do(limits.forget_open, now=NOW + timedelta(hours=1))
    (tried,) = take(world, at=NOW + timedelta(hours=1)).parcels
    flood = Outcome(tried, S.QUEUED, again_at=NOW + timedelta(hours=2), flood=True)
    settle(world, flood, at=NOW + timedelta(hours=1))
    assert world.do(limits.closed_until, now=NOW + timedelta(hours=1)) is None


def test_how_long_it_has_lasted_is_told(world: World) -> None:
    crowd(world, 10)
    assert world.do(health.gauges, now=NOW).silent_seconds == 0
    broken(world)
    later = NOW + timedelta(minutes=3)
    assert world.do(health.gauges, now=later).silent_seconds == 180
    settle(world, answered(*take(world, at=later).parcels), at=later)
    assert world.do(health.gauges, now=later).silent_seconds == 0
    assert world.rows(select(send_gate.c.scope)) == [("slots",)]


def test_a_promotion_is_tried_before_a_decision_that_is_said_once_more(world: World) -> None:
    queue(world, reader(world), "decision")
    crowd(world, 10)
    settle(world, *map(silent, take(world, most=3).parcels))
    at = NOW + timedelta(minutes=5)  # long after that is due
    for _ in range(3):
        (tried,) = take(world, at=at).parcels
        assert tried.delivery_class is B
        settle(world, silent(tried), at=at)
        at += timedelta(minutes=1)
    assert statuses(world)["decision#again"] == S.QUEUED


def test_a_lonely_decision_is_tried_for_half_a_working_day_and_then_given_up(world: World) -> None:
    queue(world, reader(world), "a")
    at, tries = NOW, 0
    while at < NOW + timedelta(days=1):
        for parcel in take(world, at=at).parcels:
            settle(world, silent(parcel), at=at)
            tries, last = tries + 1, at
        at += timedelta(minutes=1)
    assert tries == MOST_IN_AN_OUTAGE + 1
    assert timedelta(hours=8) < last - NOW < timedelta(hours=10)
    told = world.rows(select(delivery.c.status, delivery.c.problem).order_by(delivery.c.id.desc()))
    assert told[0] == (S.IN_DOUBT, "given up after so many: 500")
    assert {status for status, _ in told} == {S.IN_DOUBT}


def test_it_arrives_when_the_outage_is_over_before_that(world: World) -> None:
    queue(world, reader(world), "a")
    at = NOW
    while S.SENT not in statuses(world).values():
        over = at >= NOW + timedelta(hours=3)
        parcels = take(world, at=at).parcels
        settle(world, *map(answered if over else silent, parcels), at=at)
        at += timedelta(minutes=1)
        assert at < NOW + timedelta(hours=6)


def test_while_others_are_answered_it_is_said_once_more_and_no_more(world: World) -> None:
    queue(world, reader(world), "a")
    at: datetime = NOW
    for number in range(3):
        queue(world, reader(world), f"well {number}", at=at)
        for parcel in take(world, at=at).parcels:
            well = parcel.dedupe_key.startswith("well")
            settle(world, (answered if well else silent)(parcel), at=at)
        at += timedelta(hours=1)
    assert set(statuses(world)) == {"a", "a#again", "well 0", "well 1", "well 2"}


def test_what_a_kill_left_during_an_outage_is_said_once_more_too(world: World) -> None:
    queue(world, reader(world), "a")
    at = NOW
    for _ in range(2):
        settle(world, *map(silent, take(world, at=at).parcels), at=at)
        at += timedelta(minutes=5)
    assert len(take(world, at=at).parcels) == 1
    recover(world, at + deliveries.LEASE + SECOND)
    assert statuses(world)["a#3#again"] == S.QUEUED
