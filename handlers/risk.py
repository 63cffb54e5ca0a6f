"""/risk: oddities that wait for a person, and one case with its evidence; no decision is here."""

from datetime import datetime

from domain.errors import Stale
from domain.risk.cases import (
    ANSWERABLE,
    CaseFile,
    CaseLine,
    CaseStatus,
    RiskReason,
    is_answer_awaited,
)
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, File, Rows, Screen
from services import risk_decisions
from services.risk_decisions import CasePage
from services.why import ANSWERS
from words import risk as words
from words import times, why
from words.names import name
from words.people import called
from words.speech import Html

MOST_SEEN = 10
MOST_EVENTS = 8
MOST_READINGS = 4


async def show_list(desk: Desk, page: str = "1") -> Screen:
    found = await desk.look(risk_decisions.page, page_number(page))
    say = desk.say
    if not found.lines:
        menu = Button(say("Menu"), tap("start"))
        return Screen(say("No case waits for you."), ((menu,),))
    head = say("<b>Risk</b>  {page}/{pages}", page=found.number, pages=found.pages)
    lines = [
        Html("{}. {}").format(at, _line(desk, line)) for at, line in enumerate(found.lines, start=1)
    ]
    return Screen(Html("\n\n").join([head, *lines]), _list_rows(desk, found))


def _line(desk: Desk, line: CaseLine) -> Html:
    say = desk.say
    return Html("\n").join(
        [
            Html("<b>{}</b>").format(say.title(line.title)),
            _who(desk, line),
            Html("{} · {}").format(words.standing(line, say, desk.now), _clock(desk, line)),
        ]
    )


def _who(desk: Desk, line: CaseLine) -> Html:
    shown = called(line.creator), name(line.platform, desk.say), line.handle
    return Html("{} · {} · {}").format(*shown)


def _clock(desk: Desk, line: CaseLine) -> Html:
    """Whose turn it is, until when."""
    say = desk.say
    if line.status is CaseStatus.OPEN and desk.now < line.answer_due_at:
        at = times.moment(line.answer_due_at, desk.timezone, say.locale)
        return say("the creator's time ends {at}", at=at)
    at = times.moment(line.decide_due_at, desk.timezone, say.locale)
    return say("to be decided by {at}", at=at)


def _list_rows(desk: Desk, found: CasePage) -> Rows:
    rows: Rows = (
        tuple(
            Button(str(at), tap("risk.open", line.case_id))
            for at, line in enumerate(found.lines, start=1)
        ),
    )
    if found.pages > 1:
        before, after = found.number - 1 or found.pages, found.number % found.pages + 1
        here = Button(f"{found.number}/{found.pages}", tap("risk", found.number))
        rows += ((Button("◀", tap("risk", before)), here, Button("▶", tap("risk", after))),)
    return (*rows, (Button(desk.say("Menu"), tap("start")),))


async def open_case(desk: Desk, case_id: str, *_: str) -> Screen:
    """However it stands."""
    return shown(desk, await desk.look(risk_decisions.one, row_id(case_id)))


def shown(desk: Desk, file: CaseFile) -> Screen:
    say, line = desk.say, file.line
    head = [
        Html("<b>{}</b> · #{}").format(say.title(line.title), line.assignment_id),
        _who(desk, line),
        words.standing(line, say, desk.now),
    ]
    if file.facts.reason:
        head.append(because(desk, file.facts.reason))
    if line.status in ANSWERABLE or line.status is CaseStatus.APPEALED:
        head.append(_clock(desk, line))
    if is_answer_awaited(file.facts, desk.now):
        head.append(_awaited(desk, file.facts.answer_due_at))
    head += cautions(desk, file)
    seen = [words.line(each, say) for each in file.evidence[:MOST_SEEN]]
    told = [words.event(each, desk.timezone, say) for each in file.events[-MOST_EVENTS:]]
    read = [
        why.read(each.snapshot, desk.timezone, say, desk.now)
        for each in file.readings[:MOST_READINGS]
    ]
    blocks = [
        Html("\n").join(head),
        Html("\n").join([say("<b>Seen</b>"), *seen]),
        Html("\n").join([say("<b>Newest figures</b>"), *(read or [say("None have come.")])]),
        Html("\n").join([say("<b>So far</b>"), *told]),
    ]
    return Screen(Html("\n\n").join(blocks), _case_rows(desk, file))


