"""Segments that ask how creators have worked, and what we know of them, on both databases."""

import pytest
from sqlalchemy import update

from domain.assignment import AssignmentStatus
from domain.people import Actor, Role
from storage.tables.work import assignment
from tests.approved import approved
from tests.handed_in import Held, held
from tests.live_campaign import live_campaign
from tests.odd import an_odd_one, looked
from tests.paying import paid_into_one_account
from tests.services.test_segments_of_the_past import each_of
from tests.world import NOW, CreatorFixture, World, creator, staff


@pytest.fixture
def coordinator(world: World) -> Actor:
    return world.do(staff, Role.COORDINATOR)


def ended(world: World, who: CreatorFixture, status: AssignmentStatus) -> None:
    work: Held = world.do(held, None, who)
    is_it = assignment.c.id == work.assignment_id
    world.do(lambda conn: conn.execute(update(assignment).where(is_it).values(status=status)))


def test_how_much_of_their_work_was_approved_or_failed_narrows_it(
    world: World, coordinator: Actor
) -> None:
    good, mixed, late = (world.do(creator, name=name) for name in ("Good", "Mixed", "Late"))
    for who in (good, good, mixed):
        world.do(approved, world.do(live_campaign), who)
    ended(world, good, AssignmentStatus.SETTLED)
    ended(world, mixed, AssignmentStatus.REJECTED)
    for _ in range(2):
        ended(world, late, AssignmentStatus.EXPIRED)
    said = {
        "approved:1..": {"Good", "Mixed"},
        "approved:3..3": {"Good"},
        "approved:..2": {"Mixed", "Late"},
        "-approved:1..": {"Late"},
        "approved:0..": {"Good", "Mixed", "Late"},
        "missed:2..": {"Late"},
        "missed:..0": {"Good", "Mixed"},
        "rejected:1..": {"Mixed"},
        "approved:1.. -rejected:1..": {"Good"},
    }
    each_of(world, coordinator, said, NOW)


def test_whom_we_know_where_to_pay_narrows_it(world: World, coordinator: Actor) -> None:
    known, _ = (world.do(creator, name=name) for name in ("Known", "Nowhere"))
    world.do(paid_into_one_account, known.actor)
    said = {"payee:known": {"Known"}, "-payee:known": {"Nowhere"}}
    each_of(world, coordinator, said, NOW)


def test_whose_work_a_risk_case_holds_narrows_it(world: World, coordinator: Actor) -> None:
    an_odd_one(world, world.do(creator, name="Odd"))
    world.do(approved, world.do(live_campaign), world.do(creator, name="Even"))
    assert looked(world) > 0
    each_of(world, coordinator, {"case:open": {"Odd"}, "-case:open": {"Even"}}, NOW)
