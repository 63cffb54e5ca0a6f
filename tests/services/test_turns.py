"""Who goes when several broadcasts and notices wait: each in turn, nobody behind what stands."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.broadcast_rules import BroadcastRules
from domain.delivery import PAID_PRIORITY, BroadcastStatus, DeliveryClass, DeliveryStatus
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Role
from services import broadcast_drafts, broadcast_sheets, broadcasts, deliveries, health
from services.limits import Pace
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import person
from tests.confirming import confirm
from tests.services.waves import PACE, queue, reader, sent, settle, statuses, take
from tests.world import NOW, World, creator, staff

SECOND = timedelta(seconds=1)
S = DeliveryStatus


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def confirmed(world: World, coordinator: Actor, readers: int) -> int:
    """A broadcast to everybody, of which only so many first ones are left."""
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("春茶")}, now=NOW)
    world.do(confirm, coordinator, made, BroadcastRules(most_per_week=0), now=NOW)
    rows = world.rows(delivery.select().where(delivery.c.broadcast_id == made))
    beyond = sorted(row.id for row in rows)[readers:]
    world.do(lambda conn: conn.execute(delivery.delete().where(delivery.c.id.in_(beyond))))
    return made


def waves(world: World, count: int, most: int = 2, pace: Pace = PACE) -> list[Parcel]:
    """One after the other, a second apart; what is taken has arrived."""
    gone: list[Parcel] = []
    for second in range(count):
        at = NOW + second * SECOND
        parcels = world.do(deliveries.take, pace, most=most, now=at).parcels
        settle(world, *map(sent, parcels), at=at)
        gone += parcels
    return gone


def by_broadcast(parcels: list[Parcel]) -> Counter[int]:
    return Counter(parcel.facts["broadcast_id"] for parcel in parcels)


def test_a_few_do_not_wait_behind_a_broadcast_to_many(world: World, coordinator: Actor) -> None:
    for _ in range(20):
        world.do(creator)
    many, few = confirmed(world, coordinator, 20), confirmed(world, coordinator, 3)
    gone = waves(world, 4)
    assert by_broadcast(gone) == {many: 5, few: 3}


def test_one_slot_at_a_time_each_broadcast_has_its_turn(world: World, coordinator: Actor) -> None:
    """Each wave begins behind the broadcast that had the last slot of the one before."""
    for _ in range(9):
        world.do(creator)
    three = [confirmed(world, coordinator, 9) for _ in range(3)]
    assert by_broadcast(waves(world, 9, most=1)) == dict.fromkeys(three, 3)


def test_one_whose_readers_all_want_none_uses_up_no_turn_of_another(
    world: World, coordinator: Actor
) -> None:
    """One at a time: each that is set aside hands the turn on."""
    for _ in range(6):
        world.do(creator)
    unwanted = confirmed(world, coordinator, 3)
    world.do(lambda conn: conn.execute(update(person).values(wants_broadcasts=False)))
    later = [world.do(creator).actor.person_id for _ in range(2)]
    wanted = confirmed(world, coordinator, 2)
    rows = world.rows(delivery.select().where(delivery.c.broadcast_id == wanted))
    assert [row.person_id for row in rows] == later
    assert by_broadcast(waves(world, 2, most=1)) == {wanted: 1}
    assert unwanted < wanted


def test_what_is_paid_for_and_what_is_not_take_turns_of_their_own(
    world: World, coordinator: Actor
) -> None:
    for _ in range(24):
        world.do(creator)
    paid = [confirmed(world, coordinator, 24) for _ in range(2)]
    world.do(lambda conn: conn.execute(update(delivery).values(priority=PAID_PRIORITY)))
    free = [confirmed(world, coordinator, 24) for _ in range(2)]
    pace = Pace(per_second=100, free_per_second=1)
    gone = by_broadcast(waves(world, 6, most=4, pace=pace))
    for one, other in (free, paid):
        assert gone[one] >= 2
        assert abs(gone[one] - gone[other]) <= 1


def test_two_broadcasts_for_the_same_people_hold_each_other_up_at_no_time(
    world: World, coordinator: Actor
) -> None:
    """The one with the lower ids falls due while the other one is on its way."""
    for _ in range(12):
        world.do(creator)
    later, earlier = confirmed(world, coordinator, 12), confirmed(world, coordinator, 12)
    of_earlier = update(delivery).where(delivery.c.broadcast_id == earlier)
    world.do(lambda conn: conn.execute(of_earlier.values(due_at=NOW - timedelta(hours=1))))
    gone = waves(world, 6, most=4)
    assert len(gone) == 24
    assert by_broadcast(gone) == {later: 12, earlier: 12}


def test_a_reader_with_very_many_notices_holds_up_nobody_else(world: World) -> None:
    busy, other = reader(world), reader(world)
    for number in range(30):
        queue(world, busy, str(number))
    queue(world, other, "other")
    assert [parcel.dedupe_key for parcel in take(world, most=3).parcels] == ["0", "other"]


def test_a_notice_whose_moment_had_passed_still_goes_before_what_came_later(world: World) -> None:
    one = reader(world)
    queue(world, one, "first")
    (parcel,) = take(world).parcels
    queue(world, one, "second", at=NOW + SECOND)
    back = Outcome(parcel, S.QUEUED, problem="its moment had passed", again_at=parcel.due_at)
    settle(world, back, at=NOW + 2 * SECOND)
    assert [each.dedupe_key for each in take(world, at=NOW + 2 * SECOND).parcels] == ["first"]


def test_promotions_go_to_whom_no_decision_is_about_to_reach(
    world: World, coordinator: Actor
) -> None:
    """No slot is lost to a reader of both."""
    people = [world.do(creator).actor.person_id for _ in range(6)]
    confirmed(world, coordinator, 6)
    for person_id in people[:3]:
        queue(world, person_id, str(person_id))
    parcels = take(world, most=6).parcels
    assert [parcel.reader.person_id for parcel in parcels] == people


def test_how_long_it_takes_counts_what_leaves_in_turns_with_it(
    world: World, coordinator: Actor
) -> None:
    for _ in range(8):
        world.do(creator)
    many, few = confirmed(world, coordinator, 8), confirmed(world, coordinator, 2)
    queue(world, reader(world), "a decision")
    rules = BroadcastRules(per_second=1)

    def seconds(broadcast_id: int) -> float:
        stands = world.do(broadcast_sheets.sheet, coordinator, broadcast_id, now=NOW)
        return stands.eta(rules).total_seconds()

    assert (seconds(many), seconds(few)) == (8 + 2 + 1, 2 + 2 + 1)
    running = world.do(health.gauges, rules, now=NOW).running
    assert [(each.broadcast_id, each.eta_seconds) for each in running] == [(many, 10), (few, 4)]
    world.do(broadcasts.pause, coordinator, many, now=NOW)
    assert seconds(few) == 2 + 1
    draft = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("春茶")}, now=NOW)
    assert seconds(draft) == 9 + 2 + 1  # to everybody, the reader of the decision too


def test_a_paused_broadcast_waits_and_is_not_late(world: World, coordinator: Actor) -> None:
    for _ in range(2):
        world.do(creator)
    pauses, runs = confirmed(world, coordinator, 2), confirmed(world, coordinator, 1)
    world.do(broadcasts.pause, coordinator, pauses, now=NOW)
    of_other = update(delivery).where(delivery.c.broadcast_id == runs)
    world.do(lambda conn: conn.execute(of_other.values(due_at=NOW + timedelta(seconds=50))))
    gauges = world.do(health.gauges, now=NOW + timedelta(seconds=60))
    (queue_of,) = [q for q in gauges.queues if q.delivery_class is DeliveryClass.BROADCAST]
    assert (queue_of.deliveries, queue_of.oldest_seconds) == (3, 10)
    assert [each.broadcast_id for each in gauges.running] == [runs]


@pytest.mark.parametrize(
    "body", [[{ZH: {"text": "no html"}}], [{}], [], {"html": "x"}, [{ZH: {"html": 3}}]]
)
def test_a_body_that_we_cannot_fill_is_set_back_and_stops_no_other(
    world: World, coordinator: Actor, body: object
) -> None:
    world.do(creator)
    bad = confirmed(world, coordinator, 1)
    world.do(lambda conn: conn.execute(update(broadcast).values(body=body)))
    queue(world, reader(world), "decision")
    assert [parcel.dedupe_key for parcel in take(world).parcels] == ["decision"]
    (row,) = world.rows(delivery.select().where(delivery.c.broadcast_id == bad))
    assert (row.status, row.problem.partition(":")[0]) == (S.QUEUED, "unreadable body")
    assert statuses(world)["decision"] == S.SENDING
    assert BroadcastStatus.SENDING in [each.status for each in world.rows(broadcast.select())]
