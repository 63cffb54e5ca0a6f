"""A message that this version has no words for waits for one that has, and holds nobody up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from domain.delivery import PRIORITY, DeliveryClass, DeliveryStatus
from domain.due_work import DueElsewhere
from domain.resending import AGAIN
from domain.unworded import GIVEN_UP_AFTER, TAKEN_BY_OTHERS_WITHIN, again_at
from services import deliveries, health, notices
from services.deliveries import LEASE
from services.sendings import RESEND_AFTER, Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import delivery
from tests.services.waves import queue, reader, recover, sent, settle, statuses, take
from tests.world import NOW, World

S, T = DeliveryStatus, DeliveryClass.TRANSACTIONAL
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def of_tomorrow(world: World, person_id: int, key: str, at: datetime = NOW) -> None:
    """As a later version queues a kind of its own."""
    row = {
        "person_id": person_id,
        "class": T,
        "kind": "of_tomorrow",
        "facts": {"told": "anything"},
        "dedupe_key": key,
        "status": S.QUEUED,
        "priority": PRIORITY[T],
        "due_at": at,
        "queued_at": at,
    }
    world.do(lambda conn: conn.execute(insert(delivery).values(row)))


def wordless(parcel: Parcel) -> Outcome:
    return Outcome(parcel, S.QUEUED, problem="wording: KeyError('new')", unworded=True)


def row_of(world: World, key: str) -> tuple[str, int, datetime, str]:
    """Its status, attempts, when it is due, and why."""
    columns = (delivery.c.status, delivery.c.attempts, delivery.c.due_at, delivery.c.problem)
    (row,) = world.rows(select(*columns).where(delivery.c.dedupe_key == key))
    return row[0], row[1], row[2], row[3]


def test_a_kind_of_a_later_version_is_left_to_its_processes_untouched(world: World) -> None:
    of_tomorrow(world, reader(world), "new")
    for hours in (0, 1, 100):
        at = NOW + timedelta(hours=hours)
        assert not world.do(deliveries.any_due, now=at)
        assert take(world, at=at).parcels == ()
    assert row_of(world, "new") == (S.QUEUED, 0, NOW, "")


def test_thousands_of_them_in_front_hold_nobody_up(world: World) -> None:
    one, at = reader(world), NOW + 2 * MINUTE
    for number in range(300):
        of_tomorrow(world, one, f"new {number}")
    other = reader(world)
    queue(world, other, "known", at=at)
    assert world.do(deliveries.any_due, now=at)
    assert [parcel.dedupe_key for parcel in take(world, most=3, at=at).parcels] == ["known"]


def test_its_readers_later_one_waits_for_it_but_not_for_ever(world: World) -> None:
    one, other = reader(world), reader(world)
    of_tomorrow(world, one, "new")
    queue(world, one, "behind it", at=NOW + SECOND)
    queue(world, other, "elsewhere", at=NOW + SECOND)
    assert [p.dedupe_key for p in take(world, most=1, at=NOW + SECOND).parcels] == ["elsewhere"]
    by_then = NOW + TAKEN_BY_OTHERS_WITHIN
    assert [parcel.dedupe_key for parcel in take(world, at=by_then).parcels] == ["behind it"]


def test_one_whose_wording_raises_is_set_back_later_and_later(world: World) -> None:
    at, pauses, told = NOW, list[int](), {"cls": T, "dedupe_key": "new shape", "now": NOW}
    world.do(notices.queue, reader(world), "review_reject", {}, **told)
    while (now := row_of(world, "new shape"))[0] == S.QUEUED:
        at = max(at, now[2])
        (parcel,) = take(world, at=at).parcels
        settle(world, wordless(parcel), at=at)
        pauses.append((row_of(world, "new shape")[2] - at) // MINUTE)
    assert pauses[:8] == [1, 1, 2, 4, 8, 16, 32, 60]
    assert GIVEN_UP_AFTER <= at - NOW < GIVEN_UP_AFTER + timedelta(hours=1)
    status, _, _, problem = row_of(world, "new shape")
    assert (status, problem) == (S.DEAD, "wording: KeyError('new')")


def test_a_version_that_has_the_words_sends_it(world: World) -> None:
    queue(world, reader(world), "new shape")
    (parcel,) = take(world).parcels
    settle(world, wordless(parcel))
    (again,) = take(world, at=NOW + MINUTE).parcels
    settle(world, sent(again), at=NOW + MINUTE)
    assert statuses(world) == {"new shape": S.SENT}
    assert world.do(health.gauges, now=NOW + MINUTE).set_back[DueElsewhere.MESSAGE] == 0


def test_what_is_set_back_holds_up_neither_its_reader_nor_others(world: World) -> None:
    one = reader(world)
    queue(world, one, "new shape")
    queue(world, one, "behind it")
    (parcel,) = take(world).parcels
    settle(world, wordless(parcel))
    assert [p.dedupe_key for p in take(world, at=NOW + SECOND).parcels] == ["behind it"]


def test_what_is_set_back_is_counted(world: World) -> None:
    queue(world, reader(world), "new shape")
    (parcel,) = take(world).parcels
    settle(world, wordless(parcel))
    assert world.do(health.gauges, now=NOW).set_back[DueElsewhere.MESSAGE] == 1


def test_facts_that_we_cannot_read_are_tried_again_and_the_others_go(world: World) -> None:
    bad, good = reader(world), reader(world)
    world.do(notices.queue, bad, "payout_prepared", {}, cls=T, dedupe_key="bad", now=NOW)
    queue(world, good, "good")
    assert [parcel.dedupe_key for parcel in take(world).parcels] == ["good"]
    why = "unreadable facts: batch_id"
    assert row_of(world, "bad") == (S.QUEUED, 0, NOW + MINUTE, why)
    readable = update(delivery).where(delivery.c.dedupe_key == "bad").values(set_back_since=NOW)
    world.do(lambda conn: conn.execute(readable))
    take(world, at=NOW + GIVEN_UP_AFTER)
    assert row_of(world, "bad")[::3] == (S.DEAD, why)


def test_one_of_a_later_version_is_said_again_after_a_kill_of_its_process(world: World) -> None:
    """By whoever finds it, for one that knows its kind; and it stops no other's recovery."""
    of_tomorrow(world, reader(world), "new")
    queue(world, reader(world), "known")
    doomed = update(delivery).values(status=S.SENDING, attempts=1, leased_until=NOW + LEASE)
    world.do(lambda conn: conn.execute(doomed))
    recover(world, NOW + LEASE + SECOND)
    again = {"new": S.IN_DOUBT, "known": S.IN_DOUBT}
    assert statuses(world) == again | {f"{key}{AGAIN}": S.QUEUED for key in again}
    assert row_of(world, f"new{AGAIN}")[2] == NOW + LEASE + SECOND + RESEND_AFTER


@pytest.mark.parametrize(
    ("since", "pause"), [(0, 60), (59, 60), (600, 600), (7200, 3600), (86_399, 3600)]
)
def test_a_pause_lasts_as_long_as_it_had_no_words_an_hour_at_most(since: int, pause: int) -> None:
    assert again_at(NOW - timedelta(seconds=since), NOW) == NOW + timedelta(seconds=pause)


def test_after_a_day_it_is_given_up() -> None:
    assert again_at(NOW - GIVEN_UP_AFTER, NOW) is None
