"""Pauses: one at a time, staff's over a break, each ended by whose it is; all of them are kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.errors import NotAllowed, NotFound, OwnWork, Stale
from domain.pauses import LONGEST_BREAK, BadBreak
from domain.people import Role, Standing
from services import pauses
from storage import people as rows
from storage.tables.delivery import delivery
from storage.tables.people import pause
from tests.world import NOW, World, creator, person, staff

UNTIL = NOW + timedelta(days=3)


def standing(world: World, person_id: int) -> Standing:
    found = world.do(rows.actor_by_id, person_id)
    assert found is not None
    return found.standing


def test_staff_pause_over_a_break_and_their_resuming_ends_both(world: World) -> None:
    may = world.do(creator).actor
    lin = world.do(staff, Role.COORDINATOR)
    world.do(pauses.take_break, may, UNTIL, now=NOW)
    with pytest.raises(Stale):  # a break is the creator's own to end
        world.do(pauses.resume, lin, may.person_id, now=NOW)
    world.do(pauses.pause, lin, may.person_id, " late again ", now=NOW)
    with pytest.raises(Stale):  # and a pause is not
        world.do(pauses.end_break, may, now=NOW)
    assert world.do(pauses.end_breaks, now=UNTIL) == 0
    assert standing(world, may.person_id) is Standing.PAUSED
    world.do(pauses.resume, lin, may.person_id, now=UNTIL)
    assert standing(world, may.person_id) is Standing.ACTIVE
    kept = world.rows(select(pause.c.kind, pause.c.reason, pause.c.ended_by).order_by(pause.c.id))
    assert kept == [("break", "", lin.person_id), ("staff", "late again", lin.person_id)]
    told = world.rows(select(delivery.c.kind).order_by(delivery.c.id))
    assert told == [("creator_paused",), ("creator_resumed",)]


def test_a_break_ends_at_its_moment_and_not_before(world: World) -> None:
    may = world.do(creator).actor
    world.do(pauses.take_break, may, UNTIL, now=NOW)
    assert world.do(pauses.end_breaks, now=UNTIL - timedelta(seconds=1)) == 0
    assert standing(world, may.person_id) is Standing.PAUSED
    assert world.do(pauses.end_breaks, now=UNTIL) == 1
    assert standing(world, may.person_id) is Standing.ACTIVE


@pytest.mark.parametrize("until", [NOW, NOW + LONGEST_BREAK + timedelta(seconds=1)])
def test_a_break_is_to_come_and_a_year_at_most(world: World, until: object) -> None:
    may = world.do(creator).actor
    with pytest.raises(BadBreak):
        world.do(pauses.take_break, may, until, now=NOW)


def test_who_may_pause_whom(world: World) -> None:
    may, other = world.do(creator).actor, world.do(creator).actor
    lin = world.do(staff, Role.COORDINATOR)
    newcomer = world.do(person, standing=Standing.NEW)
    with pytest.raises(NotAllowed):
        world.do(pauses.pause, may, other.person_id, "no", now=NOW)
    with pytest.raises(OwnWork):
        world.do(pauses.pause, lin, lin.person_id, "no", now=NOW)
    for nobody in (newcomer.person_id, 999_999):
        with pytest.raises(NotFound):
            world.do(pauses.pause, lin, nobody, "no", now=NOW)
    with pytest.raises(Stale):
        world.do(pauses.take_break, newcomer, UNTIL, now=NOW)
    assert standing(world, other.person_id) is Standing.ACTIVE
