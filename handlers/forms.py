"""The frame of every dialog: one question after another, each answer one unit; asks nothing itself.

A form is data (questions.py); the dialog that runs it is a row: any process may ask what is next:

    NOTE = Form("note", {
        "text": Step(prompt=ask_text, take=take_text),
        "send": Step(prompt=ask_whether, take=take_decision, back="text"),
    })
    FORMS = {NOTE.name: NOTE}            # handlers/routes.py gathers these

    async def ask_text(desk, answers):   # may look, never acts
        return Screen(desk.say("What should they change?"), column(pick(desk.say("Skip"), "-")))

    async def take_text(desk, answers, text):        # typed, or the value of a tapped `pick`
        if len(text) > 1000:
            return Again(desk.say("That is too long. Please keep to 1,000 characters."))
        return Go("send", {"note": text})            # remembered besides what was answered before

    async def take_decision(desk, answers, text):
        return Finish(reviews.ask_changes, (answers["submission"], answers["note"]), shown)

    async def shown(desk, result):       # what the service gave back → the screen after the form
        return Screen(desk.say("Sent."))

    return await begin(desk, NOTE, {"submission": 5})     # in a handler: its one act

The frame adds Back (where a step names one) and Cancel below each question, says one sentence and
asks again when the answer was none (Again, or a Refusal from `take` or the finishing service), and
refuses a button of any question but the present one (Stale). Answers must be JSON. A `prompt` or
`take` may use `desk.look`; the frame does the acting. Files answer no question: see texts.py.
A post's link is handed in, whatever is being asked, unless the step says `takes_links`. What is
done beside an open question leaves it open, and says so. What a form that is left gives back:
left_forms.py.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Final

from domain import links
from domain.dialogs import Answers, Dialog
from domain.errors import Refusal, Stale
from domain.links import PostLink, ShortLink
from handlers import left_forms, pictures, refusals
from handlers.codec import tap
from handlers.desk import Desk
from handlers.questions import PICK, Again, Finish, Form, Forms, Go, OnText, Step, pick
from handlers.screen import Button, Rows, Screen
from services import dialogs
from services.updates import Repeated
from words.speech import Html, Speech

__all__ = ["Again", "Answers", "Finish", "Form", "Forms", "Go", "OnText", "Step", "begin", "pick"]


async def begin(
    desk: Desk,
    form: Form,
    answers: Answers | None = None,
    *,
    step: str = "",
    below: bool = False,
) -> Screen:
    """Ask the form's first question (or `step`), in place of what else was being asked: one act.

    `below`: not in the tapped message, which stays as it is.
    """
    known = dict(answers or {})
    if desk.tapped_message_id is not None and not below:
        known[left_forms.OPENED_IN] = desk.tapped_message_id
    asked = await desk.act(dialogs.begin, form.name, step or form.first, known)
    return replace(await ask(desk, form, asked), fresh=below)


async def ask(desk: Desk, form: Form, dialog: Dialog) -> Screen:
    """The question as it stands: for a service that began or moved the dialog itself."""
    step = form.steps[dialog.step]
    screen = await step.prompt(desk, dialog.answers)
    rows = tuple(tuple(_stamped(button, dialog.turn) for button in row) for row in screen.rows)
    return replace(screen, rows=(*rows, *_ways_out(desk, step, dialog)))


def _stamped(button: Button, turn: int) -> Button:
    if not button.data.startswith(PICK):
        return button
    return replace(button, data=tap("form", turn, button.data.removeprefix(PICK)))


def _ways_out(desk: Desk, step: Step, dialog: Dialog) -> Rows:
    cancel = Button(desk.say("Cancel"), tap("form.cancel", dialog.turn))
    if not step.before(dialog.answers):
        return ((cancel,),)
    return ((Button(desk.say("‹ Back"), tap("form.back", dialog.turn)), cancel),)


async def present(desk: Desk, forms: Forms) -> Screen | None:
    """The open question, asked once more; None when nothing is being asked."""
    dialog = await desk.look(dialogs.current)
    form = _form_of(dialog, forms)
    return await ask(desk, form, dialog) if form and dialog else None


async def present_again(desk: Desk, forms: Forms) -> Screen | None:
    """The same after a message that can be no answer to it, as a sticker: what one can be."""
    dialog = await desk.look(dialogs.current)
    form = _form_of(dialog, forms)
    if form is None or dialog is None:
        return None
    return await _once_more(desk, form, dialog, _can_be(form.steps[dialog.step], desk.say))


def _can_be(step: Step, say: Speech) -> Html:
    if step.takes_media:
        return say("I cannot take that here: please send text, a photo, a video or a file.")
    if step.takes_pictures:
        return say("I cannot take that here: please send text or a picture.")
    return say("I cannot take that here: please answer in words, or by a button.")


def _form_of(dialog: Dialog | None, forms: Forms) -> Form | None:
    """None also for a question that this version of the house does not ask any more."""
    form = forms.get(dialog.form) if dialog else None
    return form if form and dialog and dialog.step in form.steps else None


async def on_message(desk: Desk, forms: Forms, pasted: OnText) -> Screen | None:
    """The message as an answer; None when nothing is being asked that it could answer."""
    dialog = await desk.look(dialogs.current)
    form = _form_of(dialog, forms)
    if form is None or dialog is None:
        return None
    step = form.steps[dialog.step]
    text = _text_of(desk, step)
    if text is None:
        return None
    if not step.takes_links and _is_post(text):
        handed_in = await pasted(desk, text)
        return await _beside(desk, dialog, handed_in) if handed_in else None
    if not step.is_secret:
        return await _answered(desk, form, dialog, text)
    return await _unseen(desk, _answered(desk, form, dialog, text))


async def _unseen(desk: Desk, answered: Awaitable[Screen]) -> Screen:
    """The answer's screen, once what was typed is gone; also where its update comes again."""
    try:
        screen = await answered
    except Repeated:
        await desk.take_away()
        raise
    if not await desk.take_away():
        return screen
    said = desk.say("🧹 What you typed is deleted from this chat.")
    return replace(screen, text=Html("\n\n").join([screen.text, said]))


