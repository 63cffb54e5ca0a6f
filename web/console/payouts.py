"""Payout batches: read here, approved here by a second person; prepared and exported in chat."""

from aiohttp import web

from services import overview, payouts
from web.console.notes import Note, see_other
from web.console.visitor import Visitor


async def batches(visitor: Visitor) -> web.Response:
    found = await visitor.look(overview.payout_page, now=visitor.now)
    return await visitor.page("payouts.html", found=found)


async def batch(visitor: Visitor) -> web.Response:
    found = await visitor.look(payouts.batch, visitor.row_id("batch_id"))
    return await visitor.page("batch.html", found=found)


async def approve(visitor: Visitor) -> web.Response:
    batch_id = visitor.row_id("batch_id")
    await visitor.act(payouts.approve, batch_id)
    return see_other(f"/console/payouts/{batch_id}", Note.BATCH)
