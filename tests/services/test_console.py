"""A link opens one session, whoever is quicker; a session carries no more than the rows allow."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, func, select

from domain.errors import NotAllowed
from domain.people import Actor, Role
from services import console
from services.console import LinkDead, SignedOut
from storage import staff as roles
from storage.tables.access import console_session
from tests import world as w
from tests.world import NOW, World


def in_session(world: World, actor: Actor) -> str:
    return world.do(console.sign_in, world.do(console.make_link, actor, now=NOW), now=NOW)


def whoever(conn: Connection, actor: Actor, word: str) -> str:
    return f"{word} {actor.name}"


def test_only_staff_get_a_link(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.do(console.make_link, world.do(w.creator).actor, now=NOW)
    for role in Role:
        assert world.do(console.make_link, world.do(w.staff, role), now=NOW)


def test_of_many_who_use_a_link_at_once_one_comes_in(world: World) -> None:
    link = world.do(console.make_link, world.do(w.staff, Role.OWNER), now=NOW)

    def come_in(_: int) -> bool:
        try:
            return bool(world.do(console.sign_in, link, now=NOW))
        except LinkDead:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come_in, range(8))) == 1
    assert world.rows(select(func.count()).select_from(console_session))[0][0] == 1


def test_a_session_acts_for_whom_the_rows_name_now(world: World) -> None:
    actor = world.do(w.staff, Role.REVIEWER)
    token = in_session(world, actor)
    assert world.do(console.look, token, whoever, "hello", asked_at=NOW) == f"hello {actor.name}"
    found = world.do(console.signed_in, token, now=NOW)
    assert (found.actor.roles, found.expires_at) == ({Role.REVIEWER}, NOW + console.SESSION_LIFE)
    world.do(roles.grant, actor.person_id, Role.FINANCE, granted_by=None, now=NOW)
    found = world.do(console.signed_in, token, now=NOW)
    assert found.actor.roles == {Role.REVIEWER, Role.FINANCE}


def test_nothing_runs_without_an_open_session(world: World) -> None:
    actor = world.do(w.staff, Role.OWNER)
    token = in_session(world, actor)
    for dead, at in (("", NOW), (token + "x", NOW), (token, NOW + console.SESSION_LIFE)):
        with pytest.raises(SignedOut):
            world.do(console.act, dead, console.sign_out_everywhere, now=at)
    assert world.do(console.signed_in, token, now=NOW)


def test_who_lost_their_roles_keeps_the_link_unused(world: World) -> None:
    """So that a role given back makes it good again, within its ten minutes."""
    actor = world.do(w.staff, Role.OWNER)
    link = world.do(console.make_link, actor, now=NOW)
    world.do(roles.revoke_all, actor.person_id)
    with pytest.raises(NotAllowed):
        world.do(console.sign_in, link, now=NOW)
    world.do(w.grant, actor, Role.REVIEWER)
    assert world.do(console.sign_in, link, now=NOW)
