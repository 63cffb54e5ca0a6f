"""The first page: today, what waits for somebody, campaigns, the head of the review queue."""

from typing import Final

from aiohttp import web

from services import overview
from web.console import asked
from web.console.visitor import Visitor

MOST_REVIEWS: Final = 5


async def front(visitor: Visitor) -> web.Response:
    found = await visitor.look(overview.first_page, most_reviews=MOST_REVIEWS, now=visitor.now)
    return await visitor.page("front.html", found=found)


async def campaign(visitor: Visitor) -> web.Response:
    found = await visitor.look(
        overview.campaign_page,
        visitor.row_id("campaign_id"),
        visitor.page_number,
        now=visitor.now,
    )
    turned = asked.turns(visitor, found.missing.page)
    return await visitor.page("campaign.html", found=found, turned=turned)
