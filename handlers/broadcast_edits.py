"""What a draft broadcast gets beside its words: buttons, a moment, payment."""

from contextlib import suppress
from zoneinfo import ZoneInfo

from domain import message
from domain.arrival import AT_ONCE
from domain.coming_moments import Example, NoTime, example, parse_arrival
from domain.dialogs import Answers
from domain.errors import Stale
from domain.locales import LOCALES
from domain.message import MOST_LINKS, Page
from domain.moments import BadMoment
from handlers import broadcast_sheet
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, begin
from handlers.screen import Button, Screen, column
from services import broadcast_drafts, broadcast_links, broadcast_sheets
from services.broadcast_sheets import BroadcastSheet
from words import broadcast_buttons as below
from words import broadcast_drafts as draft_words
from words.broadcast_buttons import PAGES
from words.speech import Html, Speech


async def show(desk: Desk, broadcast_id: int) -> Screen:
    found = await desk.look(broadcast_sheets.sheet, broadcast_id, now=desk.now)
    return broadcast_sheet.screen(desk, found)


async def buttons(desk: Desk, broadcast_id: str) -> Screen:
    at, say = row_id(broadcast_id), desk.say
    found = await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    pages = [
        Button(
            ("✓ " if page in found.facts.pages else "") + say(PAGES[page]), tap("bc.page", at, page)
        )
        for page in Page
    ]
    task = Button(_offered(found, say).unescape(), tap("bc.tasks", at))
    counted = [
        Button(
            ("✓ " if link.counted else "")
            + say("Count clicks: {label}", label=link.label(say.locale)).unescape(),
            tap("bc.count", at, place),
        )
        for place, link in enumerate(found.facts.links)
        if link.counted or not desk.house.counting.obstacle(link)
    ]
    links = found.facts.links
    dropped = [
        Button(
            say("Remove: {label}", label=link.label(say.locale)).unescape(),
            tap("bc.unlink", at, place, found.facts.revision),
        )
        for place, link in enumerate(links)
    ]
    more = [Button(say("Add a link"), tap("bc.link", at))] if len(links) < MOST_LINKS else []
    text = say(
        "Which buttons stand below it? Clicks on a link are counted where it goes by way of an "
        "address of ours."
    )
    why = [
        *below.links(links, say),
        *below.all_uncounted(links, desk.house.counting, say),
    ]
    back = Button(say("‹ Back"), tap("bc", at))
    return Screen(
        Html("\n\n").join([text, *why]), column(task, *pages, *counted, *dropped, *more, back)
    )


def _offered(found: BroadcastSheet, say: Speech) -> Html:
    if found.facts.campaign_id is not None:
        return say("All tasks of {campaign}", campaign=found.offered)
    return say("A task: {task}", task=found.offered or "—")


