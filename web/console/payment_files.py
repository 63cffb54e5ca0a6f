"""A batch's payment files for the browser that asks: made as in chat, noted in the same audit."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from aiohttp import web

from domain.errors import NotFound
from domain.payee import PayeeMethod
from domain.payout import BatchStatus
from domain.payout_form import FileKind
from domain.payout_rules import PayoutRules
from services import payout_files
from services.payout_files import ALL, Wanted
from services.payouts import BatchView
from web.console.visitor import Visitor
from words import payouts as words
from words.speech import Html, Speech

_WITH_FILES: Final = (BatchStatus.APPROVED, BatchStatus.EXPORTED, BatchStatus.DONE)
_TYPES: Final = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that may be made, of whose method (ALL: of every one); money in minor units."""

    name: Html
    method: str
    payouts: int
    amount_minor: int


def offered(found: BatchView, rules: PayoutRules, say: Speech) -> tuple[Offered, ...]:
    """As in chat: of one method one file; of several each one's own, and all in one."""
    return tuple(_offered(found, rules, say)) if found.batch.status in _WITH_FILES else ()


def _offered(found: BatchView, rules: PayoutRules, say: Speech) -> Iterator[Offered]:
    items = [each.item for each in found.items if not each.item.is_left_out]
    counts = Counter(each.method for each in items)
    sums: Counter[str] = Counter()
    for each in items:
        sums[each.method] += each.amount_minor
    own = payout_files.own_forms(found, rules)
    for method in own:
        if counts[method]:
            name = words.method(PayeeMethod(method), say)
            yield Offered(name, method, counts[method], sums[method])
    if len(counts) != 1 or not own:
        yield Offered(say("All in one"), ALL, counts.total(), sums.total())


def wanted(kind: str, method: str) -> Wanted:
    if kind not in set(FileKind):
        raise NotFound("payout_file")
    return Wanted(FileKind(kind), method)


async def made(visitor: Visitor, of: Wanted, *, again: bool) -> web.Response:
    """Real account details: for the one who asks, kept by no cache. Raises AlreadyInFile."""
    house = visitor.house
    export = partial(payout_files.export, again=again)
    batch_id = visitor.row_id("batch_id")
    file = await visitor.act(export, house.vault, batch_id, of, house.payouts)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Cache-Control": "no-store",
    }
    return web.Response(body=file.content, content_type=_TYPES[of.kind], headers=headers)
