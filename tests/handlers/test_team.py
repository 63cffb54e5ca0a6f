"""/team: owners invite by a link that works once, and take roles away."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.people import Role
from sandbox import Person
from storage.tables.people import person, staff_role
from tests.handlers.conftest import Chat
from tests.handlers.earning import member


async def invitation(owner: Person, role: str) -> str:
    await owner.says("/team")
    await owner.taps(f"Invite: {role}")
    shown = await owner.sees("It works once")
    found = re.search(r"\?start=(join-\S+)", shown.text)
    assert found is not None
    return found[1]


async def test_an_owner_sees_the_staff_menu_at_the_first_start(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    for button in ("Campaigns", "Team", "Become a creator too"):
        assert button in owner.buttons
    assert "My work" not in owner.buttons


async def test_an_invited_person_joins_and_is_taken_out_again(any_chat: Chat) -> None:
    owner, hong = await any_chat.owner("Lin"), await any_chat.person("Hong")
    payload = await invitation(owner, "Reviewer")
    await hong.starts(payload)
    await hong.sees("Lin invites you to the team as Reviewer.")
    await hong.taps("Accept")
    await hong.sees("You are now: Reviewer.")
    await hong.taps("Menu")
    await hong.sees("What would you like to do?")
    await owner.says("/team")
    await owner.sees("• Hong: Reviewer")
    await owner.taps("Hong")
    await owner.taps("Take away: Reviewer")
    await owner.sees("Take the role Reviewer away from Hong?")
    await owner.taps("Take it away")
    await owner.sees("Hong is no longer: Reviewer.")
    assert any_chat.world.rows(select(staff_role.c.role)) == [("owner",)]
    await hong.says("/review")
    shown = await hong.sees_any(lambda message: True)
    assert "not for your role" in shown.text or "do not know that command" in shown.text


async def test_a_link_works_once_and_for_72_hours(chat: Chat) -> None:
    owner, hong, late = await chat.owner("Lin"), await chat.person("Hong"), await chat.person("Li")
    payload = await invitation(owner, "Finance")
    await late.starts(payload)
    await late.sees("invites you")
    await hong.starts(payload)
    await hong.taps("Accept")
    await hong.sees("You are now: Finance.")
    await late.taps("Accept")
    await late.sees_alert("This invitation was used already.")
    other = await invitation(owner, "Finance")
    chat.telegram.clock.advance(timedelta(hours=72))
    await late.starts(other)
    await late.sees("This invitation has expired.")
    await late.starts("join-made_up")
    await late.sees("This invitation is not valid.")
    assert len(chat.world.rows(select(person.c.id))) == 2


async def test_no_thanks_keeps_nothing(chat: Chat) -> None:
    owner, hong = await chat.owner("Lin"), await chat.person("Hong")
    await hong.starts(await invitation(owner, "Coordinator"))
    await hong.taps("No, thanks")
    await hong.sees("That is fine.")
    assert len(chat.world.rows(select(person.c.id))) == 1


async def test_the_last_owner_stays(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/team")
    await owner.taps("Lin")
    await owner.taps("Take away: Owner")
    await owner.taps("Take it away")
    await owner.sees_alert("The last owner stays")


async def test_owners_are_warned_of_decisions_that_have_no_second_person(chat: Chat) -> None:
    owner = await chat.owner("Lin")
    await owner.says("/team")
    await owner.sees("Nobody else could decide on a dispute")
    await member(chat, "Fei", Role.FINANCE)
    await owner.says("/team")
    shown = await owner.sees("Nobody else could judge an appeal")
    assert "dispute" not in shown.text
    assert "batch" not in shown.text


@pytest.mark.parametrize("data", ["team", "team.one:1", "team.invite:owner", "team.cut:1:owner",
                                  "team.gone:1:owner"])  # fmt: skip
async def test_creators_cannot_reach_the_team(chat: Chat, data: str) -> None:
    await chat.owner("Lin")
    ming = await chat.creator("Ming")
    await ming.taps_data(f"1:{data}")
    await ming.sees_alert("That is not for your role.")
    await ming.says("/team")
    await ming.sees("That is not for your role.")
    assert chat.world.rows(select(staff_role.c.role)) == [("owner",)]