def _text_of(desk: Desk, step: Step) -> str | None:
    """None for what is no answer to that question."""
    message = desk.message
    if message is None:
        return None
    has_file = message.photo or message.video or message.document
    is_picture = step.takes_pictures and pictures.is_in(message)
    is_answer = is_picture or (step.takes_media and has_file)
    text = (message.caption or "") if is_answer else message.text
    return None if text is None else text.strip()


def _is_post(text: str) -> bool:
    return isinstance(links.parse(text), PostLink | ShortLink)


async def on_command(desk: Desk, handler: OnText, rest: str, *, forms: Forms) -> Screen | None:
    """A command while something is being asked: what it shows also says what became of that."""
    dialog = await desk.look(dialogs.current)
    shown = await handler(desk, rest)
    if dialog is None or shown is None or _form_of(dialog, forms) is None:
        return shown
    return await _beside(desk, dialog, shown)


async def _beside(desk: Desk, before: Dialog, shown: Screen) -> Screen:
    """`shown` and one line more; none where it is the question itself, or ended it in words."""
    after = await desk.look(dialogs.current)
    if after is None or _asks(shown, before):
        return shown
    line = (
        desk.say("✏️ The question from before still waits for your answer. /cancel leaves it.")
        if after == before
        else desk.say("✏️ What was being asked before is cancelled.")
    )
    return replace(shown, text=shown.text + Html("\n\n") + line)


def _asks(screen: Screen, dialog: Dialog) -> bool:
    way_out = tap("form.cancel", dialog.turn)
    return any(button.data == way_out for row in screen.rows for button in row)


async def _on_pick(desk: Desk, turn: str, *value: str, forms: Forms) -> Screen:
    form, dialog = await _asked(desk, turn, forms)
    return await _answered(desk, form, dialog, ":".join(value))


