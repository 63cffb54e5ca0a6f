"""The loop's first chapters: staff joins, a campaign is launched, creators sign up."""

import re
from functools import partial
from typing import Final

from sandbox.messages import Message
from tests.loop import brief, effects
from tests.loop.loop import Loop
from tests.loop.reader import Reader


async def staff_joins(loop: Loop) -> None:
    """The owner is in the configuration; the others come by a link that works once."""
    await loop.owner.person.starts()
    await loop.owner.sees("Hello {name}! What would you like to do?")
    for joiner, role in ((loop.reviewer, "Reviewer"), (loop.finance, "Finance")):
        sent = await loop.insists(
            loop.owner, partial(_invites, loop.owner, role), "It works once, until {end}."
        )
        await _joins(loop, joiner, role, sent)


async def _invites(owner: Reader, role: str) -> None:
    await owner.says("/team")
    await owner.sees("<b>Team</b>")
    await owner.taps("Invite: {role}", role=role)


async def _joins(loop: Loop, joiner: Reader, role: str, invitation: Message) -> None:
    link = re.search(r"start=([\w-]+)", invitation.text)
    assert link is not None, invitation.text
    await joiner.person.starts(link[1])
    await joiner.taps("Accept")
    await loop.effect("joining", effects.roles_of(joiner.telegram_id), [role.lower()])
    await loop.hears(joiner, "Welcome to the team! You are now: {role}.")
    await loop.hears(loop.owner, "{name} has joined the team by your link: {role}.")


async def a_campaign_is_launched(loop: Loop) -> None:
    await loop.owner.person.sends_document("spring-tea.toml", brief.campaign(loop.now))
    await loop.effect("loading", effects.CAMPAIGNS, ["draft"])
    await loop.hears(loop.owner, "Worst case of all slots {worst}", worst="¥360.00")
    await loop.owner.says("/campaigns")
    await loop.owner.sees("<b>Campaigns</b>")
    await loop.owner.taps("春茶上新")
    await loop.owner.taps("Launch…")
    await loop.owner.taps("Yes, launch")
    await loop.effect("launching", effects.CAMPAIGNS, ["live"])
    await loop.owner.sees("{mark} <b>{title}</b>\n{brand} · {status}", mark="🟢")


DRIFTER: Final = "阿澈喝茶"  # their handle


async def creators_sign_up(loop: Loop) -> None:
    await _signs_up(loop, loop.creator, "小林的茶")
    await _signs_up(loop, loop.drifter, DRIFTER)


async def _signs_up(loop: Loop, newcomer: Reader, handle: str) -> None:
    async def is_asked(step: str) -> None:
        await loop.effect(f"going on to {step}", effects.asked_of(newcomer.telegram_id), [step])

    await newcomer.person.starts()
    await newcomer.taps("Get started")
    await newcomer.taps("I agree")
    await is_asked("platform")
    await newcomer.taps("Douyin")
    await is_asked("handle")
    await newcomer.says(handle)
    await is_asked("link")
    await newcomer.taps("Without a link")
    await is_asked("followers")
    await newcomer.says("1.2万")
    await is_asked("categories")
    await newcomer.taps("Food")
    await newcomer.taps("Done")
    await is_asked("region")
    await newcomer.taps("East China")
    await loop.effect("signing up", effects.accounts_of(newcomer.telegram_id), [handle])
    await loop.hears(newcomer, "🎉 <b>All set!</b>")
