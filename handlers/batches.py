"""One payout batch in the chat: its payouts page by page, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import replace

from domain.paging import Page, page_of
from domain.payee import PayeeMethod
from domain.payout import Batch, BatchStatus, PayoutStatus
from domain.payout_form import FileKind
from domain.payout_rules import PayoutRules
from handlers.codec import page_number, row_id, tap
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, Rows, Screen, grid
from services import batch_views, offered_files, reconciliation
from services.batch_views import BatchItem, BatchView
from services.offered_files import Offered
from words import bank_reasons, disputes, times
from words import payees as payee_words
from words import payouts as words
from words import reconciliation as reconciled
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech

B = BatchStatus
PAGE_SIZE = 8
_WITH_THE_BANK = {B.EXPORTED, B.DONE}


def status(batch: Batch, needs_another: bool, say: Speech) -> Html:
    """Nobody approves their own: whoever may is asked to, the others wait for somebody else."""
    if batch.status is B.PREPARED and not needs_another:
        return say("waits for your approval")
    return words.batch_status(batch.status, say)


async def open_batch(desk: Desk, batch_id: str, page: str = "1") -> Screen:
    found = await desk.look(batch_views.batch, row_id(batch_id))
    at = page_of(len(found.items), page_number(page), PAGE_SIZE)
    shown = found.items[at.start : at.end]
    blocks = [_batch_head(desk, found), *(_item(each, found, desk.say) for each in shown)]
    if found.batch.status in _WITH_THE_BANK and at.number == at.pages:
        stands = await desk.look(reconciliation.of_batch, found.batch.batch_id)
        blocks.append(reconciled.text(stands, desk.say))
    rows = (*_objections(shown, desk.say), *_batch_rows(desk.say, found, at, desk.house.payouts))
    return Screen(Html("\n\n").join(blocks), rows)


async def open_below(desk: Desk, batch_id: str) -> Screen:
    """Below what called to it, which stays a call until somebody has decided."""
    return replace(await open_batch(desk, batch_id), fresh=True)


def _objections(shown: Sequence[BatchItem], say: Speech) -> Rows:
    """What is disputed now, each opened by its button, to whom it opens."""
    numbers = [
        each.objection.dispute_id
        for each in shown
        if each.objection and each.objection.opens and each.item.status is PayoutStatus.DISPUTED
    ]
    return grid(
        [
            Button(say("Dispute {number}", number=number), tap("disputes.open", number))
            for number in numbers
        ]
    )


def _batch_head(desk: Desk, found: BatchView) -> Html:
    say, batch = desk.say, found.batch
    lines = [
        say(
            "{mark} <b>Batch {number}</b>: {status}",
            mark=words.batch_mark(batch.status),
            number=batch.batch_id,
            status=status(batch, found.needs_another, say),
        ),
        say(
            "{amount}, creators: {people}, fingerprint <code>{hash}</code>",
            amount=amount(found.amount_minor, batch.currency),
            people=len(found.items),
            hash=batch.sha256[:12],
        ),
        say(
            "Prepared by {name}, {moment}",
            name=called(found.prepared_by),
            moment=times.moment(batch.prepared_at, desk.timezone, say.locale, desk.now),
        ),
    ]
    if batch.approved_at:
        moment = times.moment(batch.approved_at, desk.timezone, say.locale, desk.now)
        lines.append(
            say("Approved by {name}, {moment}", name=called(found.approved_by), moment=moment)
        )
    return Html("\n").join(lines)


def _item(each: BatchItem, found: BatchView, say: Speech) -> Html:
    item, is_sent = each.item, found.batch.exported_at is not None
    lines = [
        say(
            "<b>{amount}</b> · {name} · {status}\n{masked} · <code>{reference}</code>",
            amount=amount(item.amount_minor, item.currency),
            name=called(each.name),
            status=words.item_status(item.status, say, is_sent=is_sent),
            masked=item.masked,
            reference=item.reference,
        )
    ]
    if tax := words.with_tax(item, say):
        lines.append(tax)
    if item.problem:
        lines.append(Html("💬 {}").format(bank_reasons.worded(item.problem, say)))
    if each.objection:
        lines.append(Html("❗️ {}").format(disputes.objection(each.objection, say)))
    if each.shares_account:
        lines.append(say("⚠️ Somebody else gave the same account: please look."))
    if each.tried_before:
        lines.append(words.tried_before(each.tried_before, say))
    return Html("\n").join(lines)


def _batch_rows(say: Speech, found: BatchView, at: Page, rules: PayoutRules) -> Rows:
    batch_id, status = found.batch.batch_id, found.batch.status
    rows: Rows = ()
    if status is B.PREPARED:
        cancel_it = Button(say("Withdraw the batch…"), tap("pay.cancel?", batch_id))
        yes = Button(say("Approve…"), tap("pay.ok?", batch_id), style="success")
        rows += ((cancel_it,),) if found.needs_another else ((yes, cancel_it),)
    if offered := offered_files.offered(found, rules):
        rows += _file_rows(say, batch_id, offered)
    rows += pager(at.number, at.pages, "pay", batch_id)
    return (*rows, (Button(say("‹ Payouts"), tap("pays")), Button("↻", tap("pay", batch_id))))


def _file_rows(say: Speech, batch_id: int, offered: tuple[Offered, ...]) -> Rows:
    """A row each; what holds all of several methods comes first."""
    if len(offered) == 1 and offered[0].payouts:
        return (_files(batch_id, offered[0], say("Payment file (CSV)"), ""),)
    rows = [_of_method(batch_id, each, say) for each in offered[:-1]]
    return (_files(batch_id, offered[-1], say("Payment file of all (CSV)"), ""), *rows)


def _of_method(batch_id: int, of: Offered, say: Speech) -> tuple[Button, ...]:
    called_ = f"{payee_words.method(PayeeMethod(of.method), say).unescape()} · {of.payouts:,}"
    return _files(batch_id, of, f"{called_} CSV", f"{called_} ")


def _files(batch_id: int, of: Offered, table: str, before: str) -> tuple[Button, ...]:
    """A button a kind; a table of texts is called as it is most wanted."""
    names = {FileKind.CSV: table, FileKind.XLSX: f"{before}XLSX", FileKind.XML: "ISO 20022 XML"}
    return tuple(
        Button(names[kind], tap("pay.file", batch_id, kind, of.method)) for kind in of.kinds
    )


TAPS = {"pay": open_batch, "pay.below": open_below}
