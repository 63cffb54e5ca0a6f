"""/submit, drafts and pasted links: whatever is handed in; what becomes of it is reviews.py."""

from dataclasses import replace

from domain import links
from domain.dialogs import Answers, Dialog
from domain.links import NoLink
from domain.submission import Work
from handlers import card_message, forms, work
from handlers.card_message import Holder
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, pick
from handlers.screen import Button, Screen, column
from services import submissions
from services.submissions import HandedIn
from services.updates import Repeated
from words import work as words
from words.names import name, told_apart
from words.speech import Html


async def on_text(desk: Desk, text: str) -> Screen | None:
    """Any text with a link is a submission; None when it has none."""
    if isinstance(links.parse(text), NoLink):
        return None
    try:
        return await _answer(desk, await desk.act(submissions.hand_in, text))
    except Repeated:  # the answer was lost, not the link: it shows in the list
        return await work.list_work(desk)


async def _answer(desk: Desk, result: HandedIn | Dialog) -> Screen:
    if isinstance(result, Dialog):
        return await forms.ask(desk, SUBMISSION, result)
    return await _received(desk, result)


async def _received(desk: Desk, handed_in: HandedIn) -> Screen:
    """The card in the chat catches up, and a line says what happens next."""
    say, actor = desk.say, desk.actor
    assert actor is not None  # an act tells who acted
    holder = Holder(actor.person_id, actor.telegram_id, actor.locale, actor.timezone)
    await card_message.redraw(
        desk.house.db, desk.house.bot, holder, handed_in.assignment_id, desk.now
    )
    if handed_in.is_draft and handed_in.replaces:
        thanks = say("🔁 Draft replaced: <b>{title}</b>", title=handed_in.title)
    elif handed_in.is_draft:
        thanks = say("📝 Draft received: <b>{title}</b>", title=handed_in.title)
    elif handed_in.replaces:
        thanks = say("🔁 Link replaced: <b>{title}</b>", title=handed_in.title)
    else:
        thanks = say("🔎 Link received: <b>{title}</b>", title=handed_in.title)
    clock = words.review_clock(handed_in.review_due_at, say, desk.now)
    text = Html("\n").join([thanks, clock])
    return Screen(text, ((Button(say("Open the card"), tap("work", handed_in.assignment_id)),),))


async def choose(desk: Desk, text: str = "") -> Screen | None:
    """/submit: the one thing that waits, or which of them."""
    if text and (screen := await on_text(desk, text)):
        return screen
    waiting = await desk.look(submissions.waiting, now=desk.now)
    if len(waiting) == 1:
        return await _begin(desk, waiting[0])
    if not waiting:
        return Screen(
            desk.say("Nothing of yours waits for a link. Here is what you may claim:"),
            ((Button(desk.say("See tasks"), tap("tasks", 1)),),),
        )
    buttons = (
        Button(label, tap("sub", each.assignment_id))
        for each, label in zip(waiting, told_apart(waiting, desk.say), strict=True)
    )
    return Screen(desk.say("Which one is it for?"), column(*buttons))


async def begin(desk: Desk, assignment_id: str) -> Screen:
    """The card's button: what to do now, below the card, whose text is still wanted for copying."""
    waiting = await desk.look(submissions.ready, row_id(assignment_id), now=desk.now)
    return await _begin(desk, waiting)


async def begin_replacing(desk: Desk, assignment_id: str) -> Screen:
    """The card's button while its link or its draft is being reviewed."""
    number = row_id(assignment_id)
    found = await desk.look(submissions.replaceable, number, now=desk.now)
    step = "draft instead" if found.wants_draft else "instead"
    return await forms.begin(desk, SUBMISSION, {"assignment": number}, step=step, below=True)


async def begun_before(desk: Desk, assignment_id: str) -> Screen:
    """The same tap again: the question, if it is still asked."""
    question = await forms.present(desk, FORMS)
    return replace(question, fresh=True) if question else await work.open_card(desk, assignment_id)


async def _begin(desk: Desk, waiting: Work) -> Screen:
    step = "draft" if waiting.wants_draft else "link"
    answers = {"assignment": waiting.assignment_id}
    return await forms.begin(desk, SUBMISSION, answers, step=step, below=True)


async def _ask_which(desk: Desk, answers: Answers) -> Screen:
    fitting = await desk.look(submissions.candidates, answers["text"], now=desk.now)
    buttons = (
        pick(label, str(each.assignment_id))
        for each, label in zip(fitting, told_apart(fitting, desk.say), strict=True)
    )
    return Screen(desk.say("Several of your tasks fit this link. Which one?"), column(*buttons))


async def _take_which(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    if text.isdecimal():
        return Finish(submissions.submit, (row_id(text), answers["text"]), _received)
    if isinstance(links.parse(text), NoLink):
        return Again(desk.say("Please tap one of the tasks."))
    return Finish(submissions.hand_in, (text,), _answer)


async def _ask_link(desk: Desk, answers: Answers) -> Screen:
    waiting = await desk.look(submissions.ready, answers["assignment"], now=desk.now)
    say = desk.say
    return Screen(
        say(
            "<b>{title}</b>\nPublish it on {platform} as {handle}. Then tap Share there, copy the "
            "link, and just paste it here: the text around it may stay.",
            title=waiting.title,
            platform=name(waiting.platform, say),
            handle=waiting.handle,
        )
    )


async def _take_link(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(submissions.hand_in, (text, answers["assignment"]), _answer)


async def _ask_instead(desk: Desk, answers: Answers) -> Screen:
    found = await desk.look(submissions.replaceable, answers["assignment"], now=desk.now)
    text = desk.say(
        "<b>{title}</b>\nPaste the right link. It takes the place of the earlier one, and the "
        "review starts anew.",
        title=found.title,
    )
    return Screen(text)


async def _take_instead(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(submissions.replace, (answers["assignment"], text), _received)


async def _ask_draft(desk: Desk, answers: Answers) -> Screen:
    waiting = await desk.look(submissions.ready, answers["assignment"], now=desk.now)
    text = desk.say(
        "<b>{title}</b>\nSend the text you want to publish as one message. A reviewer reads it "
        "before you publish.",
        title=waiting.title,
    )
    return Screen(text)


async def _take_draft(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(submissions.hand_in_draft, (answers["assignment"], text), _received)


async def _ask_draft_instead(desk: Desk, answers: Answers) -> Screen:
    found = await desk.look(submissions.replaceable, answers["assignment"], now=desk.now)
    text = desk.say(
        "<b>{title}</b>\nSend the new draft as one message. It takes the place of the earlier one, "
        "and the review starts anew.",
        title=found.title,
    )
    return Screen(text)


async def _take_draft_instead(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(submissions.replace_draft, (answers["assignment"], text), _received)


SUBMISSION = Form(
    submissions.FORM,
    {
        submissions.STEP_WHICH: Step(prompt=_ask_which, take=_take_which, takes_links=True),
        "link": Step(prompt=_ask_link, take=_take_link, takes_links=True),
        "instead": Step(prompt=_ask_instead, take=_take_instead, takes_links=True),
        "draft": Step(prompt=_ask_draft, take=_take_draft, takes_links=True),
        "draft instead": Step(_ask_draft_instead, _take_draft_instead, takes_links=True),
    },
)
TAPS = {"sub": begin, "sub.swap": begin_replacing}
COMMANDS = {"submit": choose}
FORMS = {SUBMISSION.name: SUBMISSION}
PRESENT = dict.fromkeys(TAPS, begun_before)
