"""One language of a wording alone: written, dropped, and never over somebody else's words."""

import pytest

from domain.broadcast import Rewritten
from domain.locales import EN, ZH
from domain.message import BadBody, Body, Media, MediaKind, Version
from domain.people import Actor, Role
from services import broadcast_drafts, broadcast_languages
from services.broadcast_sheets import known_to
from tests.world import NOW, World, staff

PHOTO = Media(MediaKind.PHOTO, "a file")


@pytest.fixture
def maker(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def drafted(world: World, maker: Actor) -> int:
    both = {ZH: Version("新任务", PHOTO), EN: Version("New")}
    return world.do(broadcast_drafts.draft, maker, both, now=NOW)


def body(world: World, maker: Actor, number: int) -> Body:
    return world.do(known_to, maker, number).body


def test_one_language_is_changed_and_its_file_and_the_other_language_stay(
    world: World, maker: Actor
) -> None:
    made = drafted(world, maker)
    world.do(broadcast_languages.write, maker, made, 0, 0, {ZH: "更新的任务"}, now=NOW)
    assert body(world, maker, made) == ({ZH: Version("更新的任务", PHOTO), EN: Version("New")},)


def test_a_language_that_is_added_later_stands_in_the_order_of_the_house(
    world: World, maker: Actor
) -> None:
    made = world.do(broadcast_drafts.draft, maker, {EN: Version("New")}, now=NOW)
    world.do(broadcast_languages.write, maker, made, 0, 0, {ZH: "新"}, now=NOW)
    assert list(body(world, maker, made)[0]) == [ZH, EN]
    world.do(broadcast_languages.write, maker, made, 1, 1, {EN: "Other"}, now=NOW)
    assert body(world, maker, made)[1] == {EN: Version("Other")}


def test_a_language_is_dropped_but_never_the_only_one(world: World, maker: Actor) -> None:
    made = drafted(world, maker)
    world.do(broadcast_languages.drop, maker, made, 0, 0, ZH, now=NOW)
    assert body(world, maker, made) == ({EN: Version("New")},)
    with pytest.raises(BadBody):
        world.do(broadcast_languages.drop, maker, made, 0, 1, EN, now=NOW)


def test_words_for_a_draft_that_has_changed_are_not_put_anywhere(
    world: World, maker: Actor
) -> None:
    made = drafted(world, maker)
    world.do(broadcast_drafts.rename, maker, made, "Spring", now=NOW)
    with pytest.raises(Rewritten):
        world.do(broadcast_languages.write, maker, made, 0, 0, {EN: "Mine"}, now=NOW)
    assert body(world, maker, made)[0][EN] == Version("New")


def test_a_draft_is_named_as_it_is_begun(world: World, maker: Actor) -> None:
    versions = {ZH: Version("新任务")}
    named = world.do(broadcast_drafts.draft_named, maker, " Spring  tea ", versions, now=NOW)
    unnamed = world.do(broadcast_drafts.draft_named, maker, " ", versions, now=NOW)
    assert world.do(known_to, maker, named).title == "Spring tea"
    assert world.do(known_to, maker, unnamed).title == "新任务"
