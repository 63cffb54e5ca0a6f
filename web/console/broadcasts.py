"""Broadcasts in the browser: what came of each; paused, cancelled; drafts are in drafts.py."""

from collections.abc import Callable
from typing import Any, Final

from aiohttp import web

from domain import segment_text
from domain.delivery import BroadcastStatus
from services import (
    broadcast_copies,
    broadcast_outcomes,
    broadcast_sheets,
    broadcasts,
    segment_choices,
)
from services.broadcast_outcomes import BroadcastReport
from services.broadcast_sheets import BroadcastSheet
from web.console import asked, drafts
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words import broadcast_buttons as below
from words import broadcast_files
from words import broadcasts as words
from words.speech import Html

PAGE_SIZE: Final = 20
_VERBS: Final[dict[str, tuple[Callable[..., Any], Note]]] = {
    "pause": (broadcasts.pause, Note.BROADCAST_PAUSED),
    "resume": (broadcasts.resume, Note.BROADCAST_RESUMED),
    "cancel": (broadcasts.cancel, Note.BROADCAST_CANCELLED),
}
_AGAIN: Final[dict[str, tuple[Callable[..., int], Note]]] = {
    "copy": (broadcast_copies.copy, Note.COPIED),
    "take_back": (broadcast_copies.take_back, Note.TAKEN_BACK),
}
"""What makes a draft of it."""


async def listed(visitor: Visitor) -> web.Response:
    found = await visitor.look(broadcast_sheets.overview, visitor.page_number, PAGE_SIZE)
    asked_of = [each.segment for each, _ in found.broadcasts]
    return await visitor.page(
        "broadcasts.html",
        found=found,
        names=await visitor.look(segment_choices.titles, asked_of),
        turned=asked.turns(visitor, found.page),
    )


async def one(visitor: Visitor) -> web.Response:
    number = visitor.row_id("broadcast_id")
    found = await visitor.look(broadcast_outcomes.report, number, now=visitor.now)
    if found.sheet.facts.status is BroadcastStatus.DRAFT:
        return await drafts.page(visitor, found.sheet)
    line = segment_text.written(found.sheet.facts.segment)
    return await visitor.page(
        "broadcast.html",
        found=found,
        line=line,
        may_take_back=found.sheet.facts.may_be_taken_back(
            visitor.now, any_left=found.sheet.any_left
        ),
        progress=_progress(visitor, found.sheet),
        lines=_extras(visitor, found),
    )


async def file(visitor: Visitor) -> web.Response:
    """What came of it, as a table."""
    number = visitor.row_id("broadcast_id")
    found = await visitor.look(broadcast_outcomes.report, number, now=visitor.now)
    content = broadcast_files.as_csv(
        found.sheet.facts,
        found.sheet.tally,
        found.variants,
        found.reasons,
        found.links,
        found.verdicts,
        visitor.say,
    )
    named = {"Content-Disposition": f'attachment; filename="broadcast-{number}.csv"'}
    return web.Response(body=content, content_type="text/csv", charset="utf-8", headers=named)


def _progress(visitor: Visitor, sheet: BroadcastSheet) -> list[Html]:
    """How long it takes yet, why it stands, and why some of it waits."""
    eta = sheet.eta(visitor.house.broadcasts)
    left = [words.time_left(eta, visitor.say)] if sheet.is_leaving else []
    timezone = visitor.actor.timezone
    stands = words.refusal(sheet.facts.refusal, visitor.say)
    if sheet.facts.missed_its_moment(visitor.now, any_left=sheet.any_left):
        stands.append(words.missed_its_moment(visitor.say))
    return [*left, *stands, *words.held(sheet.held, timezone, visitor.now, visitor.say)]


def _extras(visitor: Visitor, found: BroadcastReport) -> list[Html]:
    """What stands below it, when it arrives, what is paid for."""
    sheet, say = found.sheet, visitor.say
    return [
        *words.passed_over(sheet.facts, say),
        *below.buttons(sheet.facts, sheet.offered, say),
        *words.arrival(sheet.facts.arrival, visitor.actor.timezone, visitor.now, say),
        *words.payment(sheet.messages, sheet.paid_messages, say),
    ]


async def act(visitor: Visitor) -> web.Response:
    number, verb = visitor.row_id("broadcast_id"), await visitor.field("verb")
    if verb in drafts.CHANGES:
        return await drafts.change(visitor, number, verb)
    if verb == "try":
        return await drafts.try_on(visitor, number)
    if verb in _AGAIN:
        drafting, said = _AGAIN[verb]
        return see_other(f"{drafts.ADDRESS}/{await visitor.act(drafting, number)}", said)
    if verb not in _VERBS:
        raise web.HTTPBadRequest
    service, said = _VERBS[verb]
    await visitor.act(service, number)
    return see_other(f"{drafts.ADDRESS}/{number}", said)
