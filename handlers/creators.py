"""/creators for coordinators: look one up, pause them with a reason, let them go on."""

from functools import partial
from typing import Final

from domain.dialogs import Answers
from domain.pauses import LONGEST_REASON, CreatorLine, PauseKind
from domain.people import Standing
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.forms import Finish, Form, Step, begin
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen
from services import creators, dialogs, pauses
from services.creators import CreatorPage, CreatorSheet
from words import pauses as words
from words import times
from words.names import name
from words.people import called
from words.speech import Html, Speech

PAGE_SIZE: Final = 8


async def listed(desk: Desk, page: str = "1") -> Screen:
    """Who was here last stands first."""
    found = await desk.look(creators.page, page_number(page), PAGE_SIZE)
    return _list(desk, found, Html())


async def on_command(desk: Desk, said: str = "") -> Screen:
    """With a name or a handle behind it, those alone."""
    return await search(desk, said) if said.strip() else await listed(desk)


async def search(desk: Desk, said: str) -> Screen:
    said = said.strip().removeprefix("@")[:64]
    found = await desk.look(creators.page, 1, PAGE_SIZE, said)
    return _list(desk, found, desk.say("Found by “{said}”: {count}", said=said, count=found.count))


def _list(desk: Desk, found: CreatorPage, searched: Html) -> Screen:
    say = desk.say
    head = searched or say(
        "<b>Creators</b>  {page}/{pages}", page=found.page.number, pages=found.page.pages
    )
    rows = tuple(
        (Button(_label(each, say), tap("creator", each.person_id)),) for each in found.creators
    )
    turns = () if searched else pager(found.page.number, found.page.pages, "creators")
    back = _back(say) if searched else Button(say("Menu"), tap("start"))
    text = head if found.creators else Html("\n").join([head, say("Nobody.")])
    return Screen(text, (*rows, *turns, (Button(say("Search…"), tap("creator.find")), back)))


def _label(each: CreatorLine, say: Speech) -> str:
    mark = "⏸ " if each.standing is Standing.PAUSED else ""
    return f"{mark}{called(each.name)}"


def _back(say: Speech) -> Button:
    return Button(say("‹ Creators"), tap("creators", 1))


async def show(desk: Desk, person_id: str) -> Screen:
    return await _shown(desk, row_id(person_id))


async def _shown(desk: Desk, person_id: int) -> Screen:
    found = await desk.look(creators.sheet, person_id)
    return Screen(_text(desk, found), _rows(found, desk.say))


def _text(desk: Desk, found: CreatorSheet) -> Html:
    say, of = desk.say, found.line
    head = say(
        "<b>{name}</b> · {standing}\nOpen work: {open_work} · settled: {settled}\n"
        "Joined {joined} · last here {seen}",
        name=called(of.name),
        standing=words.standing(of.standing, say),
        open_work=of.open_work,
        settled=of.settled,
        joined=times.day(of.joined_at, desk.timezone, say.locale, desk.now),
        seen=times.day(of.last_seen_at, desk.timezone, say.locale, desk.now),
    )
    accounts = [
        say(
            "• {platform} @{handle} · {followers} followers",
            platform=name(each.platform, say),
            handle=called(each.handle),
            followers=f"{each.followers:,}",
        )
        for each in found.accounts
    ]
    past = [words.line(each, desk.timezone, say, desk.now) for each in found.pauses[:5]]
    blocks = [head, Html("\n").join(accounts), Html("\n").join(past)]
    return Html("\n\n").join(block for block in blocks if block)


def _rows(found: CreatorSheet, say: Speech) -> Rows:
    at = found.line.person_id
    is_staffs = bool(
        found.pauses
        and found.pauses[0].ended_at is None
        and found.pauses[0].pause.kind is PauseKind.STAFF
    )
    verb = (
        Button(say("Let them go on"), tap("creator.resume", at), style="success")
        if is_staffs
        else Button(say("Pause…"), tap("creator.pause", at), style="danger")
    )
    return ((verb,), (_back(say),))


async def _ask_word(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say("Whom? Send a part of a name or of a handle."))


async def _take_word(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(dialogs.leave, (), partial(_searched, text))


async def _searched(said: str, desk: Desk, _: None) -> Screen:
    return await search(desk, said)


async def _ask_reason(desk: Desk, answers: Answers) -> Screen:
    return Screen(
        desk.say(
            "Why? They read it word for word, at most {most} characters. No new tasks are offered "
            "to them from then on; what they hold goes on and is paid.",
            most=LONGEST_REASON,
        )
    )


async def _take_reason(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(pauses.pause, (answers["creator"], text), _shown)


WORD = Form("creator.find", {"word": Step(_ask_word, _take_word)})
REASON = Form("creator.pause", {"reason": Step(_ask_reason, _take_reason)})


async def find(desk: Desk) -> Screen:
    await desk.look(creators.page, 1, 1)  # refuse strangers before the question
    return await begin(desk, WORD)


async def ask_pause(desk: Desk, person_id: str) -> Screen:
    found = await desk.look(creators.sheet, row_id(person_id))
    return await begin(desk, REASON, {"creator": found.line.person_id})


async def resume(desk: Desk, person_id: str) -> Screen:
    return await _shown(desk, await desk.act(pauses.resume, row_id(person_id)))


FORMS = {form.name: form for form in (WORD, REASON)}
TAPS = {
    "creators": listed,
    "creator": show,
    "creator.find": find,
    "creator.pause": ask_pause,
    "creator.resume": resume,
}
COMMANDS = {"creators": on_command}
PRESENT = {"creator.resume": show}