async def _on_back(desk: Desk, turn: str, *, forms: Forms) -> Screen:
    form, dialog = await _asked(desk, turn, forms)
    step = form.steps[dialog.step].before(dialog.answers)
    if not step:
        raise Stale("dialog")
    return await ask(desk, form, await desk.act(dialogs.move, dialog, step, dialog.answers))


async def _on_cancel(desk: Desk, turn: str, *, forms: Forms) -> Screen:
    try:
        form, dialog = await _asked(desk, turn, forms)
    except (Repeated, Stale) as dead:
        return await left_forms.instead_of_dead(desk, dead, turn)
    await desk.act(dialogs.cancel)
    return await left_forms.by_tap(desk, form, dialog.answers)


async def cancel(desk: Desk, forms: Forms) -> Screen | None:
    """/cancel; None when nothing is being asked. The message in which it was opened becomes what
    its Cancel would make of it."""
    dialog = await desk.look(dialogs.current)
    if dialog is None:
        return None
    await desk.act(dialogs.cancel)
    return await left_forms.by_command(desk, _form_of(dialog, forms), dialog.answers)


async def _asked(desk: Desk, turn: str, forms: Forms) -> tuple[Form, Dialog]:
    """The question that a button belongs to; Stale (or Repeated) when it is not the present one."""
    dialog = await desk.look(dialogs.current)
    form = _form_of(dialog, forms)
    if form is None or dialog is None or str(dialog.turn) != turn:
        await desk.act(dialogs.stay, int(turn) if turn.isdecimal() else 0)
        raise Stale("dialog")
    return form, dialog


async def _answered(desk: Desk, form: Form, dialog: Dialog, text: str) -> Screen:
    try:
        move = await form.steps[dialog.step].take(desk, dialog.answers, text)
    except Refusal as refusal:
        move = Again(refusals.sentence(refusal, desk.say))
    match move:
        case Go():
            return await _gone_on(desk, form, dialog, move)
        case Finish():
            return await _finished(desk, form, dialog, move)
        case Again(why, noted):
            if noted:
                known = {**dialog.answers, **noted}
                dialog = await desk.act(dialogs.move, dialog, dialog.step, known)
            else:
                await desk.act(dialogs.stay, dialog.turn)
            return await _once_more(desk, form, dialog, why) if why else Screen(Html())


async def _gone_on(desk: Desk, form: Form, dialog: Dialog, to: Go) -> Screen:
    known = {**dialog.answers, **to.answers}
    return await ask(desk, form, await desk.act(dialogs.move, dialog, to.step, known))


async def _finished(desk: Desk, form: Form, dialog: Dialog, last: Finish) -> Screen:
    try:
        result = await desk.act(dialogs.finish, dialog, last.service, *last.args)
    except (Repeated, Stale):
        raise
    except Refusal as refusal:
        instead = await last.refused(desk, refusal) if last.refused else None
        if instead is None:
            return await _once_more(desk, form, dialog, refusals.sentence(refusal, desk.say))
        if isinstance(instead, Go):
            return await _gone_on(desk, form, dialog, instead)
        await desk.act(dialogs.finish, dialog, dialogs.leave)
        return instead
    return await last.shown(desk, result)


async def _once_more(desk: Desk, form: Form, dialog: Dialog, why: Html) -> Screen:
    """After a tap an alert over the question, which still stands; else the question anew."""
    if desk.tapped:
        return Screen(Html(), toast=why.unescape(), alert=True)
    question = await ask(desk, form, dialog)
    return replace(question, text=why + Html("\n\n") + question.text)


def taps(forms: Forms) -> dict[str, Callable[..., Awaitable[Screen]]]:
    """The frame's own buttons, for handlers/routes.py."""
    return {
        "form": partial(_on_pick, forms=forms),
        "form.back": partial(_on_back, forms=forms),
        "form.cancel": partial(_on_cancel, forms=forms),
    }


DONE: Final[dict[str, Callable[..., Awaitable[Screen | None]]]] = {
    "form": left_forms.answered_before
}
