"""The budget of a campaign is raised in the browser, by an owner; its page shows how it grew."""

from typing import Final

from aiohttp import web

from domain.money import Currency
from services import budget_raises
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words.amounts import written

_MOST_DIGITS: Final = 19


async def raise_it(visitor: Visitor) -> web.Response:
    """`seen` is the budget of the page that the form stands on: a second sending is refused."""
    campaign_id = visitor.row_id("campaign_id")
    seen, said = await visitor.field("seen"), await visitor.field("budget")
    if not (seen.isascii() and seen.isdecimal() and len(seen) <= _MOST_DIGITS):
        raise web.HTTPBadRequest
    found = await visitor.look(budget_raises.to_raise, campaign_id)
    wanted_minor = written(said, Currency(found.currency))
    given = int(seen), wanted_minor, await visitor.field("reason")
    await visitor.act(budget_raises.raise_to, campaign_id, *given)
    return see_other(f"/console/campaigns/{campaign_id}", Note.BUDGET)
