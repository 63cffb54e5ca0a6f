"""/disputes: what waits for a person, one dispute with its evidence, and what is decided on it."""

from dataclasses import replace

from domain.dialogs import Answers
from domain.disputes import life
from domain.disputes.life import DisputeFacts, DisputeOver
from domain.disputes.lines import LineKind
from domain.disputes.listing import DisputeFile, DisputeLine
from domain.errors import Refusal, Stale
from domain.hearing import LONGEST_WORDS
from domain.money import Currency
from handlers import evidence, forms, refusals
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen, column
from services import dispute_decisions
from words import disputes as words
from words.amounts import amount, written
from words.people import called
from words.speech import Html

MOST_EVENTS = 10
MOST_FILES = 4
_WHOLE = "-"  # the picked answer: all of the line


async def show_list(desk: Desk, page: str = "1") -> Screen:
    found = await desk.look(dispute_decisions.page, page_number(page))
    say = desk.say
    menu = Button(say("Menu"), tap("start"))
    if not found.lines:
        return Screen(say("No dispute waits for you."), ((menu,),))
    head = say("<b>Disputes</b>  {page}/{pages}", page=found.page.number, pages=found.page.pages)
    lines = [
        Html("{}. {}").format(at, _line(desk, line)) for at, line in enumerate(found.lines, start=1)
    ]
    numbers = tuple(
        Button(str(at), tap("disputes.open", line.dispute_id))
        for at, line in enumerate(found.lines, start=1)
    )
    rows = (numbers, *pager(found.page.number, found.page.pages, "disputes"), (menu,))
    return Screen(Html("\n\n").join([head, *lines]), rows)


def _line(desk: Desk, line: DisputeLine) -> Html:
    say = desk.say
    late = Html("❗ ") if words.is_late(line, desk.now) else Html()
    return Html("\n").join(
        [
            Html("<b>{}</b> · {}").format(say.title(line.title), called(line.creator)),
            words.money(line.kind, line.amount_minor, line.currency, say),
            Html("{}{} · {}").format(
                late, words.status(line.status, say), words.turn(line, desk.timezone, say)
            ),
        ]
    )


async def open_dispute(desk: Desk, dispute_id: str, *_: str) -> Screen:
    """However it stands."""
    file = await desk.look(dispute_decisions.one, row_id(dispute_id))
    say, line = desk.say, file.line
    head = [
        Html("<b>{}</b> · {}").format(say.title(line.title), called(line.creator)),
        words.money(line.kind, line.amount_minor, line.currency, say),
        say("Their reason: {reason}", reason=words.reason(file.facts.reason, say)),
        Html("<b>{}</b>").format(words.given(line, say)),
    ]
    if turn := words.turn(line, desk.timezone, say):
        head.append(turn)
    if told := words.stands_in(file, say):
        head.append(told)
    events = [words.event(each, desk.timezone, say) for each in file.events[-MOST_EVENTS:]]
    return Screen(Html("\n\n").join([Html("\n").join(head), *events]), _rows(desk, file))


def _rows(desk: Desk, file: DisputeFile) -> Rows:
    say, facts = desk.say, file.facts
    rows: Rows = ()
    if facts.assignment_id is not None:
        why = Button(say("Why this sum?"), tap("why", facts.assignment_id))
        post = (Button(say("The post"), url=file.post_url),) if file.post_url else ()
        rows += ((why, *post),)
    files = [each for each in file.events if each.file]
    rows += tuple(
        (
            Button(
                words.file_label(each.file.kind, say),
                tap("disputes.file", facts.dispute_id, each.event_id),
            ),
        )
        for each in files[-MOST_FILES:]
        if each.file
    )
    return (*rows, *_decisions(desk, facts), (Button(say("‹ Back"), tap("disputes", 1)),))


def _decisions(desk: Desk, facts: DisputeFacts) -> Rows:
    if not facts.is_open:
        return ()
    say, number = desk.say, facts.dispute_id
    label = say("Grant an amount…") if facts.is_grant else say("Give it back…")
    return (
        (
            Button(label, tap("disputes.good", number), style="success"),
            Button(say("Decline…"), tap("disputes.no", number), style="danger"),
        ),
        (Button(say("Ask the creator…"), tap("disputes.ask", number)),),
    )


