"""The wordings of a draft broadcast against each other: one more, one changed, one dropped."""

from domain.message import MOST_VARIANTS
from handlers import broadcast_form, broadcast_sheet
from handlers.broadcast_edits import back_to_draft, show
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import begin
from handlers.screen import Button, Screen
from services import broadcast_drafts, broadcast_sheets
from services.broadcast_sheets import BroadcastSheet
from words.broadcasts import letter
from words.speech import Html, Speech

FORM = broadcast_form.form("broadcast.words", show, back_to_draft)


async def list_wordings(desk: Desk, broadcast_id: str) -> Screen:
    at = row_id(broadcast_id)
    found = await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    if len(found.facts.body) < 2 or found.audience is None:  # no draft any more
        return broadcast_sheet.screen(desk, found)
    return broadcast_sheet.left(desk, _screen(desk.say, found))


def _screen(say: Speech, found: BroadcastSheet) -> Screen:
    facts = found.facts
    at, count = facts.broadcast_id, len(facts.body)
    each = tuple(
        (
            Button(say("Change {label}", label=letter(place)), tap("bc.words", at, place)),
            Button(
                say("Drop {label}", label=letter(place)), tap("bc.drop", at, place, facts.revision)
            ),
        )
        for place in range(count)
    )
    more = (Button(say("One more wording"), tap("bc.words", at, count)),)
    back = (Button(say("‹ Back"), tap("bc", at)),)
    head = say(
        "Each wording goes to an equal part of the readers, by chance. The report tells what came "
        "of each."
    )
    text = Html("\n\n").join([head, *broadcast_sheet.bodies(say, facts)])
    return Screen(text, (*each, *((more,) if count < MOST_VARIANTS else ()), back))


async def ask_words(desk: Desk, broadcast_id: str, place: str) -> Screen:
    at = row_id(broadcast_id)
    # Refuse strangers before the question.
    await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    return await begin(desk, FORM, {"broadcast": at, "place": row_id(place)})


async def drop(desk: Desk, broadcast_id: str, place: str, revision: str) -> Screen:
    at = row_id(broadcast_id)
    await desk.act(broadcast_drafts.drop_variant, at, row_id(place), row_id(revision))
    return await list_wordings(desk, broadcast_id)


async def _present(desk: Desk, broadcast_id: str, *_: str) -> Screen:
    """The same tap again."""
    return await list_wordings(desk, broadcast_id)


FORMS = {FORM.name: FORM}
TAPS = {"bc.all": list_wordings, "bc.words": ask_words, "bc.drop": drop}
PRESENT = {"bc.drop": _present}
