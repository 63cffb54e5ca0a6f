"""Which buttons stand below a draft, chosen in the browser: a task or a campaign, pages, links."""

from contextlib import suppress
from typing import Final

from aiohttp import web

from domain import message
from domain.errors import Stale
from domain.locales import LOCALES
from domain.message import LinkFlaw, Page
from services import broadcast_drafts, broadcast_links, broadcast_sheets
from web.console import asked
from web.console.typed import Amiss, Change
from web.console.visitor import Visitor
from words import broadcast_buttons

LABELS: Final = {locale: f"label_{locale}" for locale in LOCALES}
URL: Final = "url"
PAGE: Final = "page_{}"


async def choose(visitor: Visitor) -> web.Response:
    """The campaigns with open tasks that readers may fit; with one in the address, its tasks."""
    number, campaign = visitor.row_id("broadcast_id"), asked.number(visitor, "campaign")
    facts = await visitor.look(broadcast_sheets.known_to, number)
    if campaign is None:
        found = await visitor.look(
            broadcast_drafts.campaigns_to_offer, number, visitor.page_number, now=visitor.now
        )
        turned = asked.turns(visitor, found.page)
        return await visitor.page(
            "draft_offer.html", facts=facts, found=found, campaign=None, turned=turned
        )
    tasks = await visitor.look(
        broadcast_drafts.tasks_to_offer, number, campaign, visitor.page_number, now=visitor.now
    )
    turned = asked.turns(visitor, tasks.page)
    return await visitor.page(
        "draft_offer.html", facts=facts, found=tasks, campaign=campaign, turned=turned
    )


async def _set_task(visitor: Visitor, number: int) -> None:
    """None for no button."""
    task = await visitor.whole("task") if await visitor.field("task") else None
    await visitor.act(broadcast_drafts.set_task, number, task)


async def _set_campaign(visitor: Visitor, number: int) -> None:
    await visitor.act(broadcast_drafts.set_campaign, number, await visitor.whole("campaign"))


async def _set_pages(visitor: Visitor, number: int) -> None:
    pages = {page for page in Page if await visitor.field(PAGE.format(page))}
    await visitor.act(broadcast_drafts.set_pages, number, pages)


async def _add_link(visitor: Visitor, number: int) -> None:
    said = {locale: (await visitor.field(field)).strip() for locale, field in LABELS.items()}
    labels = {locale: label for locale, label in said.items() if label}
    if not labels:
        raise Amiss(
            {next(iter(LABELS.values())): broadcast_buttons.no_link(LinkFlaw.LABEL, visitor.say)}
        )
    link = message.link_of(labels, (await visitor.field(URL)).strip())
    await visitor.act(broadcast_drafts.add_link, number, link)


async def _drop_link(visitor: Visitor, number: int) -> None:
    """Said twice, the page shows what is left."""
    at = await visitor.whole("link"), await visitor.whole("revision")
    with suppress(Stale):
        await visitor.act(broadcast_links.drop, number, *at)


async def _count_link(visitor: Visitor, number: int) -> None:
    wanted = await visitor.field("counted") == "1"
    place = await visitor.whole("link")
    await visitor.act(broadcast_links.count, number, place, wanted, visitor.house.counting)


CHANGES: Final = {
    "task": Change(_set_task),
    "campaign": Change(_set_campaign),
    "pages": Change(_set_pages),
    "link": Change(_add_link, URL),
    "drop_link": Change(_drop_link),
    "count_link": Change(_count_link, "link"),
}
FIELDS: Final = (*LABELS.values(), URL)
