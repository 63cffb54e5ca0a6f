"""The last question before a broadcast leaves, and the yes to it, which answers what was asked."""

import asyncio

from aiohttp import web

from domain.broadcast import Question
from domain.delivery import BroadcastStatus
from domain.errors import Stale
from services import broadcast_sheets, broadcasts, rolls
from services.broadcast_sheets import BroadcastSheet
from web.console import drafts
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words import broadcast_buttons as below
from words import broadcast_drafts as words
from words import broadcasts as told
from words.speech import Html


async def ask(visitor: Visitor) -> web.Response:
    number = visitor.row_id("broadcast_id")
    found = await visitor.look(broadcast_sheets.sheet, number, now=visitor.now)
    return await _asked(visitor, found) if _is_ready(found) else _as_it_stands(found)


async def confirm(visitor: Visitor) -> web.Response:
    """To another draft than stands now it is asked anew; said twice, it is as it was said once."""
    number, house = visitor.row_id("broadcast_id"), visitor.house
    question = Question(await visitor.whole("revision"), await visitor.field("later") == "1")
    try:
        called = await visitor.look(rolls.call, number, question, now=visitor.now)
        roll = await asyncio.to_thread(called.packed)
        await visitor.act(broadcasts.confirm, number, roll, house.broadcasts, house.counting)
    except Stale:
        found = await visitor.look(broadcast_sheets.sheet, number, now=visitor.now)
        return await _asked(visitor, found, 409) if _is_ready(found) else _as_it_stands(found)
    return see_other(f"{drafts.ADDRESS}/{number}", Note.BROADCAST_CONFIRMED)


def _is_ready(found: BroadcastSheet) -> bool:
    """A draft, and somebody would get it."""
    is_draft = found.facts.status is BroadcastStatus.DRAFT
    return is_draft and found.audience is not None and found.audience.reached > 0


def _as_it_stands(found: BroadcastSheet) -> web.Response:
    note = Note.BROADCAST_CONFIRMED if found.facts.confirmed_at else None
    return see_other(f"{drafts.ADDRESS}/{found.facts.broadcast_id}", note)


async def _asked(visitor: Visitor, found: BroadcastSheet, status: int = 200) -> web.Response:
    facts, say = found.facts, visitor.say
    assert found.audience is not None  # it is ready
    asked = facts.question(visitor.now)
    held = found.held.readers if found.held else 0
    return await visitor.page(
        "draft_confirm.html",
        facts=facts,
        asked=asked,
        is_another=status == 409,
        whether=words.whether(facts.title, found.audience.reached, held, say, later=asked.later),
        lines=_lines(visitor, found),
        for_good=words.for_good(say),
        yes=words.yes(say, later=asked.later),
        status=status,
    )


def _lines(visitor: Visitor, found: BroadcastSheet) -> list[Html]:
    facts, say = found.facts, visitor.say
    wanted = [each for each in facts.links if each.counted]
    return [
        *told.arrival(facts.arrival, visitor.actor.timezone, visitor.now, say),
        *told.payment(found.messages, found.paid_messages, say),
        *words.warnings(facts.body, found.foreign, say),
        *below.all_uncounted(wanted, visitor.house.counting, say),
        *drafts.numbers(visitor, found),
    ]
