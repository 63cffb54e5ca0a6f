"""/team for owners: who holds which role, a link for a new one, a role taken away."""

from typing import Final

from domain.deep_links import StaffInvitation, encode
from domain.errors import Stale
from domain.people import Role
from domain.team import INVITATION_LIFE, Decision, StaffMember, without_a_second
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen, grid
from services import invitations, team
from words import names, times
from words.people import called
from words.speech import Html, Speech, msg


async def show(desk: Desk, *_: str) -> Screen:
    members = await desk.look(team.members)
    say = desk.say
    lines = [
        say("• {name}: {roles}", name=called(each.name), roles=_roles(each.roles, say))
        for each in members
    ]
    people = tuple(
        (Button(called(each.name), tap("team.one", each.person_id)),) for each in members
    )
    invite = grid(
        Button(say("Invite: {role}", role=names.name(role, say)), tap("team.invite", role))
        for role in Role
    )
    text = Html("\n").join([say("<b>Team</b>"), *lines])
    gaps = [say(_GAPS[each]) for each in without_a_second(members)]
    text = Html("\n\n").join([text, *gaps])
    return Screen(text, (*people, *invite, (Button(say("Menu"), tap("start")),)))


_GAPS: Final = {
    Decision.BATCH: msg(
        "⚠️ Nobody else could approve a payout batch: who prepared it may not. Invite somebody for "
        "finance."
    ),
    Decision.APPEAL: msg(
        "⚠️ Nobody else could judge an appeal against a risk case: who decided first may not. "
        "Invite a reviewer or a coordinator."
    ),
    Decision.DISPUTE: msg(
        "⚠️ Nobody else could decide on a dispute: who judged the work, or approved the payout, "
        "may not. Invite somebody for finance or a coordinator."
    ),
}


def _roles(roles: tuple[Role, ...], say: Speech) -> Html:
    return say(", ").join(names.name(r, say) for r in roles)


async def show_one(desk: Desk, person_id: str) -> Screen:
    member = await desk.look(team.member, row_id(person_id))
    return _card(member, desk.say)


def _card(member: StaffMember, say: Speech) -> Screen:
    cuts = tuple(
        (
            Button(
                say("Take away: {role}", role=names.name(role, say)),
                tap("team.cut", member.person_id, role),
                style="danger",
            ),
        )
        for role in member.roles
    )
    text = say("<b>{name}</b>\n{roles}", name=called(member.name), roles=_roles(member.roles, say))
    return Screen(text, (*cuts, (Button(say("‹ Back"), tap("team")),)))


async def invite(desk: Desk, role: str) -> Screen:
    chosen = _role(role)
    token = await desk.act(invitations.invite, chosen)
    say = desk.say
    link = f"https://t.me/{desk.house.bot.username}?start={encode(StaffInvitation(token))}"
    text = say(
        "Send this link to your new <b>{role}</b>. It works once, until {end}.\n\n{link}",
        role=names.name(chosen, say),
        end=times.moment(desk.now + INVITATION_LIFE, desk.timezone, say.locale, desk.now),
        link=link,
    )
    copy, back = Button(say("Copy the link"), copy=link), Button(say("‹ Back"), tap("team"))
    return Screen(text, ((copy,), (back,)))


def _role(text: str) -> Role:
    if text not in set(Role):
        raise Stale("button")
    return Role(text)


async def ask_cut(desk: Desk, person_id: str, role: str) -> Screen:
    member = await desk.look(team.member, row_id(person_id))
    say = desk.say
    text = say(
        "Take the role {role} away from {name}? It holds from their next tap on.",
        role=names.name(_role(role), say),
        name=called(member.name),
    )
    yes = Button(say("Take it away"), tap("team.gone", person_id, role), style="danger")
    return Screen(text, ((yes,), (Button(say("‹ Back"), tap("team.one", person_id)),)))


async def cut(desk: Desk, person_id: str, role: str) -> Screen:
    member = await desk.act(team.revoke, row_id(person_id), _role(role))
    say = desk.say
    text = say(
        "{name} is no longer: {role}.", name=called(member.name), role=names.name(_role(role), say)
    )
    return Screen(text, ((Button(say("‹ Back"), tap("team")),),))


TAPS = {
    "team": show,
    "team.one": show_one,
    "team.invite": invite,
    "team.cut": ask_cut,
    "team.gone": cut,
}
COMMANDS = {"team": show}
PRESENT = {"team.invite": show, "team.gone": show}
