"""One progress message a broadcast, in its maker's chat, drawn by one process at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from domain.arrival import AT_ONCE, Arrival
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Role
from services import broadcast_drafts, broadcast_progress, broadcasts
from services.broadcast_progress import EVERY, Progress
from storage.tables.delivery import broadcast
from tests.confirming import confirm
from tests.services.waves import PACE
from tests.world import NOW, World, creator, staff

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def maker(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def sending(world: World, maker: Actor, arrival: Arrival = AT_ONCE) -> int:
    world.do(creator)
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    world.do(broadcast_drafts.set_arrival, maker, made, arrival, now=NOW)
    world.do(confirm, maker, made, now=NOW)
    return made


def due(world: World, at: datetime) -> list[Progress]:
    return [
        world.do(broadcast_progress.filled, each, now=at)
        for each in world.do(broadcast_progress.due, now=at)
    ]


def took(world: World, progress: Progress, at: datetime) -> datetime | None:
    return world.do(broadcast_progress.take, progress, PACE, now=at)


def followed(world: World) -> list[tuple[int | None, datetime | None]]:
    asked = select(broadcast.c.report_message_id, broadcast.c.report_due_at)
    return [tuple(row) for row in world.rows(asked.order_by(broadcast.c.id))]


def test_while_it_is_sent_it_is_due_every_few_seconds(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    assert due(world, NOW + EVERY - SECOND) == []
    for at in (NOW + EVERY, NOW + 2 * EVERY):
        (progress,) = due(world, at)
        assert (progress.due.message_id, progress.due.maker.person_id) == (50, maker.person_id)
        assert progress.sheet.tally.waiting == 1
        assert took(world, progress, at)
        world.do(broadcast_progress.drawn, progress, "as it is", now=at)
        assert due(world, at) == []


def test_of_two_processes_one_draws_it(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    at = NOW + EVERY
    (one,), (other,) = due(world, at), due(world, at)
    assert took(world, one, at)
    assert not took(world, other, at)


def test_what_was_taken_and_not_drawn_is_due_again(world: World, maker: Actor) -> None:
    """As after a kill in between."""
    number = sending(world, maker)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    world.do(broadcasts.cancel, maker, number, now=NOW)
    at = NOW + EVERY
    (progress,) = due(world, at)
    assert took(world, progress, at)
    (again,) = due(world, at + EVERY)
    world.do(broadcast_progress.drawn, again, "as it is", now=at + EVERY)
    assert due(world, at + 9 * EVERY) == []


def test_one_that_went_on_before_its_rest_is_drawn_on(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    world.do(broadcasts.pause, maker, number, now=NOW)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    (paused,) = due(world, NOW + EVERY)
    world.do(broadcasts.resume, maker, number, now=NOW)
    world.do(broadcast_progress.drawn, paused, "as it was", now=NOW + EVERY)
    assert len(due(world, NOW + EVERY)) == 1


@pytest.mark.parametrize("moves", [broadcasts.resume, broadcasts.cancel])
def test_one_that_rests_is_drawn_again_whoever_moves_it(
    world: World, maker: Actor, moves: Callable[..., None]
) -> None:
    """As from the console, or by another coordinator in chat."""
    number = sending(world, maker)
    world.do(broadcasts.pause, maker, number, now=NOW)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    (paused,) = due(world, NOW + EVERY)
    world.do(broadcast_progress.drawn, paused, "as it was", now=NOW + EVERY)
    at = NOW + HOUR
    assert due(world, at + EVERY) == []
    world.do(moves, world.do(staff, Role.COORDINATOR), number, now=at)
    (moved,) = due(world, at + EVERY)
    assert moved.due.shown == ""  # whatever another process drew last


def test_what_shows_it_all_waits_behind_the_others(world: World, maker: Actor) -> None:
    numbers = [sending(world, maker) for _ in range(3)]
    for number in numbers:
        world.do(broadcast_progress.follow, maker, number, number, now=NOW)
    at, ours = NOW + EVERY, numbers[:2]
    two = [progress for progress in due(world, at) if progress.due.broadcast_id in ours]
    world.do(broadcast_progress.look_again, two, now=at)
    assert [progress.due.broadcast_id for progress in due(world, at)] == numbers[2:]
    assert {progress.due.broadcast_id for progress in due(world, at + EVERY)} == set(numbers)


def test_one_that_was_moved_as_it_was_looked_at_is_due_for_that(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    at = NOW + EVERY
    looked_at = due(world, at)
    world.do(broadcasts.pause, maker, number, now=at)
    world.do(broadcast_progress.look_again, looked_at, now=at + HOUR)
    assert len(due(world, at + EVERY)) == 1


@pytest.mark.parametrize("is_drawn", [True, False], ids=["drawn", "unchanged"])
def test_one_that_is_scheduled_is_let_alone_until_it_begins(
    world: World, maker: Actor, is_drawn: bool
) -> None:
    begins = NOW + timedelta(days=2)
    number = sending(world, maker, Arrival(begins))
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    at = NOW + EVERY
    (progress,) = due(world, at)
    if is_drawn:
        world.do(broadcast_progress.drawn, progress, "as it is", now=at)
    else:
        world.do(broadcast_progress.look_again, [progress], now=at)
    assert due(world, begins - SECOND) == []
    assert len(due(world, begins)) == 1
    world.do(broadcasts.pause, maker, number, now=NOW + HOUR)
    assert len(due(world, NOW + HOUR + EVERY)) == 1


def test_a_message_shows_one_broadcast_and_a_broadcast_one_message(
    world: World, maker: Actor
) -> None:
    first, second = sending(world, maker), sending(world, maker)
    due_at = NOW + EVERY
    world.do(broadcast_progress.follow, maker, first, 50, now=NOW)
    assert followed(world) == [(50, due_at), (None, None)]
    world.do(broadcast_progress.follow, maker, second, 50, now=NOW)
    assert followed(world) == [(None, None), (50, due_at)]
    world.do(broadcast_progress.follow, maker, second, 60, now=NOW)
    assert followed(world) == [(None, None), (60, due_at)]
    world.do(broadcast_progress.leave, maker, 60)
    assert followed(world) == [(None, None), (None, None)]


def test_only_its_maker_follows_it(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    other = world.do(staff, Role.COORDINATOR)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    world.do(broadcast_progress.follow, other, number, 50, now=NOW)
    world.do(broadcast_progress.leave, other, 50)
    assert followed(world) == [(50, NOW + EVERY)]


def test_silence_puts_it_off_and_a_lost_message_ends_it(world: World, maker: Actor) -> None:
    number = sending(world, maker)
    world.do(broadcast_progress.follow, maker, number, 50, now=NOW)
    (progress,) = due(world, NOW + EVERY)
    world.do(broadcast_progress.put_off, progress.due, NOW + timedelta(minutes=1))
    assert due(world, NOW + timedelta(seconds=59)) == []
    world.do(broadcast_progress.lose, progress)
    assert followed(world) == [(None, None)]


def test_a_draft_moves_by_hand_alone(world: World, maker: Actor) -> None:
    made = world.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    world.do(broadcast_progress.follow, maker, made, 50, now=NOW)
    assert followed(world) == [(50, None)]