async def show_file(desk: Desk, dispute_id: str, event_id: str) -> Screen:
    """What the creator sent, fetched from Telegram when somebody looks at it."""
    file = await desk.look(dispute_decisions.one, row_id(dispute_id))
    for each in file.events:
        if each.event_id == row_id(event_id) and each.file:
            caption = words.event(each, desk.timezone, desk.say)
            return await evidence.shown(desk, each.file, f"{dispute_id}-{event_id}", caption)
    raise Stale("button")


async def begin_question(desk: Desk, dispute_id: str) -> Screen:
    return await forms.begin(desk, QUESTION, {"dispute": row_id(dispute_id)})


async def begin_no(desk: Desk, dispute_id: str) -> Screen:
    return await forms.begin(desk, NO, {"dispute": row_id(dispute_id)})


async def begin_good(desk: Desk, dispute_id: str) -> Screen:
    """A payout that did not arrive is given back whole: nothing to be asked about that."""
    file = await desk.look(dispute_decisions.one, row_id(dispute_id))
    whole = file.facts.kind is LineKind.PAYOUT
    about = {"dispute": file.facts.dispute_id, "amount": None, "is_whole": whole}
    return await forms.begin(desk, GOOD, about, step="words" if whole else "amount")


async def _ask_amount(desk: Desk, answers: Answers) -> Screen:
    file = await desk.look(dispute_decisions.one, answers["dispute"])
    say, facts = desk.say, file.facts
    ask = (
        say("How much is granted, out of the campaign's budget? A plain amount in {currency}.",
            currency=facts.currency)
        if facts.is_grant
        else say("How much of it is given back? A plain amount in {currency}.",
                 currency=facts.currency)
    )  # fmt: skip
    ask = Html("\n\n").join([*words.before_award(facts, say), ask])
    if facts.whole_minor is None:
        return Screen(ask)
    whole = amount(facts.whole_minor, facts.currency)
    return Screen(ask, column(forms.pick(whole, _WHOLE)))


async def _take_amount(desk: Desk, answers: Answers, text: str) -> Again | Go:
    if text == _WHOLE:
        return Go("words", {"amount": None})
    file = await desk.look(dispute_decisions.one, answers["dispute"])
    amount_minor = written(text, Currency(file.facts.currency))
    life.ensure_award(file.facts, amount_minor)  # before somebody writes why; and at the end
    return Go("words", {"amount": amount_minor})


def _back_to_amount(answers: Answers) -> str:
    """A payout is given back whole: nobody was asked."""
    return "amount" if "is_whole" in answers and not answers["is_whole"] else ""


async def _ask_why(desk: Desk, _: Answers) -> Screen:
    return Screen(
        desk.say(
            "Why? The creator reads this beside the decision. At most {most} characters.",
            most=LONGEST_WORDS,
        )
    )


async def _ask_question(desk: Desk, _: Answers) -> Screen:
    return Screen(desk.say("What should the creator say or show? They have 72 hours."))


async def _take_why_good(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    about = (answers["dispute"], answers["amount"], text)
    return Finish(dispute_decisions.make_good, about, _noted, _over)


async def _take_why_no(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    return Finish(dispute_decisions.decline, (answers["dispute"], text), _noted, _over)


async def _take_question(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    return Finish(dispute_decisions.ask, (answers["dispute"], text), _noted, _over)


async def _over(desk: Desk, refusal: Refusal) -> Screen | None:
    """Somebody was first, or it was withdrawn: how it stands."""
    if not isinstance(refusal, DisputeOver):
        return None
    shown = await open_dispute(desk, str(refusal.dispute_id))
    said = refusals.sentence(refusal, desk.say)
    return replace(shown, text=said + Html("\n\n") + shown.text)


async def _noted(desk: Desk, dispute_id: int) -> Screen:
    return await open_dispute(desk, str(dispute_id))


GOOD = Form(
    "dispute_good",
    {
        "amount": Step(_ask_amount, _take_amount),
        "words": Step(_ask_why, _take_why_good, back=_back_to_amount, takes_links=True),
    },
)
NO = Form("dispute_no", {"words": Step(_ask_why, _take_why_no, takes_links=True)})
QUESTION = Form("dispute_ask", {"words": Step(_ask_question, _take_question, takes_links=True)})
COMMANDS = {"disputes": show_list}
TAPS = {
    "disputes": show_list,
    "disputes.open": open_dispute,
    "disputes.file": show_file,
    "disputes.good": begin_good,
    "disputes.no": begin_no,
    "disputes.ask": begin_question,
}
FORMS = {each.name: each for each in (GOOD, NO, QUESTION)}
PRESENT = dict.fromkeys(("disputes.good", "disputes.no", "disputes.ask"), open_dispute)
