"""Who invited a creator, or shares an account with them, decides on none of their money."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from domain.errors import OwnWork
from domain.people import Actor, Role
from domain.settlement import VoidReason
from domain.terms import MissingData
from services import reversals, settlements, write_offs
from storage.tables.money import posting
from storage.tables.people import person
from tests.approved import Approved, approved
from tests.paying import DAY, paid_into_one_account
from tests.world import CPE, NOW, CreatorFixture, World, creator, live_campaign, staff

ASKED = replace(CPE, missing=MissingData.ASK)


@pytest.fixture
def maker(world: World) -> CreatorFixture:
    return world.do(creator)


@pytest.fixture
def work(world: World, maker: CreatorFixture) -> Approved:
    return world.do(approved, world.do(live_campaign, agreed=ASKED), maker)


def _invites(world: World, one: Actor, other: Actor) -> None:
    invited = update(person).where(person.c.id == other.person_id)
    world.do(lambda conn: conn.execute(invited.values(invited_by=one.person_id)))


def invited_them(world: World, actor: Actor, maker: CreatorFixture) -> None:
    _invites(world, actor, maker.actor)


def was_invited_by_them(world: World, actor: Actor, maker: CreatorFixture) -> None:
    _invites(world, maker.actor, actor)


def shares_their_account(world: World, actor: Actor, maker: CreatorFixture) -> None:
    world.do(paid_into_one_account, actor, maker.actor)


@pytest.mark.parametrize("link", [invited_them, was_invited_by_them, shares_their_account])
def test_nobody_decides_on_the_money_of_who_is_linked_to_them(
    world: World,
    maker: CreatorFixture,
    work: Approved,
    link: Callable[[World, Actor, CreatorFixture], None],
) -> None:
    linked = world.do(staff, Role.OWNER)
    link(world, linked, maker)
    at = work.cutoff_at + DAY
    with pytest.raises(OwnWork):
        world.do(settlements.settle_unheard, linked, work.assignment_id, now=at)
    with pytest.raises(OwnWork):
        world.do(reversals.void, linked, work.assignment_id, VoidReason.MISTAKE, now=NOW)
    debt = maker.actor.person_id, "CNY", "ours"
    with pytest.raises(OwnWork):
        world.do(write_offs.write_off, linked, *debt, now=at)
    assert world.rows(select(posting.c.id)) == []


def test_who_is_not_linked_may(world: World, work: Approved) -> None:
    other = world.do(staff, Role.OWNER)
    world.do(settlements.settle_unheard, other, work.assignment_id, now=work.cutoff_at)
    world.do(reversals.void, other, work.assignment_id, VoidReason.MISTAKE, now=work.cutoff_at)
