"""A batch's payment files for the browser that asks: made as in chat, noted in the same audit."""

from functools import partial
from typing import Final

from aiohttp import web

from domain.credit_transfer import METHODS
from domain.payee import PayeeMethod
from domain.payout_form import FileKind
from domain.payout_rules import PayoutRules
from services import offered_files, payout_files
from services.batch_views import BatchView
from services.offered_files import Offered
from services.payout_files import ALL, Wanted
from web.console.visitor import Visitor
from words import payees
from words.speech import Html, Speech

_TYPES: Final = {
    FileKind.CSV: "text/csv",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XML: "application/xml",
}


def offered(found: BatchView, rules: PayoutRules, say: Speech) -> list[tuple[Html, Offered]]:
    """With their names; as in chat."""
    return [(_name(each.method, say), each) for each in offered_files.offered(found, rules)]


def lacks_account(found: BatchView, rules: PayoutRules) -> bool:
    """Some of it goes to banks, and no transfer can be written: nobody said from which account."""
    files = offered_files.offered(found, rules)
    by_bank = any(each.item.method in METHODS for each in found.items)
    return by_bank and bool(files) and not any(FileKind.XML in each.kinds for each in files)


def _name(method: str, say: Speech) -> Html:
    return say("All in one") if method == ALL else payees.method(PayeeMethod(method), say)


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
