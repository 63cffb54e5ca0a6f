"""What is confirmed is what was asked about, and for whoever matched then: nobody more or less."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from domain import roll
from domain.arrival import Arrival
from domain.broadcast import Question
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus
from domain.errors import NotAllowed, Stale
from domain.locales import ZH
from domain.message import Link, Page, Version
from domain.people import Actor, Role, Standing
from domain.platforms import Platform
from domain.segment import PassedOver
from services import (
    broadcast_drafts,
    broadcast_sheets,
    broadcasts,
    freezing,
    rolls,
    segments,
    verify,
)
from services.segments import Holder, Place
from storage import freezing_shapes
from storage.tables.delivery import broadcast, broadcast_roll, delivery
from storage.tables.people import account, person
from tests.confirming import confirm, confirm_alone
from tests.wordings import write_wording
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

HOUR = timedelta(hours=1)
SOON = Arrival(at=NOW + HOUR)
PAYS = BroadcastRules(per_second=1_000, most_stars=1_000)


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, coordinator: Actor, line: str = "platform:douyin") -> int:
    made = world.do(broadcast_drafts.draft, coordinator, {ZH: Version("新任务")}, now=NOW)
    world.do(segments.rewrite, coordinator, Place(Holder.BROADCAST, made), line, now=NOW)
    return made


def asked(world: World, coordinator: Actor, made: int) -> Question:
    return world.do(broadcast_sheets.known_to, coordinator, made).question(NOW)


def told(world: World) -> list[int]:
    ids = select(delivery.c.person_id).where(delivery.c.kind == "broadcast")
    return [row[0] for row in world.rows(ids.order_by(delivery.c.id))]


def set_of(world: World, who: CreatorFixture, **columns: Any) -> None:
    theirs = update(person).where(person.c.id == who.actor.person_id).values(columns)
    world.do(lambda conn: conn.execute(theirs))


def set_account(world: World, who: CreatorFixture, **columns: Any) -> None:
    theirs = update(account).where(account.c.id == who.account_id).values(columns)
    world.do(lambda conn: conn.execute(theirs))


CHANGES: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "words": (write_wording, (0, {ZH: Version("别的")})),
    "another wording": (write_wording, (1, {ZH: Version("别的")})),
    "button": (broadcast_drafts.toggle_page, (Page.TASKS,)),
    "link": (broadcast_drafts.add_link, (Link({ZH: "看"}, "https://a.example/"),)),
    "moment": (broadcast_drafts.set_arrival, (SOON,)),
    "payment": (broadcast_drafts.set_paid, (True, PAYS)),
}


@pytest.mark.parametrize("change", [*CHANGES, "task", "campaign", "audience"])
def test_a_yes_to_another_draft_than_stands_now_confirms_nothing(
    world: World, coordinator: Actor, change: str
) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    question = asked(world, coordinator, made)
    roll_then = world.do(rolls.call, coordinator, made, question, now=NOW).packed()
    if change == "task":
        task_id = world.do(live_campaign).task_id
        world.do(broadcast_drafts.set_task, coordinator, made, task_id, now=NOW)
    elif change == "campaign":
        offered = world.do(live_campaign).campaign_id
        world.do(broadcast_drafts.set_campaign, coordinator, made, offered, now=NOW)
    elif change == "audience":
        world.do(segments.rewrite, coordinator, Place(Holder.BROADCAST, made), "", now=NOW)
    else:
        does, what = CHANGES[change]
        world.do(does, coordinator, made, *what, now=NOW)
    assert world.do(rolls.call, coordinator, made, question, now=NOW).person_ids == ""
    with pytest.raises(Stale):
        world.do(broadcasts.confirm, coordinator, made, roll_then, now=NOW)
    assert told(world) == []
    assert world.rows(select(broadcast.c.status)) == [(BroadcastStatus.DRAFT,)]
    assert world.rows(select(broadcast_roll)) == []


def test_a_yes_to_the_same_draft_as_it_was_once_is_none_either(
    world: World, coordinator: Actor
) -> None:
    """Payment was turned on and off again: who looked in between said yes to something else."""
    made = drafted(world, coordinator)
    question = asked(world, coordinator, made)
    for wanted in (True, False):
        world.do(broadcast_drafts.set_paid, coordinator, made, wanted, PAYS, now=NOW)
    assert asked(world, coordinator, made) != question


def test_a_yes_to_a_later_moment_sends_nothing_at_once(world: World, coordinator: Actor) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    world.do(broadcast_drafts.set_arrival, coordinator, made, SOON, now=NOW)
    question = asked(world, coordinator, made)
    too_late = NOW + 2 * HOUR
    found = world.do(rolls.call, coordinator, made, question, now=too_late)
    with pytest.raises(Stale):
        world.do(broadcasts.confirm, coordinator, made, found.packed(), now=too_late)
    assert told(world) == []


def test_only_coordinators_call_a_roll(world: World, coordinator: Actor) -> None:
    made = drafted(world, coordinator)
    question = asked(world, coordinator, made)
    with pytest.raises(NotAllowed):
        world.do(rolls.call, world.do(staff, Role.FINANCE), made, question, now=NOW)


def test_it_is_for_who_matched_at_the_confirmation_however_late_it_is_frozen(
    world: World, coordinator: Actor
) -> None:
    readers = [world.do(creator) for _ in range(5)]
    paused, moved, silent, *_ = readers
    other = world.do(creator, platform=Platform.WEIBO)
    made = drafted(world, coordinator, "platform:douyin seen:30d")
    world.do(confirm_alone, coordinator, made, now=NOW)
    set_of(world, paused, standing=Standing.PAUSED)
    set_account(world, moved, platform=Platform.WEIBO)
    set_of(world, silent, last_seen_at=NOW - timedelta(days=90))
    set_account(world, other, platform=Platform.DOUYIN)
    world.do(creator)
    while world.do(freezing.go_on, made, most=2, now=NOW + timedelta(days=40)):
        assert world.do(verify.problems) == []
    assert told(world) == [each.actor.person_id for each in readers]
    assert world.do(verify.problems) == []


def test_who_cannot_or_will_not_be_written_to_since_is_passed_over_and_counted(
    world: World, coordinator: Actor
) -> None:
    reader, muted, blocked, full, erased = (world.do(creator) for _ in range(5))
    made = drafted(world, coordinator)
    world.do(confirm_alone, coordinator, made, now=NOW)
    set_of(world, muted, wants_broadcasts=False)
    set_of(world, blocked, reachable=False, wants_broadcasts=False)
    set_of(world, full, promotions_until=NOW + HOUR)
    set_account(world, erased, retired=True)  # no creator any more
    world.do(freezing.go_on, made, most=99, now=NOW)
    assert told(world) == [reader.actor.person_id]
    found = world.do(broadcast_sheets.known_to, coordinator, made)
    assert (found.audience, found.frozen_to, found.freeze_to) == (1, 5, 5)
    assert found.passed_over == PassedOver(2, 1, 1)
    assert world.do(verify.problems) == []


@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
def test_parts_go_across_leaves_and_leaves_go_with_their_last(
    world: World, coordinator: Actor, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "_LEAF_CHARACTERS", 3)
    readers = [world.do(creator).actor.person_id for _ in range(9)]
    made = drafted(world, coordinator)
    world.do(confirm_alone, coordinator, made, now=NOW)
    leaves = len(world.rows(select(broadcast_roll.c.begins)))
    assert leaves >= 3
    parts = 1
    while world.do(freezing.go_on, made, most=most, now=NOW):
        parts += 1
        assert told(world) == readers[: most * (parts - 1)]
    assert told(world) == readers
    assert parts == -(-9 // most)
    assert world.rows(select(broadcast_roll.c.begins)) == []


def test_parts_and_broadcasts_of_one_shape_share_a_statement_and_keep_their_own_moments(
    world: World, coordinator: Actor
) -> None:
    for zone in ("Europe/London", "America/New_York", "Asia/Shanghai"):
        set_of(world, world.do(creator), timezone=zone)
    freezing_shapes.insertion.cache_clear()
    wanted = []
    for hour in (10, 11):
        made = drafted(world, coordinator)
        local = Arrival(local=datetime(2026, 11, 25, hour))
        world.do(broadcast_drafts.set_arrival, coordinator, made, local, now=NOW)
        world.do(confirm_alone, coordinator, made, now=NOW)
        while world.do(freezing.go_on, made, most=1, now=NOW):
            pass
        wanted += [datetime(2026, 11, 25, hour + west, tzinfo=UTC) for west in (0, 5, -8)]
    due = select(delivery.c.due_at).where(delivery.c.kind == "broadcast").order_by(delivery.c.id)
    assert [row.due_at for row in world.rows(due)] == wanted
    assert freezing_shapes.insertion.cache_info().misses == 1


def test_a_cancelled_one_keeps_no_roll(world: World, coordinator: Actor) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    world.do(confirm_alone, coordinator, made, now=NOW)
    world.do(broadcasts.cancel, coordinator, made, now=NOW)
    assert world.rows(select(broadcast_roll)) == []
    assert not world.do(freezing.go_on, made, most=9, now=NOW)
    assert world.do(verify.problems) == []


def test_a_roll_is_kept_once(world: World, coordinator: Actor) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    world.do(broadcasts.confirm_unasked, coordinator, made, now=NOW)
    called = [world.do(rolls.call_late, made, now=NOW).packed() for _ in range(2)]
    assert [world.do(rolls.keep, made, each) for each in called] == [True, False]
    assert not world.do(freezing.go_on, made, most=9, now=NOW)
    assert len(told(world)) == 1
    assert world.do(verify.problems) == []


def test_one_that_was_cancelled_while_its_roll_was_called_keeps_none(
    world: World, coordinator: Actor
) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    world.do(broadcasts.confirm_unasked, coordinator, made, now=NOW)
    called = world.do(rolls.call_late, made, now=NOW).packed()
    world.do(broadcasts.cancel, coordinator, made, now=NOW)
    assert not world.do(rolls.keep, made, called)
    assert world.do(verify.problems) == []


def test_a_lost_leaf_shows(world: World, coordinator: Actor) -> None:
    world.do(creator)
    made = drafted(world, coordinator)
    world.do(confirm_alone, coordinator, made, now=NOW)
    world.do(lambda conn: conn.execute(delete(broadcast_roll)))
    assert not world.do(freezing.go_on, made, most=9, now=NOW)
    (found,) = world.do(verify.problems)
    assert found.invariant == "a roll names whoever is still to be frozen"


def test_nobody_on_the_roll_is_a_broadcast_that_is_out(world: World, coordinator: Actor) -> None:
    made = drafted(world, coordinator)
    world.do(confirm, coordinator, made, now=NOW)
    found = world.do(broadcast_sheets.known_to, coordinator, made)
    assert (found.freeze_to, found.freezing) == (0, False)
    assert world.do(broadcasts.finish, made, now=NOW)
