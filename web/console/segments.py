"""Segments in the browser: written as a line, counted, kept under a name; services count."""

from aiohttp import web

from domain import segment_text
from domain.segment import EVERYBODY, Fact
from domain.segment_text import BadSegment
from services import segments
from web.console import segment_form
from web.console.notes import Note, see_other
from web.console.segment_form import FIELDS
from web.console.visitor import Visitor

ADDRESS = "/console/segments"


async def listed(visitor: Visitor) -> web.Response:
    """With fields or `line` in the address that is counted, too; `name`: what it may be kept as."""
    saved = await visitor.look(segments.saved)
    said = visitor.request.query
    line, name = (said.get(each, "") for each in ("line", "name"))
    is_asked, asked = FIELDS in said or "line" in said, EVERYBODY
    unread, found = "", None
    if FIELDS in said:
        line = segment_form.line_of(said)
    if is_asked:
        try:
            asked = segment_text.parse(line)
        except BadSegment as bad:
            unread = bad.word
        else:
            line = segment_text.written(asked)
            found = await visitor.look(segments.preview, asked, now=visitor.now)
    return await visitor.page(
        "segments.html",
        saved=saved,
        line=line,
        named=name[:64],
        unread=unread,
        found=found,
        facts=tuple(Fact),
        fields=segment_form.fields_of(asked),
        rest=segment_form.rest_of(asked),
        written=segment_text.written,
    )


async def keep(visitor: Visitor) -> web.Response:
    verb = await visitor.field("verb")
    if verb == "forget":
        number = await visitor.field("segment")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            raise web.HTTPBadRequest
        await visitor.act(segments.forget, int(number))
        return see_other(ADDRESS, Note.SEGMENT_GONE)
    if verb != "save":
        raise web.HTTPBadRequest
    asked = segment_text.parse(await visitor.field("line"))
    await visitor.act(segments.save, await visitor.field("name"), asked)
    return see_other(ADDRESS, Note.SEGMENT)
