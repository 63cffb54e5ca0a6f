"""Segments in the browser: written as a line, counted, kept under a name; services count."""

from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web
from multidict import MultiDict

from domain import segment_text
from domain.conditions import Fact
from domain.segment import EVERYBODY, AudiencePreview, Segment
from domain.segment_text import BadSegment, NoSuchRow
from services import segment_choices, segments
from web.console import segment_form
from web.console.asked import number
from web.console.notes import Note, see_other
from web.console.segment_form import FIELDS, LATELY, Field, Offered
from web.console.segment_groups import grouped
from web.console.visitor import Visitor

ADDRESS: Final = "/console/segments"
MOST_OFFERED: Final = 50  # to choose from; older ones by the line


async def listed(visitor: Visitor) -> web.Response:
    """With fields or `line` in the address that is counted, too; `name`: what it may be kept as;
    `draft`: which broadcast it may be used for.
    """
    saved = await visitor.look(segments.saved)
    choices = await visitor.look(segment_choices.offered, MOST_OFFERED)
    asked = await _asked(visitor, choices.values)
    of = [each.segment for each in saved]
    named = await visitor.look(segment_choices.titles, [*of, asked.segment])
    return await visitor.page(
        "segments.html",
        saved=saved,
        asked=asked,
        names=dict(choices.names) | named,
        lately=LATELY,
        named=visitor.request.query.get("name", "")[:64],
        draft=number(visitor, "draft"),
        groups=grouped(asked.fields),
        facts=tuple(Fact),
        rest=asked.rest,
        written=segment_text.written,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks: `found` is counted; `unread` a word, `unknown` a row amiss.

    `rest`: what no field shows, as a line.
    """

    line: str
    fields: tuple[Field, ...]
    is_by_fields: bool = False
    segment: Segment = EVERYBODY
    found: AudiencePreview | None = None
    unread: str = ""
    unknown: NoSuchRow | None = None
    rest: str = ""

    @property
    def faulty(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.fault)


async def _asked(visitor: Visitor, offered: Offered) -> _Asked:
    said = visitor.request.query
    by_fields = FIELDS in said
    line = segment_form.line_of(said) if by_fields else said.get("line", "")
    try:
        segment = segment_text.parse(line)
    except BadSegment as bad:
        word = bad.word
        filled = said if by_fields else MultiDict[str]()  # a line's word is no field's fault
        fields = segment_form.fields_said(filled, offered, word if by_fields else "")
        carried = filled.get(segment_form.REST, "").strip()
        return _Asked(line, fields, by_fields, unread=word, rest=carried)
    fields = segment_form.fields_of(segment, offered)
    written, rest = segment_text.written(segment), segment_form.rest_of(segment)
    asked = _Asked(written, fields, by_fields, segment, rest=rest)
    if not by_fields and "line" not in said:
        return asked
    try:
        return replace(asked, found=await visitor.look(segments.preview, segment, now=visitor.now))
    except NoSuchRow as none:
        return replace(asked, unknown=none)


async def keep(visitor: Visitor) -> web.Response:
    verb = await visitor.field("verb")
    if verb == "forget":
        await visitor.act(segments.forget, await visitor.whole("segment"))
        return see_other(ADDRESS, Note.SEGMENT_GONE)
    if verb != "save":
        raise web.HTTPBadRequest
    asked = segment_text.parse(await visitor.field("line"))
    await visitor.act(segments.save, await visitor.field("name"), asked)
    return see_other(ADDRESS, Note.SEGMENT)