def cautions(desk: Desk, file: CaseFile) -> list[Html]:
    """Why who reads it may not decide, and who else may not; the console says the same."""
    status = file.facts.status
    if status is CaseStatus.APPEALED and not file.actor_may:
        said = desk.say("You decided this case: somebody else must judge the appeal.")
        return [said] if file.others_may else [said, words.nobody_else(desk.say)]
    if status in ANSWERABLE and not file.others_may:
        return [words.no_second(desk.say)]
    return []


def _awaited(desk: Desk, until: datetime) -> Html:
    """Why one of the decisions is not offered; the console says the same."""
    return desk.say(
        "The creator may answer until {moment}. That it does not count can be said only then, or "
        "after the answer.",
        moment=times.moment(until, desk.timezone, desk.say.locale),
    )


def because(desk: Desk, reason: str) -> Html:
    return desk.say("Reason: {reason}", reason=words.reason(RiskReason(reason), desk.say))


def _case_rows(desk: Desk, file: CaseFile) -> Rows:
    say, number = desk.say, file.facts.case_id
    rows: Rows = ()
    if file.post_url:
        rows += ((Button(say("The post"), url=file.post_url),),)
    assert desk.actor is not None  # the case was looked up for them
    if desk.actor.may(*ANSWERS):
        why_it = Button(say("Why this sum?"), tap("why", file.facts.assignment_id))
        rows = (*rows[:-1], (*rows[-1], why_it)) if rows else ((why_it,),)
    pictures = [each.event_id for each in file.events if each.picture]
    rows += tuple(
        (Button(say("See the picture"), tap("risk.pic", number, event_id)),)
        for event_id in pictures[-3:]
    )
    return (*rows, *_decisions(desk, file), (Button(say("‹ Back"), tap("risk", 1)),))


def _decisions(desk: Desk, file: CaseFile) -> Rows:
    say, number = desk.say, file.facts.case_id
    if file.facts.status is CaseStatus.APPEALED and not file.actor_may:
        return ()
    if file.facts.status is CaseStatus.APPEALED:
        return (
            (
                Button(say("It counts"), tap("risk.back", number), style="success"),
                Button(say("It does not count"), tap("risk.uphold", number), style="danger"),
            ),
        )
    if file.facts.status not in ANSWERABLE:
        return ()
    offered: tuple[Button, ...] = (
        Button(say("Clear"), tap("risk.clear", number), style="success"),
        Button(say("Ask again"), tap("risk.again", number)),
    )
    if not is_answer_awaited(file.facts, desk.now):
        why = Button(say("It does not count"), tap("risk.why", number), style="danger")
        offered = (*offered, why)
    return (offered,)


async def show_picture(desk: Desk, case_id: str, event_id: str) -> Screen:
    """What the creator sent, fetched from Telegram when somebody looks at it."""
    file = await desk.look(risk_decisions.one, row_id(case_id))
    wanted = [each for each in file.events if each.event_id == row_id(event_id) and each.picture]
    if not wanted:
        raise Stale("button")
    brought = await desk.house.bot.get_file(wanted[0].picture)
    content = bytes(await brought.download_as_bytearray())
    caption = words.event(wanted[0], desk.timezone, desk.say)
    return Screen(caption, photo=File("answer.jpg", content))


TAPS = {
    "risk": show_list,
    "risk.open": open_case,
    "risk.pic": show_picture,
}
COMMANDS = {"risk": show_list}
