"""The wordings of a draft broadcast against each other: one more, one changed, one dropped."""

from dataclasses import replace

from domain.delivery import BroadcastStatus
from domain.errors import Stale
from domain.message import MOST_VARIANTS
from handlers import broadcast_form, broadcast_sheet, refusals
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
            Button(
                say("Change {label}", label=letter(place)),
                tap("bc.words", at, place, facts.revision),
            ),
            Button(
                say("Drop {label}", label=letter(place)), tap("bc.drop", at, place, facts.revision)
            ),
        )
        for place in range(count)
    )
    more = (Button(say("One more wording"), tap("bc.words", at, count, facts.revision)),)
    back = (Button(say("‹ Back"), tap("bc", at)),)
    head = say(
        "Which wording a reader gets is drawn by chance: each goes to about 1/{count} of them, "
        "more or less where they are few. The report tells what came of each.",
        count=count,
    )
    text = Html("\n\n").join([head, *broadcast_sheet.bodies(say, facts)])
    return Screen(text, (*each, *((more,) if count < MOST_VARIANTS else ()), back))


async def ask_words(desk: Desk, broadcast_id: str, place: str, revision: str = "") -> Screen:
    """Of the draft that was shown; another one is shown anew, also where the button is of old."""
    at = row_id(broadcast_id)
    facts = await desk.look(broadcast_sheets.known_to, at)
    if facts.status is not BroadcastStatus.DRAFT or revision != str(facts.revision):
        changed = refusals.sentence(Stale("broadcast"), desk.say)
        anew = await list_wordings(desk, broadcast_id)
        return replace(anew, toast=changed.unescape(), alert=True)
    given = {"broadcast": at, "place": row_id(place), "revision": facts.revision}
    return await begin(desk, FORM, given)


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
