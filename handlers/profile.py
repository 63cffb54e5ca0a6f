"""/profile: a creator's accounts, standing and invite link; one account is account_edits."""

from domain.accounts import Account
from domain.consent import ConsentMissing
from domain.deep_links import Referral, encode
from domain.people import Standing
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import accounts, onboarding, people
from words import account_lines
from words.people import called
from words.speech import Html, Speech, msg

_STANDINGS = {
    Standing.NEW: msg("not signed up yet"),
    Standing.ACTIVE: msg("active"),
    Standing.PAUSED: msg("no new tasks for now; /tasks says why"),
    Standing.ERASED: msg("erased"),
}


async def show(desk: Desk, *_: str) -> Screen:
    if not await desk.look(onboarding.is_known):
        raise ConsentMissing
    mine = await desk.look(accounts.mine)
    assert desk.actor is not None  # a look tells who asks
    say = desk.say
    code, invited = await desk.look(people.invitation)
    link = f"https://t.me/{desk.house.bot.username}?start={encode(Referral(code))}"
    text = say(
        "<b>{name}</b>\nStanding: {standing}\n\n{accounts}\n\n"
        "Your invite link: {link}\nSigned up by it: {invited}",
        name=called(desk.actor.name),
        standing=say(_STANDINGS[desk.actor.standing]),
        accounts=_accounts(mine, say),
        link=link,
        invited=invited,
    )
    return Screen(text, _rows(mine, link, say))


def _accounts(mine: tuple[Account, ...], say: Speech) -> Html:
    if not mine:
        return say("No account yet.")
    return Html("\n\n").join(account_lines.summary(each.details, say) for each in mine)


def _rows(mine: tuple[Account, ...], link: str, say: Speech) -> Rows:
    each = tuple(
        (
            Button(
                f"✏️ {account_lines.title(one.details, say).unescape()}", tap("acc", one.account_id)
            ),
        )
        for one in mine
    )
    return (
        *each,
        (Button(say("Add an account"), tap("acc.add")),),
        (Button(say("Copy the invite link"), copy=link),),
        (Button(say("Menu"), tap("start")),),
    )


TAPS = {"profile": show}
COMMANDS = {"profile": show}
