"""/broadcast: write it, choose whom, preview and try it on oneself, confirm, follow it, stop it."""

from dataclasses import replace
from enum import StrEnum

from domain.broadcast import LONGEST_BODY, BroadcastFacts
from domain.lengths import utf16_length
from domain.locales import EN, ZH
from domain.offer import Offer
from domain.people import Category, Region
from domain.platforms import Platform
from domain.segment import Segment
from handlers import broadcast_sheet
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Answers, Finish, Form, Go, Step, begin, pick
from handlers.notices.broadcasts import broadcast as notice
from handlers.screen import Button, Screen, column, grid
from services import broadcasts
from services.broadcasts import BroadcastSheet
from words import names
from words.speech import Html, Speech, msg, speech

ANY = "-"


async def list_broadcasts(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(broadcasts.recent)
    say = desk.say
    rows = tuple((Button(_label(each, say), tap("bc", each.broadcast_id)),) for each in found)
    new = (
        Button(say("New broadcast"), tap("bc.new"), style="primary"),
        Button(say("Menu"), tap("start")),
    )
    text = say("<b>Broadcasts</b>\nTo creators only, by day, and never to who muted them.")
    return Screen(text, (*rows, new))


def _label(found: BroadcastFacts, say: Speech) -> str:
    return f"{found.title} · {broadcast_sheet.status(found.status, say)}"


async def back_to_list(desk: Desk) -> Screen:
    """From a broadcast, whose message this was."""
    return broadcast_sheet.left(desk, await list_broadcasts(desk))


async def _ask_zh(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say("<b>New broadcast</b>\nWrite the message in Chinese."))


async def _take_zh(desk: Desk, answers: Answers, text: str) -> Go | Again:
    return _taken(desk, text, "zh", "en")


async def _ask_en(desk: Desk, answers: Answers) -> Screen:
    skip = pick(desk.say("Chinese only"), ANY)
    return Screen(desk.say("Now the English version."), column(skip))


async def _take_en(desk: Desk, answers: Answers, text: str) -> Go | Again:
    return Go("platform", {"en": ""}) if text == ANY else _taken(desk, text, "en", "platform")


def _taken(desk: Desk, text: str, name: str, step: str) -> Go | Again:
    if not text:
        return Again(desk.say("Please write it as text."))
    if utf16_length(text) > LONGEST_BODY:
        return Again(desk.say("Please keep to {most} characters.", most=LONGEST_BODY))
    return Go(step, {name: text})


def _choice(name: str, kind: type[StrEnum], question: str, step: str) -> Step:
    """A fact of the segment: one of an enum's members, or any."""

    async def ask(desk: Desk, answers: Answers) -> Screen:
        picks = [pick(names.name(each, desk.say), each.value) for each in kind]
        return Screen(desk.say(question), (*grid(picks), (pick(desk.say("Any"), ANY),)))

    async def take(desk: Desk, answers: Answers, text: str) -> Go | Again:
        if text != ANY and text not in set(kind):
            return Again(desk.say("Please choose with a button."))
        return Go(step, {name: "" if text == ANY else text})

    return Step(ask, take)


async def _ask_task(desk: Desk, answers: Answers) -> Screen:
    offers = await desk.look(broadcasts.tasks_to_offer, _segment(answers), now=desk.now)
    picks = [pick(_task_label(offer, desk.say), str(offer.task_id)) for offer in offers]
    return Screen(
        desk.say("Which task should its button open?"),
        column(*picks, pick(desk.say("No button"), ANY)),
    )


def _task_label(offer: Offer, say: Speech) -> str:
    """The cell tells apart what a campaign calls alike."""
    return f"{say.title(offer.title)[:30]} · {names.cell(offer, say).unescape()}"


async def _take_task(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    if text != ANY and not text.isdecimal():
        return Again(desk.say("Please choose with a button."))
    body = {ZH: answers["zh"]} | ({EN: answers["en"]} if answers["en"] else {})
    task_id = None if text == ANY else int(text)
    return Finish(broadcasts.draft, (body, _segment(answers), task_id), _drafted)


def _segment(answers: Answers) -> Segment:
    return Segment(
        Platform(answers["platform"]) if answers["platform"] else None,
        Category(answers["category"]) if answers["category"] else None,
        Region(answers["region"]) if answers["region"] else None,
    )


async def _drafted(desk: Desk, found: BroadcastSheet) -> Screen:
    return broadcast_sheet.screen(desk, found)


FORM = Form(
    "broadcast",
    {
        "zh": Step(_ask_zh, _take_zh, takes_links=True),
        "en": Step(_ask_en, _take_en, back="zh", takes_links=True),
        "platform": _choice("platform", Platform, msg("Creators on which platform?"), "category"),
        "category": _choice("category", Category, msg("Of which category?"), "region"),
        "region": _choice("region", Region, msg("From which region?"), "task"),
        "task": Step(_ask_task, _take_task, back="platform"),
    },
)


async def new(desk: Desk) -> Screen:
    await desk.look(broadcasts.recent)  # refuse strangers before the first question
    return await begin(desk, FORM)


async def open_broadcast(desk: Desk, broadcast_id: str) -> Screen:
    return broadcast_sheet.screen(desk, await desk.look(broadcasts.sheet, row_id(broadcast_id)))


async def send_to_me(desk: Desk, broadcast_id: str) -> Screen:
    """Every language there is, just as its readers will see it, under a label."""
    facts = (await desk.look(broadcasts.sheet, row_id(broadcast_id))).facts
    told = {"body": facts.body, "task_id": facts.task_id}
    for locale in facts.body:
        version = notice(speech(locale), told, desk.timezone)
        label = desk.say("<i>Its {language} version:</i>", language=names.LANGUAGES[locale])
        await desk.send(replace(version, text=label + Html("\n\n") + version.text))
    return Screen(Html(), toast=desk.say("Sent to you.").unescape())


async def confirm(desk: Desk, broadcast_id: str) -> Screen:
    return broadcast_sheet.screen(desk, await desk.act(broadcasts.confirm, row_id(broadcast_id)))


async def pause(desk: Desk, broadcast_id: str) -> Screen:
    return broadcast_sheet.screen(desk, await desk.act(broadcasts.pause, row_id(broadcast_id)))


async def resume(desk: Desk, broadcast_id: str) -> Screen:
    return broadcast_sheet.screen(desk, await desk.act(broadcasts.resume, row_id(broadcast_id)))


async def cancel(desk: Desk, broadcast_id: str) -> Screen:
    return broadcast_sheet.screen(desk, await desk.act(broadcasts.cancel, row_id(broadcast_id)))


TAPS = {
    "bcs": back_to_list,
    "bc": open_broadcast,
    "bc.new": new,
    "bc.me": send_to_me,
    "bc.go": confirm,
    "bc.pause": pause,
    "bc.resume": resume,
    "bc.cancel": cancel,
}
COMMANDS = {"broadcast": list_broadcasts}
FORMS = {FORM.name: FORM}
PRESENT = dict.fromkeys(("bc.go", "bc.pause", "bc.resume", "bc.cancel"), open_broadcast)
