"""A bank's answer in the browser: counted first, then exactly that file is booked, as in chat."""

import asyncio
import io
from typing import Final

from aiohttp import web

from domain.errors import Stale
from domain.files import Danger, Kind, UnsafeFile, ensure_safe
from domain.spreadsheet import FileFlaw, UnreadableFile
from services import bank_results, reconciliation, workbooks
from web.console.notes import Note, see_other
from web.console.visitor import Visitor

_TAKEN: Final = frozenset({Kind.CSV, Kind.XLSX, Kind.XML})
MOST_RECONCILED: Final = 5  # batches of one answer that the page shows
MOST_REFUSED: Final = 50  # rows: the others are counted


async def bring(visitor: Visitor) -> web.Response:
    """Kept only once it could be counted: by a read, as it may be long."""
    name, content = await visitor.file()
    content = await asyncio.to_thread(_readable, name, content)
    await visitor.look(bank_results.count, name, content, visitor.house.payouts)
    upload_id = await visitor.act(bank_results.keep, name, content)
    return see_other(_address(upload_id))


def _readable(name: str, content: bytes) -> bytes:
    """A workbook is kept as the CSV of its first sheet: what was counted is what is booked."""
    if not content:
        raise UnreadableFile(FileFlaw.EMPTY)
    kind = ensure_safe(name, content)
    if kind not in _TAKEN:
        raise UnsafeFile(Danger.KIND)
    return workbooks.as_csv(io.BytesIO(content)) if kind is Kind.XLSX else content


async def shown(visitor: Visitor) -> web.Response:
    """What is new of it would be booked; what is booked already stands beside it."""
    trial = await visitor.look(
        bank_results.trial, visitor.row_id("upload_id"), visitor.house.payouts
    )
    stands = [
        await visitor.look(reconciliation.of_batch, batch_id)
        for batch_id in trial.batch_ids[:MOST_RECONCILED]
    ]
    refused = trial.refused[:MOST_REFUSED]
    return await visitor.page("answer.html", trial=trial, stands=stands, refused=refused)


async def book(visitor: Visitor) -> web.Response:
    """Part by part, others write in between; sent twice, or cut short and sent again, no harm."""
    upload_id = visitor.row_id("upload_id")
    moves = 0
    try:
        for part in await visitor.look(bank_results.parts, upload_id, visitor.house.payouts):
            moves += (await visitor.act(bank_results.book, part)).moves
    except Stale as refusal:
        if refusal.kind != "upload":
            raise
        return see_other(_address(upload_id))
    return see_other(_address(upload_id), Note.ANSWER_BOOKED if moves else Note.ANSWER_EMPTY)


def _address(upload_id: int) -> str:
    return f"/console/payouts/answers/{upload_id}"
