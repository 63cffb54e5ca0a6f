"""/privacy for who has money that cannot be paid: giving it up, said twice, and being forgotten."""

import hashlib
from collections.abc import Sequence

from domain.errors import Stale
from domain.personal_data import Sum
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import waivers
from words.amounts import amount

_SIGNS = 12


def offer(desk: Desk, sums: Sequence[Sum]) -> tuple[tuple[Button, ...], ...]:
    """The way out below the refusal."""
    label = desk.say("Give up {sums}…", sums=listed(sums))
    return ((Button(label, tap("priv.waive?")),),) if sums else ()


def listed(sums: Sequence[Sum]) -> str:
    return ", ".join(amount(each.amount_minor, each.currency) for each in sums)


async def ask(desk: Desk) -> Screen:
    sums = await desk.look(waivers.waivable)
    if not sums:
        raise Stale("button")
    say = desk.say
    text = say(
        "<b>Give up {sums} and be erased?</b>\n\nIt is yours, and stays yours as long as you are "
        "here: it is paid once it reaches the minimum and your payout details are there. Given up, "
        "nobody pays it any more, and you are erased at once. This cannot be undone.",
        sums=listed(sums),
    )
    yes = Button(
        say("Yes, give it up and erase me"), tap("priv.waived", _mark(sums)), style="danger"
    )
    return Screen(text, ((Button(say("No, keep me"), tap("privacy")),), (yes,)))


async def leave(desk: Desk, shown: str) -> Screen:
    """The button names the sums it was shown with: others are asked for anew."""
    sums = await desk.look(waivers.waivable)
    if not sums or _mark(sums) != shown:
        raise Stale("button")
    await desk.act(waivers.give_up_and_leave, sums)
    return Screen(
        desk.say("Done: you are forgotten here. Thank you for your work, and goodbye. /start")
    )


def _mark(sums: Sequence[Sum]) -> str:
    said = " ".join(f"{each.amount_minor}{each.currency}" for each in sums)
    return hashlib.sha256(said.encode()).hexdigest()[:_SIGNS]


TAPS = {"priv.waive?": ask, "priv.waived": leave}
