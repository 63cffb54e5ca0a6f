"""The budget of a campaign is raised in the browser, by an owner; its page shows how it grew."""

from aiohttp import web

from domain.money import Currency
from services import budget_raises
from web.console import twice
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words.amounts import written


async def raise_it(visitor: Visitor) -> web.Response:
    """`seen` is the budget of the page that the form stands on: it is raised from there, once."""
    campaign_id = visitor.row_id("campaign_id")
    seen_minor, said = await visitor.whole("seen"), await visitor.field("budget")
    found = await visitor.look(budget_raises.to_raise, campaign_id)
    wanted_minor = written(said, Currency(found.currency))
    given = seen_minor, wanted_minor, await visitor.field("reason")

    async def before() -> int | None:
        is_done = await visitor.look(budget_raises.is_raised, campaign_id, *given)
        return campaign_id if is_done else None

    await twice.done(visitor.act(budget_raises.raise_to, campaign_id, *given), before)
    return see_other(f"/console/campaigns/{campaign_id}", Note.BUDGET)
