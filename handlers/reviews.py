"""A reviewer's decision with its reason, its clause and its note; the queue is review_list.py."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from domain.dialogs import Answers
from domain.errors import Refusal, Stale, WrongState
from domain.lengths import cut
from domain.review import (
    LONGEST_NOTE,
    MENDABLE,
    AlreadyDecided,
    ClockRanOut,
    Decision,
    NoteTooLong,
    ReasonCode,
    Replaced,
)
from domain.review_queue import ReviewItem
from domain.work import Clause
from handlers import forms, refusals
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, pick
from handlers.review_list import back, open_item, show_queue, shown, too_late
from handlers.screen import Button, Screen, column, grid
from services import dialogs, review_queue, reviews
from services.reviews import Decided
from words import reviews as words
from words.punctuation import labelled
from words.speech import Html, Speech

_NO_CLAUSE = "-"
_NO_NOTE = "<item>"  # the button that leads from the note back to the item


async def approve(desk: Desk, submission_id: str, number: str) -> Screen:
    return await _decide(desk, submission_id, number, Decision.APPROVE, "", "")


async def ask_why(desk: Desk, submission_id: str, number: str, decision: str) -> Screen:
    """Changes and rejections: the reason first."""
    kind = _decision(decision)
    found = await desk.look(review_queue.one, row_id(submission_id))
    if not found.item.is_open:
        return shown(desk, found)
    say = desk.say
    codes = MENDABLE if kind is Decision.CHANGES else tuple(ReasonCode)
    verb = "rev.sure" if kind is Decision.CHANGES else "rev.clause"
    buttons = (
        Button(words.short_reason(code, say), tap(verb, submission_id, number, decision, code))
        for code in codes
    )
    question = (
        say("What should change in <b>{title}</b>?", title=found.item.title)
        if kind is Decision.CHANGES
        else say("Why is <b>{title}</b> rejected?", title=found.item.title)
    )
    return Screen(question, (*grid(buttons), (back(submission_id, say),)))


async def ask_clause(
    desk: Desk, submission_id: str, number: str, decision: str, reason: str
) -> Screen:
    """A rejection cites the brief: which clause."""
    item = (await desk.look(review_queue.one, row_id(submission_id))).item
    if not item.clauses:
        return await ask_sure(desk, submission_id, number, decision, reason)
    say = desk.say
    about = (submission_id, number, decision, reason)
    lines = [
        Html("{}. {}").format(each.code, cut(each.text.text(say.locale), 200))
        for each in item.clauses
    ]
    buttons = (
        Button(each.code, tap("rev.sure", *about, at)) for at, each in enumerate(item.clauses)
    )
    text = Html("\n").join([say("Which clause of the brief does it break?"), *lines])
    return Screen(text, (*grid(buttons, 4), (back(submission_id, say),)))


async def ask_sure(
    desk: Desk,
    submission_id: str,
    number: str,
    decision: str,
    reason: str,
    clause: str = _NO_CLAUSE,
) -> Screen:
    """What will be said, before it is said: with a note or as it is."""
    kind, code = _decision(decision), _reason(reason)
    item = (await desk.look(review_queue.one, row_id(submission_id))).item
    say, about = desk.say, (submission_id, number, decision, reason, clause)
    text = Html("<b>{}</b> · {}\n{}{}").format(
        words.decision(kind, say),
        say.title(item.title),
        words.reason(code, say),
        _cited(item, clause, say),
    )
    label = say("Send back") if kind is Decision.CHANGES else say("Reject it")
    style = "primary" if kind is Decision.CHANGES else "danger"
    return Screen(
        text,
        column(
            Button(label, tap("rev.do", *about), style=style),
            Button(say("Add a note first"), tap("rev.note", *about)),
            back(submission_id, say),
        ),
    )


def _cited(item: ReviewItem, clause: str, say: Speech) -> Html:
    if clause == _NO_CLAUSE:
        return Html()
    cited = _clause(item, clause)
    return Html("\n<blockquote>{}. {}</blockquote>").format(cited.code, cited.text.text(say.locale))


async def decide(
    desk: Desk, submission_id: str, number: str, decision: str, reason: str, clause: str
) -> Screen:
    kind, code = _decision(decision), await _clause_code(desk, submission_id, clause)
    return await _decide(desk, submission_id, number, kind, reason, code)


async def _clause_code(desk: Desk, submission_id: str, clause: str) -> str:
    """Buttons name clauses by their place: a published brief never changes."""
    if clause == _NO_CLAUSE:
        return ""
    item = (await desk.look(review_queue.one, row_id(submission_id))).item
    return _clause(item, clause).code


def _clause(item: ReviewItem, at: str) -> Clause:
    number = row_id(at)
    if number >= len(item.clauses):
        raise Stale("button")
    return item.clauses[number]


def _decision(text: str) -> Decision:
    if text not in set(Decision):
        raise Stale("button")
    return Decision(text)


def _reason(text: str) -> ReasonCode:
    if text not in set(ReasonCode):
        raise Stale("button")
    return ReasonCode(text)


async def _decide(
    desk: Desk, submission_id: str, number: str, decision: Decision, reason: str, clause: str
) -> Screen:
    """The next one follows; where somebody was first, how it stands."""
    try:
        done = await desk.act(reviews.decide, row_id(submission_id), decision, reason, clause, "")
    except (AlreadyDecided, ClockRanOut, WrongState) as refusal:
        return await too_late(desk, submission_id, refusal)
    except Replaced as refusal:
        return await too_late(desk, str(refusal.by_submission_id), refusal)
    told = words.decision(decision, desk.say).unescape()
    return replace(await _next_after(desk, done, number), toast=told)


async def _next_after(desk: Desk, done: Decided, number: str) -> Screen:
    """The next item comes under the same buttons: its first line says what the last tap did."""
    following = await show_queue(desk, number)
    item = (await desk.look(review_queue.one, done.submission_id)).item
    what = Html("{} · {}").format(desk.say.title(item.title), item.handle)
    line = Html("✔ {}").format(labelled(words.decision(done.decision, desk.say), what, desk.say))
    return replace(following, text=line + Html("\n\n") + following.text, toast="")


async def begin_note(
    desk: Desk, submission_id: str, number: str, decision: str, reason: str, clause: str
) -> Screen:
    answers = {
        "submission": row_id(submission_id),
        "number": number,
        "decision": _decision(decision),
        "reason": _reason(reason),
        "clause": await _clause_code(desk, submission_id, clause),
    }
    return await forms.begin(desk, NOTE, answers)


async def _ask_note(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    text = say(
        "{decision}: {reason}\nWrite your note to the creator, at most {most} characters.",
        decision=words.decision(Decision(answers["decision"]), say),
        reason=words.reason(answers["reason"], say),
        most=LONGEST_NOTE,
    )
    return Screen(text, column(pick(say("‹ To the submission"), _NO_NOTE)))


async def _take_note(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    if not text:
        return Again(desk.say("Please write the note as a text."))
    submission_id = answers["submission"]
    if text == _NO_NOTE:
        return Finish(dialogs.leave, (), partial(_reopened, submission_id))
    decision = Decision(answers["decision"])
    about = (submission_id, decision, answers["reason"], answers["clause"], text)
    refused = partial(_not_noted, submission_id)
    return Finish(reviews.decide, about, _noted(answers["number"]), refused)


async def _reopened(submission_id: int, desk: Desk, _: None) -> Screen:
    return await open_item(desk, str(submission_id))


async def _not_noted(submission_id: int, desk: Desk, refusal: Refusal) -> Screen | None:
    """Only a shorter note would be taken; any other refusal is said above the item as it stands."""
    if isinstance(refusal, NoteTooLong):
        return None
    at = refusal.by_submission_id if isinstance(refusal, Replaced) else submission_id
    item = await open_item(desk, str(at))
    return replace(item, text=refusals.sentence(refusal, desk.say) + Html("\n\n") + item.text)


def _noted(number: str) -> Callable[[Desk, Decided], Awaitable[Screen]]:
    async def following(desk: Desk, decided: Decided) -> Screen:
        return await _next_after(desk, decided, number)

    return following


NOTE = Form("review_note", {"note": Step(prompt=_ask_note, take=_take_note, takes_links=True)})
TAPS = {
    "rev.ok": approve,
    "rev.why": ask_why,
    "rev.clause": ask_clause,
    "rev.sure": ask_sure,
    "rev.do": decide,
    "rev.note": begin_note,
}
FORMS = {NOTE.name: NOTE}
PRESENT = dict.fromkeys(("rev.ok", "rev.do", "rev.note"), open_item)
