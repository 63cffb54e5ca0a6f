"""Taking back work that counted, for staff: a reason, words its creator reads, a second look."""

from domain.dialogs import Answers
from domain.errors import Stale
from domain.hearing import LONGEST_WORDS, ensure_words
from domain.settlement import VoidReason
from handlers import earnings, forms
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step, pick
from handlers.screen import Screen, column
from services import reversals
from services.reversals import ToTakeBack
from words import earnings as words
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech


async def begin(desk: Desk, assignment_id: str) -> Screen:
    found = await desk.look(reversals.to_take_back, row_id(assignment_id))
    return await forms.begin(desk, VOID, {"assignment": found.assignment_id})


async def begin_with(desk: Desk, assignment_id: str, reason: str) -> Screen:
    """Buttons in old messages name the reason at once."""
    if reason not in set(VoidReason):
        raise Stale("button")
    found = await desk.look(reversals.to_take_back, row_id(assignment_id))
    answers = {"assignment": found.assignment_id, "reason": reason}
    return await forms.begin(desk, VOID, answers, step="note")


async def _ask_reason(desk: Desk, answers: Answers) -> Screen:
    found = await desk.look(reversals.to_take_back, answers["assignment"])
    text = desk.say(
        "Why should <b>{title}</b> by {name} not count any more? The slot opens again, and the "
        "creator is told.",
        title=found.title,
        name=called(found.creator),
    )
    reasons = (pick(words.reason(each, desk.say).capitalize(), each) for each in VoidReason)
    return Screen(Html("\n\n").join([text, _money(found, desk.say)]), column(*reasons))


def _money(found: ToTakeBack, say: Speech) -> Html:
    """What becomes of its amount: back to the budget, and what of it is a debt then."""
    if not found.amount_minor:
        return say("Nothing has been settled of it yet.")
    lines = [
        say(
            "{amount} goes back to the campaign's budget.",
            amount=amount(found.amount_minor, found.currency),
        )
    ]
    if found.owed_minor:
        lines.append(
            say(
                "⚠️ {owed} of it has been paid out. {name} owes that then, and a part of each "
                "later amount makes it up; finance and owners are told.",
                owed=amount(found.owed_minor, found.currency),
                name=called(found.creator),
            )
        )
    return Html("\n").join(lines)


async def _take_reason(desk: Desk, _: Answers, text: str) -> Go | Again:
    if text not in set(VoidReason):
        return Again(desk.say("Please choose with the buttons."))
    return Go("note", {"reason": text})


async def _ask_note(desk: Desk, _: Answers) -> Screen:
    return Screen(
        desk.say(
            "What did you see? The creator reads it word for word, at most {most} characters.",
            most=LONGEST_WORDS,
        )
    )


async def _take_note(_: Desk, __: Answers, text: str) -> Go:
    return Go("check", {"note": ensure_words(text, needed=True)})


async def _ask_check(desk: Desk, answers: Answers) -> Screen:
    found, say = await desk.look(reversals.to_take_back, answers["assignment"]), desk.say
    text = say(
        "Take <b>{title}</b> by {name} back?\n{reason}\n💬 {note}",
        title=found.title,
        name=called(found.creator),
        reason=words.reason(VoidReason(answers["reason"]), say).capitalize(),
        note=answers["note"],
    )
    for_good = say("It cannot be undone. The creator may dispute it; somebody else decides then.")
    yes = pick(say("Yes, take it back"), "yes", style="danger")
    return Screen(Html("\n\n").join([text, _money(found, say), for_good]), column(yes))


async def _take_check(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    if text != "yes":
        return Again(desk.say("Please choose with the buttons."))
    given = (answers["assignment"], VoidReason(answers["reason"]), answers["note"])
    return Finish(reversals.take_back, given, _taken_back)


async def _taken_back(desk: Desk, assignment_id: int) -> Screen:
    return await earnings.explain(desk, str(assignment_id))


VOID = Form(
    "void",
    {
        "reason": Step(_ask_reason, _take_reason),
        "note": Step(_ask_note, _take_note, back="reason"),
        "check": Step(_ask_check, _take_check, back="note"),
    },
)
FORMS = {VOID.name: VOID}
TAPS = {"void": begin, "void.do": begin_with}
