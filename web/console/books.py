"""The whole ledger for a bookkeeping program, streamed part by part to finance and owners."""

from datetime import date
from typing import Final

import structlog
from aiohttp import web

from domain.errors import NotFound
from domain.journal.books import Extent, JournalFormat
from services import journal
from services.journal import Place
from web.console.visitor import Visitor

log = structlog.get_logger()

_ENDINGS: Final = {JournalFormat.BEANCOUNT: "beancount", JournalFormat.HLEDGER: "journal"}


async def file(visitor: Visitor) -> web.StreamResponse:
    """Of the days in the address, else from the first posting to the last."""
    said = visitor.request.match_info["language"]
    if said not in set(JournalFormat):
        raise NotFound("books")
    language = JournalFormat(said)
    days = _day(visitor, "from"), _day(visitor, "to")
    extent = await visitor.look(journal.begin_for, visitor.house.payouts.timezone, *days)
    return await _stream(visitor, extent, language)


def _day(visitor: Visitor, name: str) -> date | None:
    """Empty: none is meant."""
    said = visitor.request.query.get(name, "")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise NotFound("books") from None


async def _stream(visitor: Visitor, extent: Extent, language: JournalFormat) -> web.StreamResponse:
    """Each part is a read of its own; a file that breaks off is refused by whoever reads it."""
    name = f"books-{extent.first_day}-{extent.last_day}.{_ENDINGS[language]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = web.StreamResponse(headers=headers)
    response.content_type, response.charset = "text/plain", "utf-8"
    response.enable_chunked_encoding()
    part = await visitor.look(journal.part_for, extent, language, Place())
    await response.prepare(visitor.request)
    try:
        await response.write(part.text.encode())
        while part.following is not None:
            part = await visitor.look(journal.part_for, extent, language, part.following)
            await response.write(part.text.encode())
    except ConnectionError:  # whoever asked has gone
        return response
    except Exception:  # the page of an error would stand in the middle of the file
        log.exception("the books broke off", file=name)
        if visitor.request.transport is not None:
            visitor.request.transport.abort()
        return response
    await response.write_eof()
    return response
