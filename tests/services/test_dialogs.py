"""Dialogs are rows: each answer names the question it saw."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from domain.dialogs import Dialog
from domain.errors import Refusal, Stale
from domain.people import Actor
from services import dialogs
from tests import world as w
from tests.world import NOW, World


def begun(world: World, actor: Actor) -> Dialog:
    return world.do(dialogs.begin, actor, "account", "handle", {"platform": "douyin"}, now=NOW)


def test_a_dialog_goes_on_in_another_process(world: World) -> None:
    actor = world.do(w.person)
    begun(world, actor)
    assert world.do(dialogs.current, actor) == Dialog(
        1, "account", "handle", {"platform": "douyin"}
    )


def test_an_answer_moves_on_and_is_remembered(world: World) -> None:
    actor = world.do(w.person)
    seen = begun(world, actor)
    answers = {**seen.answers, "handle": "小明"}
    moved = world.do(dialogs.move, actor, seen, "followers", answers, now=NOW)
    assert moved == world.do(dialogs.current, actor) == Dialog(2, "account", "followers", answers)


def test_a_question_is_answered_once(world: World) -> None:
    actor = world.do(w.person)
    seen = begun(world, actor)
    world.do(dialogs.move, actor, seen, "followers", {"handle": "first"}, now=NOW)
    with pytest.raises(Stale):
        world.do(dialogs.move, actor, seen, "followers", {"handle": "second"}, now=NOW)
    with pytest.raises(Stale):
        world.do(dialogs.stay, actor, seen.turn, now=NOW)
    current = world.do(dialogs.current, actor)
    assert current is not None
    assert current.answers == {"handle": "first"}


def test_a_button_of_an_earlier_dialog_never_fits_a_later_one(world: World) -> None:
    actor = world.do(w.person)
    earlier = begun(world, actor)
    world.do(dialogs.cancel, actor, now=NOW)
    later = begun(world, actor)
    assert later.turn > earlier.turn
    with pytest.raises(Stale):
        world.do(dialogs.move, actor, earlier, "followers", {}, now=NOW)


def test_a_question_that_goes_on_keeps_its_turn_and_loses_no_answer(world: World) -> None:
    actor = world.do(w.person)
    seen = begun(world, actor)
    moved = world.do(dialogs.move, actor, seen, "handle", {"chosen": ["food"]}, now=NOW)
    assert moved.turn == seen.turn
    with pytest.raises(Stale):  # it was read before the other answer came
        world.do(dialogs.move, actor, seen, "handle", {"chosen": ["pets"]}, now=NOW)
    world.do(dialogs.move, actor, moved, "handle", {"chosen": ["food", "pets"]}, now=NOW)


def test_cancel_ends_whatever_is_asked_and_is_harmless_otherwise(world: World) -> None:
    actor = world.do(w.person)
    begun(world, actor)
    was = world.do(dialogs.cancel, actor, now=NOW + timedelta(minutes=1))
    assert was is not None
    assert world.do(dialogs.current, actor) is None
    assert world.do(dialogs.cancel, actor, now=NOW) is None


def test_a_last_answer_is_told_from_a_question_that_was_left(world: World) -> None:
    actor = world.do(w.person)
    left = begun(world, actor)
    world.do(dialogs.cancel, actor, now=NOW)
    assert not world.do(dialogs.is_answered, actor, left.turn)
    seen = begun(world, actor)
    world.do(dialogs.finish, actor, seen, dialogs.leave, now=NOW)
    assert world.do(dialogs.current, actor) is None
    assert world.do(dialogs.is_answered, actor, seen.turn)
    assert not world.do(dialogs.is_answered, actor, left.turn)
    begun(world, actor)
    assert not world.do(dialogs.is_answered, actor, seen.turn)


def test_a_new_dialog_takes_the_place_of_the_open_one(world: World) -> None:
    actor = world.do(w.person)
    begun(world, actor)
    world.do(dialogs.begin, actor, "timezone", "zone", {}, now=NOW)
    current = world.do(dialogs.current, actor)
    assert current is not None
    assert (current.form, dict(current.answers)) == ("timezone", {})


class _NoRefusal(Refusal):
    pass


def test_the_last_answer_and_the_service_are_one_unit(world: World) -> None:
    actor = world.do(w.person)
    seen = begun(world, actor)

    def refuses(conn: Connection, actor: Actor, word: str, *, now: object) -> str:
        raise _NoRefusal

    def echoes(conn: Connection, actor: Actor, word: str, *, now: object) -> str:
        return word

    with pytest.raises(_NoRefusal):
        world.do(dialogs.finish, actor, seen, refuses, "hi", now=NOW)
    assert world.do(dialogs.current, actor) == seen
    assert world.do(dialogs.finish, actor, seen, echoes, "hi", now=NOW) == "hi"
    assert world.do(dialogs.current, actor) is None
    with pytest.raises(Stale):
        world.do(dialogs.finish, actor, seen, echoes, "hi", now=NOW)


def test_two_people_are_asked_apart(world: World) -> None:
    one, other = world.do(w.person), world.do(w.person)
    seen = begun(world, one)
    begun(world, other)
    world.do(dialogs.move, one, seen, "followers", {}, now=NOW)
    current = world.do(dialogs.current, other)
    assert current is not None
    assert current.step == "handle"