async def count_link(desk: Desk, broadcast_id: str, place: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.act(broadcast_links.toggle, at, row_id(place), desk.house.counting)
    return await buttons(desk, broadcast_id)


async def toggle_page(desk: Desk, broadcast_id: str, page: str) -> Screen:
    if page not in set(Page):
        raise Stale("button")
    await desk.act(broadcast_drafts.toggle_page, row_id(broadcast_id), Page(page))
    return await buttons(desk, broadcast_id)


async def drop_links(desk: Desk, broadcast_id: str) -> Screen:
    await desk.act(broadcast_drafts.drop_links, row_id(broadcast_id))
    return await buttons(desk, broadcast_id)


async def drop_link(desk: Desk, broadcast_id: str, place: str, revision: str) -> Screen:
    """Of the links that were shown: a second tap shows what is left, and removes no other."""
    with suppress(Stale):
        await desk.act(broadcast_links.drop, row_id(broadcast_id), row_id(place), row_id(revision))
    return await buttons(desk, broadcast_id)


async def set_task(desk: Desk, broadcast_id: str, task_id: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.act(broadcast_drafts.set_task, at, row_id(task_id) or None)
    return await show(desk, at)


async def set_campaign(desk: Desk, broadcast_id: str, campaign_id: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.act(broadcast_drafts.set_campaign, at, row_id(campaign_id))
    return await show(desk, at)


async def _ask_link(desk: Desk, answers: Answers) -> Screen:
    return Screen(
        desk.say(
            "Send label and address, the English label between them if it differs:\n"
            "<code>看看详情 | See more | https://example.com/</code>"
        )
    )


async def _take_link(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(
        broadcast_drafts.add_link, (answers["broadcast"], message.link(text, LOCALES)), _linked
    )


async def _linked(desk: Desk, broadcast_id: int) -> Screen:
    return await buttons(desk, str(broadcast_id))


async def when(desk: Desk, broadcast_id: str) -> Screen:
    at, say = row_id(broadcast_id), desk.say
    rows = column(
        Button(say("At once"), tap("bc.now", at)),
        Button(say("At a moment…"), tap("bc.at", at, "moment")),
        Button(say("At one time of each reader's day…"), tap("bc.at", at, "local")),
        Button(say("‹ Back"), tap("bc", at)),
    )
    return Screen(say("When shall it arrive? Nobody's quiet hours are broken."), rows)


async def at_once(desk: Desk, broadcast_id: str) -> Screen:
    at = await desk.act(broadcast_drafts.set_arrival, row_id(broadcast_id), AT_ONCE)
    return await show(desk, at)


async def _ask_when(desk: Desk, answers: Answers) -> Screen:
    wanted = _example(desk).whole
    if answers["local"]:
        text = desk.say(
            "Which day and time, on each reader's own clock? For example {example}", example=wanted
        )
    else:
        text = desk.say("Which day and time, on your clock? For example {example}", example=wanted)
    return Screen(text)


def _example(desk: Desk) -> Example:
    return example(ZoneInfo(desk.timezone), desk.now)


async def _take_when(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    try:
        arrival = parse_arrival(text, desk.timezone, desk.now, local=answers["local"])
    except (BadMoment, NoTime) as refusal:
        return Again(draft_words.no_moment(refusal, _example(desk), desk.say))
    return Finish(broadcast_drafts.set_arrival, (answers["broadcast"], arrival), show)


async def pay(desk: Desk, broadcast_id: str, wanted: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.act(broadcast_drafts.set_paid, at, wanted == "1", desk.house.broadcasts)
    return await show(desk, at)


async def _present(desk: Desk, broadcast_id: str, *_: str) -> Screen:
    """The same tap again."""
    return await show(desk, row_id(broadcast_id))


async def _present_buttons(desk: Desk, broadcast_id: str, *_: str) -> Screen:
    return await buttons(desk, broadcast_id)


async def back_to_draft(desk: Desk, answers: Answers) -> Screen:
    """The draft as it stands, nothing changed."""
    return await show(desk, answers["broadcast"])


async def _no_link(desk: Desk, answers: Answers) -> Screen:
    return await _linked(desk, answers["broadcast"])


LINK = Form("broadcast.link", {"link": Step(_ask_link, _take_link, takes_links=True)}, _no_link)
WHEN = Form("broadcast.when", {"when": Step(_ask_when, _take_when)}, back_to_draft)


async def ask_link(desk: Desk, broadcast_id: str) -> Screen:
    at = row_id(broadcast_id)
    # Refuse strangers before the question.
    await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    return await begin(desk, LINK, {"broadcast": at})


async def ask_when(desk: Desk, broadcast_id: str, how: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    return await begin(desk, WHEN, {"broadcast": at, "local": how == "local"})


FORMS = {form.name: form for form in (LINK, WHEN)}
TAPS = {
    "bc.btn": buttons,
    "bc.page": toggle_page,
    "bc.link": ask_link,
    "bc.nolinks": drop_links,
    "bc.unlink": drop_link,
    "bc.count": count_link,
    "bc.task": set_task,
    "bc.camp": set_campaign,
    "bc.when": when,
    "bc.now": at_once,
    "bc.at": ask_when,
    "bc.pay": pay,
}
PRESENT = {
    "bc.page": _present_buttons,
    "bc.count": _present_buttons,
    "bc.nolinks": _present_buttons,
    "bc.unlink": _present_buttons,
    **dict.fromkeys(("bc.task", "bc.camp", "bc.now", "bc.pay"), _present),
}
