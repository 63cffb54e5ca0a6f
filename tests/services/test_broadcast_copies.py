"""A broadcast once more: what comes along, what is decided anew, and what may be taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from domain.arrival import AT_ONCE, Arrival
from domain.broadcast import BroadcastFacts
from domain.broadcast_rules import BroadcastRules
from domain.delivery import BroadcastStatus
from domain.errors import NotAllowed, Stale
from domain.locales import EN, ZH
from domain.message import Link, Media, MediaKind, Page, Version
from domain.people import Actor, Role
from domain.segment_text import BadSegmentName, written
from services import broadcast_copies, broadcast_drafts, broadcasts, segments
from services.broadcast_sheets import known_to
from services.segments import Holder, Place
from storage.tables.delivery import broadcast, delivery
from tests.confirming import confirm
from tests.wordings import write_wording
from tests.world import NOW, World, creator, live_campaign, staff

PAYING = BroadcastRules(per_second=1_000, most_stars=9)
LATER = Arrival(NOW + timedelta(days=1))
BODY = {ZH: Version("{name}，新任务", Media(MediaKind.PHOTO, "file")), EN: Version("New")}


@pytest.fixture
def maker(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def made(world: World, maker: Actor, arrival: Arrival = AT_ONCE) -> int:
    """With everything that one may have, confirmed."""
    world.do(creator)
    number = world.do(broadcast_drafts.draft, maker, BODY, now=NOW)
    place = Place(Holder.BROADCAST, number)
    world.do(segments.rewrite, maker, place, "platform:douyin", now=NOW)
    for change, *said in (
        (write_wording, 1, {ZH: Version("另一种")}),
        (write_wording, 2, {EN: Version("A third")}),
        (broadcast_drafts.set_task, world.do(live_campaign).task_id),
        (broadcast_drafts.toggle_page, Page.EARNINGS),
        (broadcast_drafts.add_link, Link({ZH: "看看"}, "https://example.com/tea", counted=True)),
        (broadcast_drafts.set_arrival, arrival),
        (broadcast_drafts.set_paid, True, PAYING),
    ):
        world.do(change, maker, number, *said, now=NOW)
    world.do(confirm, maker, number, now=NOW)
    return number


def facts(world: World, maker: Actor, number: int) -> BroadcastFacts:
    return world.do(known_to, maker, number)


def test_words_audience_and_buttons_are_copied_and_the_rest_is_decided_anew(
    world: World, maker: Actor
) -> None:
    first = made(world, maker)
    world.do(broadcasts.cancel, maker, first, now=NOW)
    again = world.do(broadcast_copies.copy, maker, first, now=NOW)
    was, copied = facts(world, maker, first), facts(world, maker, again)
    assert copied.status is BroadcastStatus.DRAFT
    assert copied.body == (BODY, {ZH: Version("另一种")}, {EN: Version("A third")})
    assert (copied.task_id, copied.pages) == (was.task_id, was.pages)
    assert written(copied.segment) == "platform:douyin"
    assert [each.through for each in copied.links] == [""]
    assert (copied.arrival, copied.paid_messages) == (AT_ONCE, 0)
    assert (copied.title, copied.called) == ("新任务", f"№ {again} · 新任务")


def test_what_nobody_has_got_is_taken_back_with_its_moment(world: World, maker: Actor) -> None:
    first = made(world, maker, LATER)
    world.do(broadcasts.pause, maker, first, now=NOW)
    again = world.do(broadcast_copies.take_back, maker, first, now=NOW)
    assert facts(world, maker, first).status is BroadcastStatus.CANCELLED
    assert facts(world, maker, again).arrival == LATER


@pytest.mark.parametrize(
    "before",
    [
        made,
        lambda world, maker: world.do(broadcast_drafts.draft, maker, BODY, now=NOW),
    ],
    ids=["one that leaves", "a draft"],
)
def test_nothing_else_is_taken_back(
    world: World, maker: Actor, before: Callable[[World, Actor], int]
) -> None:
    number = before(world, maker)
    stood = facts(world, maker, number).status
    with pytest.raises(Stale):
        world.do(broadcast_copies.take_back, maker, number, now=NOW)
    assert facts(world, maker, number).status is stood


def test_once_its_moment_has_come_it_is_not_taken_back(world: World, maker: Actor) -> None:
    number = made(world, maker, LATER)
    with pytest.raises(Stale):
        world.do(broadcast_copies.take_back, maker, number, now=NOW + timedelta(days=1))


def test_one_that_stood_as_its_moment_came_is_taken_back_without_it(
    world: World, maker: Actor
) -> None:
    first = made(world, maker, LATER)
    world.do(broadcasts.pause, maker, first, now=NOW)
    late = NOW + timedelta(days=1)
    again = world.do(broadcast_copies.take_back, maker, first, now=late)
    assert facts(world, maker, first).status is BroadcastStatus.CANCELLED
    assert facts(world, maker, again).arrival == AT_ONCE


@pytest.mark.parametrize("status", ["sending", "sent", "in_doubt"])
def test_what_somebody_may_have_is_not_taken_back_also_where_it_stands(
    world: World, maker: Actor, status: str
) -> None:
    number = made(world, maker)
    with world.engine.begin() as conn:
        conn.execute(update(delivery).values(status=status))
    world.do(broadcasts.pause, maker, number, now=NOW)
    with pytest.raises(Stale):
        world.do(broadcast_copies.take_back, maker, number, now=NOW)


def test_nobody_but_coordinators_copies_or_names(world: World, maker: Actor) -> None:
    number = made(world, maker, LATER)
    finance = world.do(staff, Role.FINANCE)
    for act, *said in (
        (broadcast_copies.copy,),
        (broadcast_copies.take_back,),
        (broadcast_drafts.rename, "Mine"),
    ):
        with pytest.raises(NotAllowed):
            world.do(act, finance, number, *said, now=NOW)


def test_a_name_is_a_drafts_alone_and_no_empty_one(world: World, maker: Actor) -> None:
    number = world.do(broadcast_drafts.draft, maker, BODY, now=NOW)
    with pytest.raises(BadSegmentName):
        world.do(broadcast_drafts.rename, maker, number, "  ", now=NOW)
    world.do(broadcast_drafts.rename, maker, number, " Double 12 ", now=NOW)
    assert facts(world, maker, number).title == "Double 12"
    world.do(confirm, maker, number, now=NOW)
    with pytest.raises(Stale):
        world.do(broadcast_drafts.rename, maker, number, "Late", now=NOW)


def drafts_of(world: World) -> int:
    asked = select(func.count()).select_from(broadcast)
    return int(world.rows(asked.where(broadcast.c.status == BroadcastStatus.DRAFT))[0][0])


def test_a_copy_that_is_asked_for_twice_is_one_and_later_another(
    world: World, maker: Actor
) -> None:
    number, other = made(world, maker), world.do(staff, Role.COORDINATOR)
    first = world.do(broadcast_copies.copy, maker, number, now=NOW)
    assert world.do(broadcast_copies.copy, maker, number, now=NOW + timedelta(seconds=59)) == first
    assert drafts_of(world) == 1
    assert world.do(broadcast_copies.copy, other, number, now=NOW) != first
    assert world.do(broadcast_copies.copy, maker, first, now=NOW) != first
    world.do(broadcast_drafts.rename, maker, first, "another name", now=NOW)
    later = NOW + timedelta(minutes=2)
    assert world.do(broadcast_copies.copy, maker, number, now=later) != first
    assert drafts_of(world) == 4


def test_what_is_taken_back_twice_is_the_same_draft(world: World, maker: Actor) -> None:
    number, other = made(world, maker, LATER), world.do(staff, Role.COORDINATOR)
    first = world.do(broadcast_copies.take_back, maker, number, now=NOW)
    assert world.do(broadcast_copies.take_back, maker, number, now=NOW) == first
    for actor, at in ((other, NOW), (maker, NOW + timedelta(minutes=2))):
        with pytest.raises(Stale):
            world.do(broadcast_copies.take_back, actor, number, now=at)
    assert drafts_of(world) == 1


def test_words_that_are_drafted_twice_in_the_console_are_one_draft(
    world: World, maker: Actor
) -> None:
    def drafted(actor: Actor, name: str, seconds: int) -> int:
        at = NOW + timedelta(seconds=seconds)
        return world.do(broadcast_drafts.draft_named, actor, name, BODY, now=at)

    first = drafted(maker, "Spring  tea", 0)
    assert drafted(maker, " Spring tea", 5) == first
    unnamed = drafted(maker, "", 5)
    assert drafted(maker, " ", 5) == unnamed != first
    assert drafted(world.do(staff, Role.COORDINATOR), "Spring tea", 5) != first
    world.do(write_wording, maker, first, 1, {ZH: Version("另一种")}, now=NOW)
    assert drafted(maker, "Spring tea", 10) != first  # it goes on as something else
    assert drafted(maker, "", 70) != unnamed
    assert drafts_of(world) == 5
