"""A creator's disputes: which line, why, what they have to say and show, and where it stands."""

from dataclasses import replace

from domain.dialogs import Answers
from domain.disputes.life import DisputeEventKind, DisputeOver, DisputeStatus
from domain.disputes.lines import REASONS, DisputeReason, Line, LineKind
from domain.disputes.listing import DisputeFile
from domain.errors import Refusal, Stale
from domain.hearing import LONGEST_WORDS
from handlers import evidence, forms, refusals
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step
from handlers.screen import Button, Rows, Screen, column
from services import disputes
from words import disputes as words
from words.speech import Html

MOST_EVENTS = 8
_NOTHING = "-"  # the picked answer of who adds nothing


async def of_work(desk: Desk, assignment_id: str, *_: str) -> Screen:
    """Everything of one work that may be disputed."""
    found = await desk.look(disputes.of_work, row_id(assignment_id))
    back = Button(desk.say("‹ Back"), tap("why", assignment_id))
    return _lines(desk, found, (back,))


async def of_payout(desk: Desk, payout_id: str, *_: str) -> Screen:
    found = await desk.look(disputes.of_payout, row_id(payout_id))
    return _lines(desk, found, (Button(desk.say("‹ My payouts"), tap("pay.mine")),))


def _lines(desk: Desk, found: tuple[Line, ...], back: tuple[Button, ...]) -> Screen:
    say = desk.say
    if not found:
        text = say(
            "There is no amount and no decision here to dispute yet. If a person should know "
            "something, ask your coordinator."
        )
        return Screen(text, (back,))
    head = say("<b>What is wrong?</b> A dispute costs you nothing, whatever comes of it.")
    told = [Html("{}. {}").format(at, _line(desk, line)) for at, line in enumerate(found, start=1)]
    buttons = tuple(
        Button(str(at), data)
        for at, line in enumerate(found, start=1)
        if (data := _way(desk, line))
    )
    rows: Rows = ((*buttons,),) if buttons else ()
    return Screen(Html("\n\n").join([head, *told]), (*rows, back))


def _line(desk: Desk, line: Line) -> Html:
    say = desk.say
    standing = (
        say("disputed already")
        if line.dispute_id is not None
        else words.until(line, desk.timezone, say, desk.now)
    )
    return Html("{}\n{} · {}").format(say.title(line.title), words.about(line, say), standing)


def _way(desk: Desk, line: Line) -> str:
    """Where a line's button leads; empty where it may not be disputed any more."""
    if line.dispute_id is not None:
        return tap("dispute.mine", line.dispute_id)
    if line.may_be_disputed(desk.now):
        return tap("dispute.line", line.kind, line.subject_id)
    return ""


async def ask_reason(desk: Desk, kind: str, subject_id: str, *_: str) -> Screen:
    """Of one line; one that is disputed already shows its dispute."""
    line = await desk.look(disputes.line, _kind(kind), row_id(subject_id))
    if line.dispute_id is not None:
        return await show(desk, str(line.dispute_id))
    say = desk.say
    text = say(
        "You dispute <b>{title}</b>: {line}. Somebody who did not judge it before decides within "
        "72 hours, and you may withdraw at any time. What is wrong?",
        line=words.about(line, say),
        title=line.title,
    )
    reasons = [
        Button(words.reason(each, say).capitalize(), tap("dispute.why", kind, subject_id, each))
        for each in REASONS[line.kind]
    ]
    return Screen(text, (*column(*reasons), (_back(desk, line),)))


def _back(desk: Desk, line: Line) -> Button:
    if line.payout_id is not None:
        return Button(desk.say("‹ Back"), tap("dispute.pay", line.payout_id))
    return Button(desk.say("‹ Back"), tap("dispute.of", line.assignment_id or 0))


def _kind(text: str) -> LineKind:
    if text not in set(LineKind):
        raise Stale("button")
    return LineKind(text)


async def begin_opening(desk: Desk, kind: str, subject_id: str, reason: str) -> Screen:
    if reason not in REASONS[_kind(kind)]:
        raise Stale("button")
    about = {"kind": kind, "subject": row_id(subject_id), "reason": reason}
    return await forms.begin(desk, OPENING, about)


async def _ask_words(desk: Desk, answers: Answers) -> Screen:
    ask = desk.say(
        "Tell the person who decides what they should know: words, a screenshot or photo, a CSV "
        "or Excel file, with or without words beside it. At most {most} characters; you may add "
        "more later.",
        most=LONGEST_WORDS,
    )
    if answers["reason"] == DisputeReason.OTHER:
        return Screen(ask)
    return Screen(ask, column(forms.pick(desk.say("Open it without words"), _NOTHING)))


