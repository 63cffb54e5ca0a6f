"""What is decided on a risk case in the chat, with the words that its creator reads."""

from collections.abc import Callable
from dataclasses import replace

from domain.dialogs import Answers
from domain.errors import Refusal, Stale
from domain.hearing import LONGEST_WORDS
from domain.risk.cases import (
    ANSWERABLE,
    AnswerAwaited,
    CaseNotOpen,
    RiskReason,
)
from handlers import forms, refusals
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step
from handlers.risk import because, cautions, open_case, shown
from handlers.screen import Button, Screen, column
from services import risk_decisions
from words import risk as words
from words.speech import Html


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
    case = await open_case(desk, case_id)
    return replace(case, toast=desk.say("Done. The creator is told.").unescape())


async def _too_late(desk: Desk, case_id: str, refusal: Refusal) -> Screen:
    said = refusals.sentence(refusal, desk.say).unescape()
    return replace(await open_case(desk, case_id), toast=said, alert=True)


async def ask_reason(desk: Desk, case_id: str) -> Screen:
    file = await desk.look(risk_decisions.one, row_id(case_id))
    if file.facts.status not in ANSWERABLE:
        return shown(desk, file)
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
        because(desk, _reason(reason)),
        *cautions(desk, file),
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
    told = because(desk, answers["reason"])
    ask = desk.say("Write your note to the creator, at most {most} characters.", most=LONGEST_WORDS)
    return Screen(told + Html("\n") + ask)


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
    "risk.clear": clear,
    "risk.again": begin_question,
    "risk.why": ask_reason,
    "risk.sure": ask_sure,
    "risk.do": confirm,
    "risk.note": begin_note,
    "risk.back": reinstate,
    "risk.uphold": begin_uphold,
}
FORMS = {each.name: each for each in (QUESTION, NOTE, UPHELD)}
PRESENT = dict.fromkeys(
    ("risk.clear", "risk.again", "risk.do", "risk.note", "risk.back", "risk.uphold"), open_case
)
