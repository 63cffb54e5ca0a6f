"""A settlement run: what is due by its cut-off, what waits and why; settled as in chat."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from aiohttp import web

from services import repeats, settlement_runs, settlements
from services.settlement_runs import DuePart, Run
from web.console import twice
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words import times

MOST_WAITING: Final = 100
_HERE: Final = "/console/settle"


async def overview(visitor: Visitor) -> web.Response:
    found = await visitor.look(settlement_runs.look, most_waiting=MOST_WAITING, now=visitor.now)
    days = list(_days(visitor, found))
    return await visitor.page("settle.html", found=found, days=days, sums=settlement_runs.sums)


def _days(visitor: Visitor, found: Run) -> Iterator[tuple[str, list[DuePart]]]:
    """Parts by the day of their cut-off, by the visitor's clock."""

    def day(each: DuePart) -> str:
        return times.day(each.settle_at, visitor.actor.timezone, visitor.say.locale, visitor.now)

    for of, parts in groupby(found.parts, key=day):
        yield of, list(parts)


async def settle(visitor: Visitor) -> web.Response:
    """What is due by now, however the page showed it."""
    await visitor.act(settlement_runs.settle_now)
    return see_other(_HERE, Note.SETTLED)


async def settle_one(visitor: Visitor) -> web.Response:
    """Before the clock does, or after all."""
    deed = visitor.act(settlement_runs.settle_one, visitor.row_id("assignment_id"))
    is_done = await twice.done(deed, lambda: _settled_before(visitor))
    return see_other(_HERE, Note.SETTLED_ONE if is_done else Note.SET_BACK)


async def _settled_before(visitor: Visitor) -> bool | None:
    """By this very form, a moment ago."""
    which = visitor.row_id("assignment_id")
    found = await visitor.look(settlement_runs.is_settled_lately, which, now=visitor.now)
    return found or None


async def leave_out(visitor: Visitor) -> web.Response:
    """Neither here nor by the clock, for a while."""
    said = visitor.row_id("assignment_id"), await visitor.field("reason")

    async def before() -> bool:
        return await visitor.look(repeats.is_left_out, *said, now=visitor.now)

    await twice.so(visitor.act(settlement_runs.leave_out, *said), before)
    return see_other(_HERE, Note.LEFT_OUT)


async def pay_floor(visitor: Visitor) -> web.Response:
    """Nothing is waited for any more."""
    deed = visitor.act(settlements.settle_unheard, visitor.row_id("assignment_id"))
    await twice.done(deed, lambda: _settled_before(visitor))
    return see_other(_HERE, Note.FLOOR)
