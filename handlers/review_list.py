"""/review: the queue one by one, and what stands behind an item; deciding is reviews.py."""

from dataclasses import replace

from domain.errors import Refusal, WrongState
from domain.lengths import cut
from domain.proof import ProofAwaited
from domain.review import AlreadyDecided
from handlers import pictures, refusals, review_item
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen
from services import asking, proof_requests, proofs, review_queue
from services.review_queue import AtDesk
from words import proofs as proof_words
from words.speech import Html, Speech, msg

_NOTHING_WAITS = msg("Nothing waits for you. Well done!")


async def show_queue(desk: Desk, number: str = "1") -> Screen:
    """The submission at that place, round the end."""
    found = await desk.look(review_queue.at, page_number(number))
    if found is None:
        await _note_none_waits(desk)
        menu = Button(desk.say("Menu"), tap("start"))
        return Screen(desk.say(_NOTHING_WAITS), ((menu,),))
    screen = shown(desk, found)
    if page_number(number) > found.place.number:
        again = desk.say("That was the last one. The list starts again.")
        return replace(screen, toast=again.unescape())
    return screen


async def _note_none_waits(desk: Desk) -> None:
    """Messages in the chat that call to reviews show it, too."""
    assert desk.actor is not None  # a look tells who asks
    reader, shown_in = desk.actor.person_id, desk.tapped_message_id
    if await desk.house.db.read(asking.calls, reader):
        await desk.house.db.write(asking.none_waits, reader, shown_in, now=desk.now)


async def show_below(desk: Desk) -> Screen:
    """The queue in a message of its own: a notice's button.

    One that calls to nothing says so, without a way on: the next call will replace it.
    """
    found = await desk.look(review_queue.at, 1)
    if found is not None:
        return replace(shown(desk, found), fresh=True)
    await _note_none_waits(desk)
    return Screen(desk.say(_NOTHING_WAITS))


def shown(desk: Desk, found: AtDesk) -> Screen:
    return review_item.render(found, desk.say, desk.timezone, desk.now)


async def open_item(desk: Desk, submission_id: str, *_: str) -> Screen:
    """A submission however it stands: a way back, or a tap that came too late."""
    return shown(desk, await desk.look(review_queue.one, row_id(submission_id)))


async def too_late(desk: Desk, submission_id: str, refusal: Refusal) -> Screen:
    said = refusals.sentence(refusal, desk.say).unescape()
    return replace(await open_item(desk, submission_id), toast=said, alert=True)


def back(submission_id: str, say: Speech) -> Button:
    return Button(say("‹ Back"), tap("rev.open", submission_id))


async def show_brief(desk: Desk, submission_id: str) -> Screen:
    """What the creator was asked for and given."""
    item = (await desk.look(review_queue.one, row_id(submission_id))).item
    say = desk.say
    clauses = [
        Html("{}. {}").format(each.code, cut(each.text.text(say.locale), 200))
        for each in item.clauses[:10]
    ]
    text = Html("\n").join(
        [
            Html("<b>{}</b>").format(say.title(item.title)),
            *clauses,
            Html("<pre>{}</pre>").format(cut(item.rendition.text, 1_500)),
        ]
    )
    return Screen(text, ((back(submission_id, say),),))


async def show_picture(desk: Desk, proof_id: str) -> Screen:
    """The screenshot itself, in a message of its own."""
    proof = await desk.look(proofs.one, row_id(proof_id))
    return await pictures.shown(desk, proof, proof_words.caption(proof, desk.say, desk.timezone))


async def ask_for_picture(desk: Desk, submission_id: str) -> Screen:
    try:
        await desk.act(proof_requests.ask, row_id(submission_id))
    except (AlreadyDecided, ProofAwaited, WrongState) as refusal:
        return await too_late(desk, submission_id, refusal)
    told = desk.say("Done. The creator is asked.").unescape()
    return replace(await open_item(desk, submission_id), toast=told)


TAPS = {
    "rev": show_queue,
    "rev.below": show_below,
    "rev.open": open_item,
    "rev.brief": show_brief,
    "rev.pic": show_picture,
    "rev.shot": ask_for_picture,
}
COMMANDS = {"review": show_queue}
PRESENT = {"rev.shot": open_item}
