"""A campaign's statement for its staff: in chat, to print, as a table; sums are the services'."""

from domain.errors import NotFound
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, File, Screen
from services import campaign_statements
from words import campaign_files as files
from words import campaign_statements as words

_KINDS = {"html": files.as_html, "csv": files.as_csv}


async def show(desk: Desk, campaign_id: str) -> Screen:
    """The figures that stand in its files too."""
    found = await desk.look(
        campaign_statements.one, row_id(campaign_id), desk.house.payouts.timezone
    )
    to_files = (
        Button(desk.say("🖨 To print"), tap("camp.stmt.file", campaign_id, "html")),
        Button(desk.say("As a table"), tap("camp.stmt.file", campaign_id, "csv")),
    )
    back = Button(desk.say("‹ Back"), tap("camp", campaign_id))
    return Screen(words.text(found, desk.say), (to_files, (back,)))


async def send(desk: Desk, campaign_id: str, kind: str) -> Screen:
    if kind not in _KINDS:
        raise NotFound("statement")
    found = await desk.look(
        campaign_statements.one, row_id(campaign_id), desk.house.payouts.timezone
    )
    content = _KINDS[kind](found, desk.say)
    return Screen(words.title(found, desk.say), document=File(files.name(found, kind), content))


TAPS = {"camp.stmt": show, "camp.stmt.file": send}
