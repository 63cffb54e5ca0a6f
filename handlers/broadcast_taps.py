"""Buttons below a broadcast: what its reader tapped is counted once, then it opens as anywhere."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from domain.delivery import Response
from domain.errors import Stale
from domain.message import Page
from handlers import earnings, settings, tasks, work
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.screen import Screen
from services import broadcast_responses

_PAGES: Final[dict[Page, Callable[[Desk], Awaitable[Screen]]]] = {
    Page.TASKS: tasks.list_tasks,
    Page.WORK: work.list_work,
    Page.EARNINGS: earnings.overview,
}


async def open_task(desk: Desk, broadcast_id: str, task_id: str) -> Screen:
    await desk.act(broadcast_responses.tapped, row_id(broadcast_id), Response.TAPPED)
    return await present_task(desk, broadcast_id, task_id)


async def present_task(desk: Desk, _: str, task_id: str) -> Screen:
    """Below the broadcast, which stays."""
    return replace(await tasks.open_task(desk, task_id), fresh=True)


async def open_campaign(desk: Desk, broadcast_id: str, campaign_id: str) -> Screen:
    await desk.act(broadcast_responses.tapped, row_id(broadcast_id), Response.TAPPED)
    return await present_campaign(desk, broadcast_id, campaign_id)


async def present_campaign(desk: Desk, _: str, campaign_id: str) -> Screen:
    return replace(await tasks.list_of_campaign(desk, campaign_id), fresh=True)


async def open_page(desk: Desk, broadcast_id: str, page: str) -> Screen:
    if page not in set(Page):
        raise Stale("button")
    await desk.act(broadcast_responses.tapped, row_id(broadcast_id), Response.TAPPED)
    return await present_page(desk, broadcast_id, page)


async def present_page(desk: Desk, _: str, page: str) -> Screen:
    return replace(await _PAGES[Page(page)](desk), fresh=True)


async def mute(desk: Desk, broadcast_id: str) -> Screen:
    await desk.act(broadcast_responses.mute, row_id(broadcast_id))
    return await settings.muted(desk)


async def present_muted(desk: Desk, _: str) -> Screen:
    return await settings.muted(desk)


TAPS = {
    "bt.task": open_task,
    "bt.camp": open_campaign,
    "bt.page": open_page,
    "bt.mute": mute,
}
PRESENT = {
    "bt.task": present_task,
    "bt.camp": present_campaign,
    "bt.page": present_page,
    "bt.mute": present_muted,
}
