"""A creator's break: until when no tasks are offered to them, and back before that."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.coming_moments import parse_coming
from domain.dialogs import Answers
from domain.moments import BadMoment
from domain.pauses import Pause, PauseKind
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, begin, pick
from handlers.screen import Button, Rows, Screen, grid
from services import pauses
from words import pauses as words
from words import times
from words.speech import Html, Speech

DAYS: Final = (3, 7, 14, 30)


def shown(desk: Desk, pause: Pause) -> Screen:
    """In place of tasks."""
    say = desk.say
    text = Html("\n\n").join(
        [
            words.own(pause, desk.timezone, say, desk.now),
            say("What you hold goes on, with its deadlines and its money: /my"),
        ]
    )
    return Screen(text, (*ways(pause, say), (Button(say("Menu"), tap("start")),)))


def ways(pause: Pause | None, say: Speech) -> Rows:
    """What a creator may do about it."""
    if pause is None:
        return ((Button(say("Take a break…"), tap("set.break")),),)
    if pause.kind is PauseKind.BREAK:
        return ((Button(say("I am back"), tap("set.back"), style="success"),),)
    return ()


async def _ask(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    buttons = [
        pick(
            say("Until {day}", day=times.day(
                desk.now + timedelta(days=days), desk.timezone, say.locale, desk.now
            )).unescape(),
            f"{desk.now.astimezone(ZoneInfo(desk.timezone)).date() + timedelta(days=days)}",
        )
        for days in DAYS
    ]  # fmt: skip
    text = say(
        "Until which day? Choose, or send a date such as {example}. No new tasks are offered to "
        "you meanwhile; what you hold goes on.",
        example=_example(desk),
    )
    return Screen(text, grid(buttons))


async def _take(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    zone = ZoneInfo(desk.timezone)
    try:
        until = parse_coming(text, zone, desk.now.astimezone(zone).date())
    except BadMoment:
        return Again(
            desk.say(
                "I did not understand that day. Please write it like {example}.",
                example=_example(desk),
            )
        )
    return Finish(pauses.take_break, (until,), _taken)


def _example(desk: Desk) -> str:
    """A day to come."""
    return f"{desk.now.astimezone(ZoneInfo(desk.timezone)).date() + timedelta(days=DAYS[-1])}"


async def _taken(desk: Desk, _: None) -> Screen:
    pause = await desk.look(pauses.mine)
    if pause is None:  # ended elsewhere in the meantime
        return await back_again(desk)
    return shown(desk, pause)


UNTIL = Form("set.break", {"until": Step(_ask, _take)})


async def ask(desk: Desk) -> Screen:
    return await begin(desk, UNTIL)


async def back(desk: Desk) -> Screen:
    await desk.act(pauses.end_break)
    return await back_again(desk)


async def back_again(desk: Desk) -> Screen:
    say = desk.say
    rows = ((Button(say("See tasks"), tap("tasks", 1)), Button(say("Menu"), tap("start"))),)
    return Screen(say("Welcome back. Tasks are offered to you again."), rows)


FORMS = {UNTIL.name: UNTIL}
TAPS = {"set.break": ask, "set.back": back}
PRESENT = {"set.back": back_again}
