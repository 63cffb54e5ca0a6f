"""Creators in the browser: found by name or handle, paused with a reason, let go on."""

from typing import Any, Final

from aiohttp import web

from domain.pauses import PauseKind
from domain.people import Role, Standing
from domain.period import Period
from services import creators, pauses, statements
from web.console import asked
from web.console.notes import Note, see_other
from web.console.visitor import Visitor

PAGE_SIZE: Final = 30
STATES: Final = (Standing.ACTIVE, Standing.PAUSED)


async def listed(visitor: Visitor) -> web.Response:
    said = asked.said(visitor)
    state = asked.chosen(visitor, "state", Standing)
    state = state if state in STATES else None
    found = await visitor.look(creators.page, visitor.page_number, PAGE_SIZE, said, state)
    return await visitor.page(
        "creators.html",
        found=found,
        sought=said,
        state=state,
        states=STATES,
        turned=asked.turns(visitor, found.page),
    )


async def one(visitor: Visitor) -> web.Response:
    found = await visitor.look(creators.sheet, visitor.row_id("person_id"))
    present = next((each.pause for each in found.pauses if each.ended_at is None), None)
    years: tuple[Period, ...] = ()
    if visitor.actor.may(Role.FINANCE):
        zone = visitor.house.payouts.timezone
        years = await visitor.look(statements.periods_of, found.line.person_id, zone)
    return await visitor.page(
        "creator.html",
        found=found,
        years=years,
        is_staffs=present is not None and present.kind is PauseKind.STAFF,
    )


async def act(visitor: Visitor) -> web.Response:
    verb, person_id = await visitor.field("verb"), visitor.row_id("person_id")
    args: tuple[Any, ...] = (person_id,)
    if verb == "pause":
        await visitor.act(pauses.pause, *args, await visitor.field("reason"))
    elif verb == "resume":
        await visitor.act(pauses.resume, *args)
    else:
        raise web.HTTPBadRequest
    said = Note.CREATOR_PAUSED if verb == "pause" else Note.CREATOR_RESUMED
    return see_other(f"/console/creators/{person_id}", said)
