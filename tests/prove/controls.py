"""Bots that are wrong on purpose: an ordeal that does not show it would show nothing at all."""

import asyncio
from typing import Final

from tests.loop.coming import staff_joins
from tests.loop.loop import Loop
from tests.prove.grounds import NewUrl
from tests.prove.kills import Ordeal, after_every_call, at_every_commit, battered, undisturbed
from tests.prove.variants import Variant

_LAST_TO_JOIN: Final = "by your link: Finance"


async def the_owner_hears_of_it(loop: Loop) -> None:
    """The notice leaves while the hunt still goes on."""
    async with asyncio.timeout(60):
        while not loop.telegram.log.accepted("sendMessage", containing=_LAST_TO_JOIN):
            await loop.telegram.world.events.next(loop.owner.telegram_id, 1.0)


_STORY: Final = (staff_joins, the_owner_hears_of_it)
WRONG: Final = {
    Variant.ACKNOWLEDGES_FIRST: Ordeal(
        at_every_commit, _STORY, variant=Variant.ACKNOWLEDGES_FIRST, patience=6.0
    ),
    Variant.MARKS_AFTER_SENDING: Ordeal(
        after_every_call, _STORY, variant=Variant.MARKS_AFTER_SENDING
    ),
}


async def caught(variant: Variant, new_url: NewUrl) -> list[str]:
    """What the ordeal says of the wrong bot; empty would mean that it proves nothing.

    While nobody kills it, it does what ours does: else it would be no fair control.
    """
    wanted = await undisturbed(new_url(), _STORY)
    alive = await battered(new_url(), Ordeal(None, _STORY, variant=variant), wanted)
    assert alive.problems == [], f"{variant} does not even work: {alive.problems}"
    return (await battered(new_url(), WRONG[variant], wanted)).problems
