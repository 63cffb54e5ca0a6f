"""/risk: oddities that wait for a person, one case with its evidence, and what is decided on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from domain.dialogs import Answers
from domain.errors import Refusal, Stale
from domain.hearing import LONGEST_WORDS
from domain.risk.cases import (
    ANSWERABLE,
    AnswerAwaited,
    CaseFile,
    CaseLine,
    CaseNotOpen,
    CaseStatus,
    RiskReason,
    is_answer_awaited,
)
from handlers import forms, refusals
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step
from handlers.screen import Button, File, Rows, Screen, column
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
    return _shown(desk, await desk.look(risk_decisions.one, row_id(case_id)))


def _shown(desk: Desk, file: CaseFile) -> Screen:
    say, line = desk.say, file.line
    head = [
        Html("<b>{}</b> · #{}").format(say.title(line.title), line.assignment_id),
        _who(desk, line),
        words.standing(line, say, desk.now),
    ]
    if file.facts.reason:
        head.append(_because(desk, file.facts.reason))
    if line.status in ANSWERABLE or line.status is CaseStatus.APPEALED:
        head.append(_clock(desk, line))
    if is_answer_awaited(file.facts, desk.now):
        head.append(_awaited(desk, file.facts.answer_due_at))
    head += _cautions(desk, file)
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


def _cautions(desk: Desk, file: CaseFile) -> list[Html]:
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


def _because(desk: Desk, reason: str) -> Html:
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


async def clear(desk: Desk, case_id: str) -> Screen:
    return await _done(desk, case_id, risk_decisions.clear, row_id(case_id))


async def reinstate(desk: Desk, case_id: str) -> Screen:
    return await _done(desk, case_id, risk_decisions.reinstate, row_id(case_id))


async def _done(desk: Desk, case_id: str, service: Callable[..., int], *args: object) -> Screen:
    """How it stands after it; where somebody was first, that."""
    try:
        await desk.act(service, *args)
    except (CaseNotOpen, AnswerAwaited) as refusal:
        return await _too_late(desk, case_id, refusal)
    shown = await open_case(desk, case_id)
    return replace(shown, toast=desk.say("Done. The creator is told.").unescape())


async def _too_late(desk: Desk, case_id: str, refusal: Refusal) -> Screen:
    said = refusals.sentence(refusal, desk.say).unescape()
    return replace(await open_case(desk, case_id), toast=said, alert=True)


async def ask_reason(desk: Desk, case_id: str) -> Screen:
    file = await desk.look(risk_decisions.one, row_id(case_id))
    if file.facts.status not in ANSWERABLE:
        return _shown(desk, file)
    say = desk.say
    text = say(
        "Why does <b>{title}</b> not count? The creator is told your reason and may appeal to "
        "somebody else within 7 days.",
        title=file.line.title,
    )
    reasons = (
        Button(words.reason(each, say).capitalize(), tap("risk.sure", case_id, each))
        for each in RiskReason
    )
    return Screen(text, (*column(*reasons), (_back(desk, case_id),)))


def _back(desk: Desk, case_id: str) -> Button:
    return Button(desk.say("‹ Back"), tap("risk.open", case_id))


async def ask_sure(desk: Desk, case_id: str, reason: str) -> Screen:
    """What will be said, before it is said."""
    file = await desk.look(risk_decisions.one, row_id(case_id))
    said = [
        Html("<b>{}</b>").format(desk.say.title(file.line.title)),
        _because(desk, _reason(reason)),
        *_cautions(desk, file),
    ]
    return Screen(
        Html("\n").join(said),
        column(
            Button(desk.say("It does not count"), tap("risk.do", case_id, reason), style="danger"),
            Button(desk.say("Add a note first"), tap("risk.note", case_id, reason)),
            _back(desk, case_id),
        ),
    )


def _reason(text: str) -> RiskReason:
    if text not in set(RiskReason):
        raise Stale("button")
    return RiskReason(text)


async def confirm(desk: Desk, case_id: str, reason: str) -> Screen:
    return await _done(desk, case_id, risk_decisions.confirm, row_id(case_id), _reason(reason))


async def begin_question(desk: Desk, case_id: str) -> Screen:
    return await forms.begin(desk, QUESTION, {"case": row_id(case_id)})


async def begin_note(desk: Desk, case_id: str, reason: str) -> Screen:
    return await forms.begin(desk, NOTE, {"case": row_id(case_id), "reason": _reason(reason)})


async def begin_uphold(desk: Desk, case_id: str) -> Screen:
    return await forms.begin(desk, UPHELD, {"case": row_id(case_id)})


async def _ask_question(desk: Desk, _: Answers) -> Screen:
    return Screen(desk.say("What should the creator say or show? They have 72 hours once more."))


async def _ask_note(desk: Desk, answers: Answers) -> Screen:
    because = _because(desk, answers["reason"])
    ask = desk.say("Write your note to the creator, at most {most} characters.", most=LONGEST_WORDS)
    return Screen(because + Html("\n") + ask)


async def _ask_why_upheld(desk: Desk, _: Answers) -> Screen:
    return Screen(desk.say("Why is the appeal in vain? The creator reads this; the work is void."))


async def _take_question(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    return Finish(risk_decisions.ask_again, (answers["case"], text), _noted)


async def _take_note(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    reason = RiskReason(answers["reason"])
    return Finish(risk_decisions.confirm, (answers["case"], reason, text), _noted)


async def _take_why_upheld(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    return Finish(risk_decisions.uphold, (answers["case"], text), _noted)


async def _noted(desk: Desk, case_id: int) -> Screen:
    return await open_case(desk, str(case_id))


def _form(form: str, step: Step) -> Form:
    return Form(form, {"words": step})


QUESTION = _form("risk_question", Step(_ask_question, _take_question, takes_links=True))
NOTE = _form("risk_note", Step(_ask_note, _take_note, takes_links=True))
UPHELD = _form("risk_upheld", Step(_ask_why_upheld, _take_why_upheld, takes_links=True))
TAPS = {
    "risk": show_list,
    "risk.open": open_case,
    "risk.pic": show_picture,
    "risk.clear": clear,
    "risk.again": begin_question,
    "risk.why": ask_reason,
    "risk.sure": ask_sure,
    "risk.do": confirm,
    "risk.note": begin_note,
    "risk.back": reinstate,
    "risk.uphold": begin_uphold,
}
COMMANDS = {"risk": show_list}
FORMS = {each.name: each for each in (QUESTION, NOTE, UPHELD)}
PRESENT = dict.fromkeys(
    ("risk.clear", "risk.again", "risk.do", "risk.note", "risk.back", "risk.uphold"), open_case
)