async def _take_words(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    kept = await evidence.brought(desk)
    said = "" if text == _NOTHING else text
    about = (LineKind(answers["kind"]), answers["subject"], DisputeReason(answers["reason"]))
    return Finish(disputes.open_, (*about, said, kept), _opened)


async def _opened(desk: Desk, dispute_id: int) -> Screen:
    shown = await show(desk, str(dispute_id))
    thanks = desk.say("⚖️ It is open, and a person looks at it.")
    return replace(shown, text=thanks + Html("\n\n") + shown.text)


async def show(desk: Desk, dispute_id: str, *_: str) -> Screen:
    """The creator's own: where it stands, what was said, what they may do."""
    file = await desk.look(disputes.own, row_id(dispute_id))
    say, line = desk.say, file.line
    head = [
        Html("<b>{}</b>").format(say.title(line.title)),
        words.money(line.kind, line.amount_minor, line.currency, say),
        say("Because {reason}", reason=words.reason(file.facts.reason, say)),
        Html("<b>{}</b>").format(words.given(line, say)),
    ]
    stuck = words.nobody_may(file, say)
    if turn := stuck or words.turn(line, desk.timezone, say):
        head.append(turn)
    if not file.facts.is_open and (told := words.stands_in(file, say)):
        head.append(told)
    events = [
        words.event(each, desk.timezone, say, to_creator=True)
        for each in file.events[-MOST_EVENTS:]
    ]
    return Screen(Html("\n\n").join([Html("\n").join(head), *events]), _rows(desk, file))


def _rows(desk: Desk, file: DisputeFile) -> Rows:
    say, number = desk.say, file.facts.dispute_id
    back = Button(say("‹ My disputes"), tap("dispute.all"))
    if not file.facts.is_open:
        return ((back,),)
    asked = file.facts.status is DisputeStatus.ASKED
    label = say("Answer") if asked else say("Add words or a file")
    more = Button(label, tap("dispute.say", number), style="primary" if asked else "")
    return ((more, Button(say("Withdraw…"), tap("dispute.leave?", number))), (back,))


async def begin_saying(desk: Desk, dispute_id: str) -> Screen:
    return await forms.begin(desk, SAYING, {"dispute": row_id(dispute_id)})


async def _ask_more(desk: Desk, answers: Answers) -> Screen:
    file = await desk.look(disputes.own, answers["dispute"])
    asked = [each.note for each in file.events if each.kind is DisputeEventKind.ASKED]
    ask = desk.say(
        "Write it, or send a screenshot, a photo, a CSV or Excel file. At most {most} characters.",
        most=LONGEST_WORDS,
    )
    if file.facts.status is DisputeStatus.ASKED and asked:
        return Screen(Html("<blockquote>{}</blockquote>\n").format(asked[-1]) + ask)
    return Screen(ask)


async def _take_more(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    kept = await evidence.brought(desk)
    return Finish(disputes.say_more, (answers["dispute"], text, kept), _said, _over)


async def _over(desk: Desk, refusal: Refusal) -> Screen | None:
    """It was decided on meanwhile: how it stands."""
    if not isinstance(refusal, DisputeOver):
        return None
    shown = await show(desk, str(refusal.dispute_id))
    said = refusals.sentence(refusal, desk.say)
    return replace(shown, text=said + Html("\n\n") + shown.text)


async def _said(desk: Desk, dispute_id: int) -> Screen:
    shown = await show(desk, str(dispute_id))
    thanks = desk.say("💬 Thank you, that is with the person who decides.")
    return replace(shown, text=thanks + Html("\n\n") + shown.text)


async def ask_whether(desk: Desk, dispute_id: str) -> Screen:
    file = await desk.look(disputes.own, row_id(dispute_id))
    text = desk.say(
        "Withdraw it? <b>{title}</b> then stays as it is. While there is time you may dispute it "
        "anew.",
        title=file.line.title,
    )
    leave = Button(desk.say("Withdraw"), tap("dispute.leave", dispute_id), style="danger")
    return Screen(text, ((leave, Button(desk.say("‹ Back"), tap("dispute.mine", dispute_id))),))


async def withdraw(desk: Desk, dispute_id: str) -> Screen:
    return await show(desk, str(await desk.act(disputes.withdraw, row_id(dispute_id))))


async def mine(desk: Desk, *_: str) -> Screen:
    """Newest first."""
    found = await desk.look(disputes.mine)
    say = desk.say
    back = (Button(say("‹ Earnings"), tap("earn", 1)),)
    if not found:
        text = say(
            "You dispute nothing. If an amount, a payout or a rejection is wrong, open it by "
            "“Why this sum?” or “My payouts” and say so."
        )
        return Screen(text, (back,))
    told = [
        Html("{}. <b>{}</b>\n{} · {}").format(
            at,
            say.title(each.title),
            words.money(each.kind, each.amount_minor, each.currency, say),
            words.given(each, say),
        )
        for at, each in enumerate(found, start=1)
    ]
    numbers = tuple(
        Button(str(at), tap("dispute.mine", each.dispute_id))
        for at, each in enumerate(found, start=1)
    )
    return Screen(Html("\n\n").join([say("<b>My disputes</b>"), *told]), (numbers, back))


OPENING = Form(
    "dispute_open", {"words": Step(_ask_words, _take_words, takes_links=True, takes_media=True)}
)
SAYING = Form(
    "dispute_say", {"words": Step(_ask_more, _take_more, takes_links=True, takes_media=True)}
)
TAPS = {
    "dispute.of": of_work,
    "dispute.pay": of_payout,
    "dispute.line": ask_reason,
    "dispute.why": begin_opening,
    "dispute.mine": show,
    "dispute.say": begin_saying,
    "dispute.leave?": ask_whether,
    "dispute.leave": withdraw,
    "dispute.all": mine,
}
FORMS = {each.name: each for each in (OPENING, SAYING)}
PRESENT = {"dispute.why": ask_reason, "dispute.say": show, "dispute.leave": show}
