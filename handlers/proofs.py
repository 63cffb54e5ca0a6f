"""A screenshot of one's own post: asked for on the card, or just sent; figures are elsewhere."""

from dataclasses import asdict
from typing import Any

from domain.dialogs import Answers
from domain.errors import NotFound, Refusal
from domain.files import Kind
from domain.proof import Handed, NothingToShow
from handlers import forms, pictures
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Step, pick
from handlers.screen import Button, Screen, column
from services import proofs
from services.proofs import ProofIn
from services.updates import Repeated
from words.names import name, told_apart


async def begin(desk: Desk, assignment_id: str) -> Screen:
    """The card's button; the question comes below the card, which stays as it is."""
    number = row_id(assignment_id)
    await desk.look(proofs.own, number)
    return await forms.begin(desk, PROOF, {"assignment": number}, step="picture")


async def _ask_picture(desk: Desk, answers: Answers) -> Screen:
    work = await desk.look(proofs.own, answers["assignment"])
    text = desk.say(
        "<b>{title}</b>\nOpen the post on {platform} as {handle}, take a screenshot that shows "
        "your name, the text and the labels, and send it here, as a photo or as a file.",
        title=work.title,
        platform=name(work.platform, desk.say),
        handle=work.handle,
    )
    return Screen(text)


async def _take_picture(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    picture = await pictures.brought(desk)
    about = (answers["assignment"], picture, text)
    return Finish(proofs.hand_in, about, _received, _not_received)


async def _not_received(desk: Desk, refusal: Refusal) -> Screen | None:
    """No other picture would be taken either."""
    if isinstance(refusal, NothingToShow | NotFound):
        raise refusal
    return None


async def on_picture(desk: Desk) -> Screen | None:
    """A picture that nobody asked for: of the one post it can be of, or the question which."""
    works = await desk.look(proofs.provable)
    if not works:
        return None
    assert desk.message is not None  # it brought the picture
    note = desk.message.caption or ""
    picture = await pictures.brought(desk)
    if len(works) > 1:
        return await forms.begin(desk, PROOF, {"picture": asdict(picture), "note": note})
    try:
        return await _received(
            desk, await desk.act(proofs.hand_in, works[0].assignment_id, picture, note)
        )
    except Repeated:  # it is kept; the card says how it stands
        return _card(desk, works[0].assignment_id)


async def _ask_which(desk: Desk, _: Answers) -> Screen:
    works = await desk.look(proofs.provable)
    buttons = (
        pick(label, str(each.assignment_id))
        for each, label in zip(works, told_apart(works, desk.say), strict=True)
    )
    return Screen(desk.say("Which of your posts does the screenshot show?"), column(*buttons))


async def _take_which(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    if not text.isdecimal():
        return Again(desk.say("Please tap one of the posts."))
    about = (row_id(text), _unpacked(answers["picture"]), answers["note"])
    return Finish(proofs.hand_in, about, _received)


def _unpacked(told: dict[str, Any]) -> Handed:
    return Handed(**told | {"kind": Kind(told["kind"])})


async def _received(desk: Desk, kept: ProofIn) -> Screen:
    text = desk.say(
        "🖼 Thank you. The screenshot stands beside <b>{title}</b> for whoever reviews it.",
        title=kept.title,
    )
    return Screen(text, _card(desk, kept.assignment_id).rows)


def _card(desk: Desk, assignment_id: int) -> Screen:
    to_card = Button(desk.say("Open the card"), tap("work", assignment_id))
    return Screen(desk.say("The screenshot is kept already."), ((to_card,),))


PROOF = Form(
    "proof",
    {
        "which": Step(prompt=_ask_which, take=_take_which),
        "picture": Step(prompt=_ask_picture, take=_take_picture, takes_pictures=True),
    },
)
TAPS = {"proof": begin}
FORMS = {PROOF.name: PROOF}
