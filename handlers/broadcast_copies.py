"""A broadcast copied, taken back or named; whatever else a draft gets is in broadcast_edits.py."""

from domain.dialogs import Answers
from handlers import broadcast_questions, broadcast_sheet
from handlers.broadcast_edits import back_to_draft, show
from handlers.codec import row_id
from handlers.desk import Desk
from handlers.forms import Finish, Form, Step, begin
from handlers.screen import Screen
from services import broadcast_copies, broadcast_drafts, broadcast_sheets


async def copy(desk: Desk, broadcast_id: str) -> Screen:
    return await show(desk, await desk.act(broadcast_copies.copy, row_id(broadcast_id)))


async def ask_take_back(desk: Desk, broadcast_id: str) -> Screen:
    found = await desk.look(broadcast_sheets.sheet, row_id(broadcast_id), now=desk.now)
    if not found.facts.may_be_taken_back(desk.now, any_left=found.any_left):
        return broadcast_sheet.screen(desk, found)
    return broadcast_sheet.left(desk, broadcast_questions.whether_to_take_back(found, desk.say))


async def take_back(desk: Desk, broadcast_id: str) -> Screen:
    return await show(desk, await desk.act(broadcast_copies.take_back, row_id(broadcast_id)))


async def ask_name(desk: Desk, broadcast_id: str) -> Screen:
    at = row_id(broadcast_id)
    # Refuse strangers before the question.
    await desk.look(broadcast_sheets.sheet, at, now=desk.now)
    return await begin(desk, NAME, {"broadcast": at})


async def _ask_name(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say("What shall it be called in your lists? Its readers never see that."))


async def _take_name(desk: Desk, answers: Answers, text: str) -> Finish:
    return Finish(broadcast_drafts.rename, (answers["broadcast"], text), show)


async def _original(desk: Desk, broadcast_id: str) -> Screen:
    """The same tap again."""
    return await show(desk, row_id(broadcast_id))


NAME = Form("broadcast.name", {"name": Step(_ask_name, _take_name)}, back_to_draft)
FORMS = {NAME.name: NAME}
TAPS = {
    "bc.copy": copy,
    "bc.back?": ask_take_back,
    "bc.back": take_back,
    "bc.name": ask_name,
}
PRESENT = {"bc.copy": _original, "bc.back": _original}
