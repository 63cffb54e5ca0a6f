"""/broadcast: written, edited as a draft, tried on oneself, confirmed, followed, reported."""

import asyncio
from dataclasses import replace
from typing import Final

import structlog
from telegram.error import Forbidden, TelegramError

from domain.broadcast import BroadcastFacts, Question
from domain.errors import Stale
from domain.lengths import cut
from handlers import (
    broadcast_form,
    broadcast_questions,
    broadcast_report,
    broadcast_samples,
    broadcast_sheet,
    refusals,
)
from handlers.broadcast_edits import show
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.forms import begin
from handlers.pager import pager
from handlers.screen import Button, Screen, column
from services import broadcast_drafts, broadcast_outcomes, broadcast_sheets, broadcasts, rolls
from words import broadcast_buttons as below
from words.speech import Html

log = structlog.get_logger()

_LABEL: Final = 28  # UTF-16 units of number and title: the status behind them is to be seen


async def list_broadcasts(desk: Desk, page: str = "1") -> Screen:
    found = await desk.look(broadcast_sheets.listed, page_number(page))
    say = desk.say
    rows = column(
        *(Button(_label(each, desk), tap("bc", each.broadcast_id)) for each in found.broadcasts)
    )
    turns = pager(found.page.number, found.page.pages, "bcs")
    new = (
        Button(say("New broadcast"), tap("bc.new"), style="primary"),
        Button(say("Segments"), tap("sgs")),
        Button(say("Menu"), tap("start")),
    )
    text = say("<b>Broadcasts</b>\nTo creators only, by day, and never to who muted them.")
    return Screen(text, (*rows, *turns, new))


def _label(found: BroadcastFacts, desk: Desk) -> str:
    status = broadcast_sheet.status(found, desk.say, desk.timezone, desk.now).unescape()
    return f"{cut(found.called, _LABEL)} · {status}"


async def back_to_list(desk: Desk, page: str = "1") -> Screen:
    """From a broadcast, whose message this was, or from another page."""
    return broadcast_sheet.left(desk, await list_broadcasts(desk, page))


FORM = broadcast_form.form("broadcast", show)


async def new(desk: Desk) -> Screen:
    await desk.look(broadcast_sheets.listed, 1)  # refuse strangers before the first question
    return await begin(desk, FORM)


async def open_broadcast(desk: Desk, broadcast_id: str) -> Screen:
    return await show(desk, row_id(broadcast_id))


async def send_to_me(desk: Desk, broadcast_id: str) -> Screen:
    """Every wording in every language, just as its readers will see it, under a label; below them
    the draft once more, to go on with.

    One that fails is told of and not tried again: all before it would come again too.
    """
    samples = await desk.look(broadcast_drafts.samples, row_id(broadcast_id))
    shown = broadcast_samples.screens(samples, desk.house.bot.username, desk.timezone, desk.say)
    arrived = [await _arrives(desk, each) for each in shown]
    if all(arrived):
        sheet = await show(desk, row_id(broadcast_id))
        return replace(sheet, fresh=True, toast=desk.say("Sent to you.").unescape())
    failed = desk.say(
        "{count} of {all} may not have arrived. Please tap once more.",
        count=arrived.count(False),
        all=len(arrived),
    )
    return Screen(Html(), toast=failed.unescape(), alert=True)


async def _arrives(desk: Desk, sample: Screen) -> bool:
    try:
        await desk.send(sample)
    except Forbidden:
        raise  # blocked us: there is nobody to send the others to
    except TelegramError as error:
        log.warning("a sample was not sent", error=repr(error))
        return False
    return True


async def ask_confirm(desk: Desk, broadcast_id: str) -> Screen:
    """Once: what thirteen thousand have got nobody takes back."""
    found = await desk.look(broadcast_sheets.sheet, row_id(broadcast_id), now=desk.now)
    if found.audience is None or not found.audience.reached:  # no draft any more, or for nobody
        return broadcast_sheet.screen(desk, found)
    rules = desk.house.broadcasts
    wanted = [each for each in found.facts.links if each.counted]
    why = below.all_uncounted(wanted, desk.house.counting, desk.say)
    asked = broadcast_sheet.question(found, desk.say, desk.timezone, desk.now, rules, why)
    return broadcast_sheet.left(desk, asked)


async def confirm(desk: Desk, broadcast_id: str, revision: str = "", later: str = "") -> Screen:
    """A yes to what the question said; to another draft than stands now, it is asked anew."""
    at = row_id(broadcast_id)
    try:
        question = Question(row_id(revision), later == "1")  # a button of old carries none
        called = await desk.look(rolls.call, at, question, now=desk.now)
        roll = await asyncio.to_thread(called.packed)
        await desk.act(broadcasts.confirm, at, roll, desk.house.broadcasts, desk.house.counting)
    except Stale:
        asked = await ask_confirm(desk, broadcast_id)
        changed = refusals.sentence(Stale("broadcast"), desk.say)
        return replace(asked, toast=changed.unescape(), alert=True)
    return await open_broadcast(desk, broadcast_id)


async def _present(desk: Desk, broadcast_id: str, *_: str) -> Screen:
    """The same tap again."""
    return await open_broadcast(desk, broadcast_id)


async def pause(desk: Desk, broadcast_id: str) -> Screen:
    await desk.act(broadcasts.pause, row_id(broadcast_id))
    return await open_broadcast(desk, broadcast_id)


async def resume(desk: Desk, broadcast_id: str, sure: str = "") -> Screen:
    """Asked first where it would leave at an hour that nobody chose."""
    found = await desk.look(broadcast_sheets.sheet, row_id(broadcast_id), now=desk.now)
    if not sure and found.facts.missed_its_moment(desk.now, any_left=found.any_left):
        return broadcast_sheet.left(desk, broadcast_questions.whether_to_resume(found, desk.say))
    await desk.act(broadcasts.resume, row_id(broadcast_id))
    return await open_broadcast(desk, broadcast_id)


async def ask_cancel(desk: Desk, broadcast_id: str) -> Screen:
    """A slip beside "Pause" would end for good what somebody planned for weeks."""
    found = await desk.look(broadcast_sheets.sheet, row_id(broadcast_id), now=desk.now)
    if not broadcast_sheet.may_cancel(found):
        return broadcast_sheet.screen(desk, found)
    return broadcast_sheet.left(desk, broadcast_questions.whether_to_cancel(found, desk.say))


async def cancel(desk: Desk, broadcast_id: str) -> Screen:
    await desk.act(broadcasts.cancel, row_id(broadcast_id))
    return await open_broadcast(desk, broadcast_id)


async def report(desk: Desk, broadcast_id: str) -> Screen:
    found = await desk.look(broadcast_outcomes.report, row_id(broadcast_id), now=desk.now)
    return broadcast_sheet.left(desk, broadcast_report.render(found, desk.say))


TAPS = {
    "bcs": back_to_list,
    "bc": open_broadcast,
    "bc.new": new,
    "bc.me": send_to_me,
    "bc.go?": ask_confirm,
    "bc.go": confirm,
    "bc.pause": pause,
    "bc.resume": resume,
    "bc.cancel?": ask_cancel,
    "bc.cancel": cancel,
    "bc.report": report,
}
COMMANDS = {"broadcast": list_broadcasts}
FORMS = {FORM.name: FORM}
PRESENT = dict.fromkeys(("bc.go", "bc.pause", "bc.resume", "bc.cancel"), _present)
