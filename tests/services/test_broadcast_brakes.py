"""A broadcast that Telegram refuses as a whole pauses by itself and loses nobody."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.brake import ENOUGH, TRIED_AGAIN_AFTER
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus, DeliveryStatus
from domain.people import Actor, Role
from domain.refusals import About
from services import broadcast_sheets, broadcasts, health
from services.sendings import Outcome
from storage.deliveries import Parcel
from storage.tables.delivery import broadcast, delivery
from tests.confirming import confirm
from tests.services.test_broadcasts import drafted
from tests.services.waves import sent, settle, take
from tests.world import NOW, World, creator, staff

S, B = DeliveryStatus, BroadcastStatus
READERS = 12
SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


@pytest.fixture
def made(world: World, coordinator: Actor) -> int:
    for _ in range(READERS):
        world.do(creator)
    number = drafted(world, coordinator).facts.broadcast_id
    world.do(confirm, coordinator, number, BroadcastRules(most_per_week=0), now=NOW)
    return number


def refused(parcel: Parcel, what: About, words: str) -> Outcome:
    return Outcome(parcel, S.QUEUED, problem=words, refused=what)


def wave(world: World, at: datetime, most: int = 20) -> tuple[Parcel, ...]:
    promoted = [each for each in take(world, most=most, at=at).parcels if each.kind == "broadcast"]
    return tuple(promoted)


def refuse(
    world: World, parcels: Iterable[Parcel], what: About, words: str, at: datetime = NOW
) -> None:
    settle(world, *(refused(each, what, words) for each in parcels), at=at)


def ends(world: World, number: int) -> Counter[str]:
    rows = world.rows(select(delivery.c.status).where(delivery.c.broadcast_id == number))
    return Counter(row[0] for row in rows)


def status(world: World, number: int) -> str:
    rows = world.rows(select(broadcast.c.status).where(broadcast.c.id == number))
    return str(rows[0][0])


def told(world: World) -> list[dict[str, Any]]:
    rows = select(delivery.c.facts, delivery.c.person_id)
    return world.rows(rows.where(delivery.c.kind == "broadcast_refused"))


@pytest.mark.parametrize(
    ("what", "words"), [(About.STARS, "BALANCE_TOO_LOW"), (About.MESSAGE, "BUTTON_URL_INVALID")]
)
def test_one_refusal_that_is_no_readers_fault_stops_it_and_ends_nobody(
    world: World, coordinator: Actor, made: int, what: About, words: str
) -> None:
    owner = world.do(staff, Role.OWNER)
    first, odd, *rest = wave(world, NOW)
    settle(world, sent(first))
    refuse(world, [odd], what, words)
    assert status(world, made) == B.PAUSED
    refuse(world, rest, what, words)  # they were on their way
    assert ends(world, made) == {S.SENT: 1, S.QUEUED: READERS - 1}
    assert {(row[0]["words"], row[1]) for row in told(world)} == {
        (words, coordinator.person_id),
        (words, owner.person_id),
    }
    assert len(told(world)) == 2
    assert wave(world, LATER) == ()
    found = world.do(broadcast_sheets.sheet, coordinator, made, now=LATER).facts
    assert found.refusal == words


def test_resumed_it_goes_to_whoever_was_refused_once_each(
    world: World, coordinator: Actor, made: int
) -> None:
    refuse(world, wave(world, NOW), About.STARS, "BALANCE_TOO_LOW")
    world.do(broadcasts.resume, coordinator, made, now=NOW)
    assert world.do(broadcast_sheets.sheet, coordinator, made, now=LATER).facts.refusal == ""
    at = LATER
    while parcels := wave(world, at):
        settle(world, *map(sent, parcels), at=at)
        at += SECOND
    assert ends(world, made) == {S.SENT: READERS}
    assert world.do(broadcasts.finish, made, now=at)


def test_stars_that_run_out_again_stop_it_again(
    world: World, coordinator: Actor, made: int
) -> None:
    for at in (NOW, LATER):
        refuse(world, wave(world, at), About.STARS, "BALANCE_TOO_LOW", at)
        assert status(world, made) == B.PAUSED
        world.do(broadcasts.resume, coordinator, made, now=at)
    assert ends(world, made) == {S.QUEUED: READERS}
    assert len(told(world)) == 2


def test_words_that_nobody_knows_stop_it_in_a_row_and_all_are_put_back(
    world: World, made: int
) -> None:
    parcels = wave(world, NOW, ENOUGH)
    for parcel in parcels[:-1]:
        refuse(world, [parcel], About.UNCLEAR, "SOMETHING_NEW")
    assert status(world, made) == B.SENDING
    refuse(world, parcels[-1:], About.UNCLEAR, "SOMETHING_NEW")
    assert status(world, made) == B.PAUSED
    assert ends(world, made) == {S.QUEUED: READERS}


def test_where_none_was_accepted_nobody_ends_however_often_they_were_tried(
    world: World, made: int
) -> None:
    for again in range(2):
        at = NOW + again * TRIED_AGAIN_AFTER
        for number, parcel in enumerate(wave(world, at)):
            refuse(world, [parcel], About.UNCLEAR, f"SOMETHING_NEW {number}", at)
        assert wave(world, at + TRIED_AGAIN_AFTER / 2) == ()
    assert (status(world, made), ends(world, made)) == (B.SENDING, {S.QUEUED: READERS})


def test_what_was_accepted_before_the_first_was_refused_counts(world: World, made: int) -> None:
    odd, *others = wave(world, NOW)
    settle(world, *map(sent, others))
    refuse(world, [odd], About.UNCLEAR, "SOMETHING_NEW")
    again = wave(world, NOW + TRIED_AGAIN_AFTER)
    refuse(world, again, About.UNCLEAR, "SOMETHING_NEW", NOW + TRIED_AGAIN_AFTER)
    assert ends(world, made)[S.DEAD] == 1


def test_among_others_that_are_accepted_or_with_one_between_they_stop_nothing(
    world: World, made: int
) -> None:
    parcels = wave(world, NOW)
    few, (one, *others) = parcels[:ENOUGH], parcels[ENOUGH:]
    settle(world, sent(one), *(refused(each, About.UNCLEAR, "SOMETHING_NEW") for each in few))
    *before, between, after = others
    assert len(before) == ENOUGH - 1
    refuse(world, before, About.UNCLEAR, "SOMETHING_NEW")
    settle(world, sent(between))
    refuse(world, [after], About.UNCLEAR, "SOMETHING_NEW")
    assert status(world, made) == B.SENDING
    assert ends(world, made) == {S.SENT: 2, S.QUEUED: READERS - 2}


def test_one_reader_whom_words_that_nobody_knows_are_about_is_tried_again_and_ends(
    world: World, made: int
) -> None:
    odd, *others = wave(world, NOW)
    settle(world, refused(odd, About.UNCLEAR, "SOMETHING_NEW"), *map(sent, others))
    assert ends(world, made)[S.QUEUED] == READERS - len(others)
    at = NOW + TRIED_AGAIN_AFTER
    while S.QUEUED in ends(world, made):
        for parcel in wave(world, at):
            fate = sent(parcel)
            if parcel.delivery_id == odd.delivery_id:
                fate = refused(parcel, About.UNCLEAR, "SOMETHING_NEW")
            settle(world, fate, at=at)
        at += SECOND
    assert ends(world, made) == {S.SENT: READERS - 1, S.DEAD: 1}
    assert status(world, made) == B.SENDING


def test_one_wrong_wording_of_several_keeps_nobody_from_the_right_one(
    world: World, coordinator: Actor, made: int
) -> None:
    """Every other one is refused for its words; who resumes it wants the others to get theirs."""
    for minute in range(9):
        at = NOW + minute * TRIED_AGAIN_AFTER
        parcels = wave(world, at, 4)
        bad = [each for each in parcels if each.reader.person_id % 2]
        settle(
            world,
            *(sent(each) for each in parcels if each not in bad),
            *(refused(each, About.MESSAGE, "BUTTON_URL_INVALID") for each in bad),
            at=at,
        )
        if status(world, made) == B.PAUSED:
            world.do(broadcasts.resume, coordinator, made, now=at)
        if ends(world, made)[S.SENT] == READERS // 2:
            break
    assert ends(world, made)[S.SENT] == READERS // 2
    assert len(told(world)) == 1  # who resumed it has read that


def test_a_monitor_sees_that_one_stands_until_somebody_resumes_it(
    world: World, coordinator: Actor, made: int
) -> None:
    assert standing(world) == 0
    refuse(world, wave(world, NOW), About.STARS, "STARS_NOT_ENOUGH")
    assert standing(world) == 1
    world.do(broadcasts.resume, coordinator, made, now=NOW)
    assert standing(world) == 0
    world.do(broadcasts.pause, coordinator, made, now=NOW)
    assert standing(world) == 0  # a person wanted that
    world.do(broadcasts.cancel, coordinator, made, now=NOW)
    assert standing(world) == 0


def standing(world: World) -> int:
    return world.do(health.gauges, now=NOW).totals.standing


def test_a_reader_who_is_gone_ends_at_once_and_stops_nothing(world: World, made: int) -> None:
    parcels = wave(world, NOW)
    refuse(world, parcels, About.READER, "Chat not found")
    assert ends(world, made)[S.DEAD] == len(parcels)
    assert status(world, made) == B.SENDING


def test_what_is_refused_as_it_is_cancelled_ends_with_the_others(
    world: World, coordinator: Actor, made: int
) -> None:
    parcels = wave(world, NOW)
    world.do(broadcasts.cancel, coordinator, made, now=NOW)
    refuse(world, parcels, About.MESSAGE, "BUTTON_URL_INVALID")
    assert (status(world, made), told(world)) == (B.CANCELLED, [])
    assert not world.do(broadcasts.cancel_on, made, most=99, now=NOW)
    assert ends(world, made) == {S.CANCELLED: READERS}
