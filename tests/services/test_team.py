"""Roles come by configuration or by a link that works once, and the last owner stays."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.errors import NotAllowed, NotFound, Refusal
from domain.people import Actor, Role, Sender
from domain.team import InvitationFlaw, InvitationRefused, LastOwner
from services import invitations, people, team
from storage import people as stored_people
from storage.tables.access import invitation
from storage.tables.delivery import delivery
from tests import world as w
from tests.world import NOW, World


def now_known(world: World, actor: Actor) -> Actor:
    known = world.do(stored_people.actor_by_id, actor.person_id)
    assert known is not None
    return known


def refused_why(world: World, service: Callable[..., Any], *args: Any, **facts: Any) -> str:
    with pytest.raises(InvitationRefused) as refused:
        world.do(service, *args, **facts)
    return refused.value.flaw


def test_an_owner_of_the_configuration_is_one_before_their_first_word(world: World) -> None:
    world.do(team.ensure_owners, [501, 502], now=NOW)
    world.do(team.ensure_owners, [501, 502], now=NOW)
    sender = Sender(501, "Lin", "lin", "en")
    owner = world.do(people.meet, sender, now=NOW)
    assert owner.roles == {Role.OWNER}
    greeted = world.do(people.greet, owner, sender, now=NOW)
    assert (greeted.name, greeted.locale) == ("Lin", "en")
    assert [member.name for member in world.do(team.members, greeted)] == ["502", "Lin"]


def test_a_person_who_is_known_already_keeps_their_name_and_language(world: World) -> None:
    actor = world.do(w.person, telegram_id=501, name="阿林", locale="en")
    world.do(team.ensure_owners, [501], now=NOW)
    known = now_known(world, actor)
    assert (known.name, known.roles) == ("阿林", {Role.OWNER})
    greeted = world.do(people.greet, known, Sender(501, "阿林", "", "zh-hans"), now=NOW)
    assert greeted.locale == "en"


def test_a_link_gives_its_role_once(world: World) -> None:
    owner = world.do(w.staff, Role.OWNER)
    token = world.do(invitations.invite, owner, Role.REVIEWER, now=NOW)
    guest, late = world.do(w.person), world.do(w.person)
    offer = world.do(invitations.opened, guest, token, now=NOW)
    assert (offer.role, offer.invited_by) == (Role.REVIEWER, owner.name)
    assert world.do(invitations.accept, guest, token, now=NOW) is Role.REVIEWER
    assert now_known(world, guest).roles == {Role.REVIEWER}
    assert refused_why(world, invitations.accept, late, token, now=NOW) == InvitationFlaw.USED
    assert now_known(world, late).roles == frozenset()


def test_the_maker_of_a_link_hears_who_used_it_and_the_former_that_a_role_is_gone(
    world: World,
) -> None:
    owner, guest = world.do(w.staff, Role.OWNER), world.do(w.person, name="Hong")
    token = world.do(invitations.invite, owner, Role.REVIEWER, now=NOW)
    world.do(invitations.accept, guest, token, now=NOW)
    world.do(team.revoke, owner, guest.person_id, Role.REVIEWER, now=NOW)
    told = world.rows(select(delivery.c.person_id, delivery.c.kind, delivery.c.facts))
    assert told == [
        (owner.person_id, "team_joined", {"name": "Hong", "role": "reviewer"}),
        (guest.person_id, "team_role_gone", {"role": "reviewer"}),
    ]


def test_a_link_ends_after_72_hours(world: World) -> None:
    owner = world.do(w.staff, Role.OWNER)
    token = world.do(invitations.invite, owner, Role.FINANCE, now=NOW)
    guest = world.do(w.person)
    end = NOW + timedelta(hours=72)
    world.do(invitations.opened, guest, token, now=end - timedelta(seconds=1))
    assert refused_why(world, invitations.accept, guest, token, now=end) == InvitationFlaw.EXPIRED


def test_a_link_is_as_good_as_its_maker(world: World) -> None:
    owner, other = world.do(w.staff, Role.OWNER), world.do(w.staff, Role.OWNER)
    token = world.do(invitations.invite, other, Role.OWNER, now=NOW)
    world.do(team.revoke, owner, other.person_id, Role.OWNER, now=NOW)
    guest = world.do(w.person)
    assert refused_why(world, invitations.accept, guest, token, now=NOW) == InvitationFlaw.UNKNOWN


def test_who_holds_the_role_does_not_use_up_the_link(world: World) -> None:
    owner, guest = world.do(w.staff, Role.OWNER), world.do(w.staff, Role.REVIEWER)
    token = world.do(invitations.invite, owner, Role.REVIEWER, now=NOW)
    assert refused_why(world, invitations.accept, guest, token, now=NOW) == InvitationFlaw.ALREADY
    world.do(invitations.accept, world.do(w.person), token, now=NOW)


def test_a_made_up_link_is_unknown(world: World) -> None:
    guest = world.do(w.person)
    assert refused_why(world, invitations.opened, guest, "x", now=NOW) == InvitationFlaw.UNKNOWN


def test_the_token_itself_is_not_kept(world: World) -> None:
    token = world.do(invitations.invite, world.do(w.staff, Role.OWNER), Role.OWNER, now=NOW)
    assert token not in str(world.rows(select(invitation)))


@pytest.mark.parametrize("role", [None, Role.COORDINATOR, Role.REVIEWER, Role.FINANCE])
def test_only_owners_see_invite_and_revoke(world: World, role: Role | None) -> None:
    owner = world.do(w.staff, Role.OWNER)
    actor = world.do(w.staff, role) if role else world.do(w.person)
    with pytest.raises(NotAllowed):
        world.do(team.members, actor)
    with pytest.raises(NotAllowed):
        world.do(invitations.invite, actor, Role.OWNER, now=NOW)
    with pytest.raises(NotAllowed):
        world.do(team.revoke, actor, owner.person_id, Role.OWNER, now=NOW)


def test_the_last_owner_stays(world: World) -> None:
    owner, other = world.do(w.staff, Role.OWNER), world.do(w.staff, Role.OWNER, Role.FINANCE)
    world.do(team.revoke, owner, other.person_id, Role.OWNER, now=NOW)
    assert now_known(world, other).roles == {Role.FINANCE}
    with pytest.raises(LastOwner):
        world.do(team.revoke, owner, owner.person_id, Role.OWNER, now=NOW)


def test_a_role_nobody_holds_cannot_be_revoked(world: World) -> None:
    owner, creator = world.do(w.staff, Role.OWNER), world.do(w.person)
    with pytest.raises(NotFound):
        world.do(team.revoke, owner, owner.person_id, Role.FINANCE, now=NOW)
    with pytest.raises(NotFound):
        world.do(team.revoke, owner, creator.person_id, Role.FINANCE, now=NOW)


def race(*contenders: Callable[[], object]) -> list[str]:
    """How each ended: "done" or the name of its refusal."""
    ends: list[str] = []
    barrier = threading.Barrier(len(contenders))

    def run(contender: Callable[[], object]) -> None:
        barrier.wait()
        try:
            contender()
        except Refusal as refusal:
            ends.append(type(refusal).__name__)
        else:
            ends.append("done")

    threads = [threading.Thread(target=run, args=(contender,)) for contender in contenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_two_owners_who_revoke_each_other_at_once_leave_one(world: World) -> None:
    for _ in range(5):
        one, two = world.do(w.staff, Role.OWNER), world.do(w.staff, Role.OWNER)
        others = [
            m
            for m in world.do(team.members, one)
            if m.person_id not in (one.person_id, two.person_id) and Role.OWNER in m.roles
        ]
        for other in others:
            world.do(team.revoke, one, other.person_id, Role.OWNER, now=NOW)
        ends = race(
            lambda a=one, b=two: world.do(team.revoke, a, b.person_id, Role.OWNER, now=NOW),
            lambda a=two, b=one: world.do(team.revoke, a, b.person_id, Role.OWNER, now=NOW),
        )
        assert sorted(ends) == ["LastOwner", "done"]


def test_one_link_raced_for_by_four_serves_one(world: World) -> None:
    owner = world.do(w.staff, Role.OWNER)
    token = world.do(invitations.invite, owner, Role.REVIEWER, now=NOW)
    guests = [world.do(w.person) for _ in range(4)]
    ends = race(
        *(
            lambda guest=guest: world.do(invitations.accept, guest, token, now=NOW)
            for guest in guests
        )
    )
    assert sorted(ends) == ["InvitationRefused"] * 3 + ["done"]
    assert sum(bool(now_known(world, guest).roles) for guest in guests) == 1


def test_processes_that_start_at_once_make_each_owner_once(world: World) -> None:
    owners = list(range(501, 521))
    ends = race(*[lambda: world.do(team.ensure_owners, owners, now=NOW)] * 6)
    assert ends == ["done"] * 6
    actors = world.do(team.actors)
    assert sorted(each.telegram_id for each in actors) == owners
    assert all(each.roles == {Role.OWNER} for each in actors)


def test_two_processes_that_meet_a_newcomer_at_once_meet_one_person(world: World) -> None:
    met: list[Actor] = []
    sender = Sender(501, "Lin", "lin", "en")
    race(*[lambda: met.append(world.do(people.meet, sender, now=NOW))] * 6)
    assert [met[0]] * 6 == met
