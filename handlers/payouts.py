"""/payouts for finance: what may go out, batches and their steps; the rules are the services'."""

from collections.abc import Sequence
from dataclasses import replace

from domain.paging import Page, page_of
from domain.payee import PayeeMethod
from domain.payout import AlreadyInFile, Batch, BatchStatus, Channel, HeldBack, PayoutStatus
from domain.payout_form import FileKind
from domain.payout_rules import PayoutRules
from handlers.codec import page_number, row_id, tap
from handlers.console import may_be_a_button
from handlers.desk import Desk
from handlers.pager import pager
from handlers.screen import Button, File, Rows, Screen, grid
from services import approvals, payout_files, payouts, reconciliation
from services.approvals import Word
from services.payable import Ready
from services.payout_files import Offered, PaymentFile, Wanted
from services.payouts import BatchItem, BatchView, ListedBatch, Overview
from words import bank_reasons, disputes, times
from words import payouts as words
from words import reconciliation as reconciled
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech

B = BatchStatus
SENT_BACK = HeldBack.SENT_BACK
PAGE_SIZE = 8
_AGAIN = "again"
_WITH_THE_BANK = {B.EXPORTED, B.DONE}


async def overview(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(payouts.overview, desk.house.payouts, now=desk.now)
    say = desk.say
    blocks = [say("<b>Payouts</b>"), *(_ready_text(each, say) for each in found.ready)]
    if not found.ready:
        blocks.append(say("No money is payable yet."))
    if found.batches:
        blocks.append(Html("\n").join(_line(each, desk) for each in found.batches))
    blocks.append(
        say("The bank's answer? Send me its CSV or XLSX: reference, result, reason.")
        if any(each.batch.status is B.EXPORTED for each in found.batches)
        else Html()
    )
    return Screen(Html("\n\n").join(block for block in blocks if block), _rows(found, say))


def _line(each: ListedBatch, desk: Desk) -> Html:
    say, batch = desk.say, each.batch
    return say(
        "{mark} Batch {number}: <b>{amount}</b>, {day} · {status}",
        mark=words.batch_mark(batch.status),
        number=batch.batch_id,
        amount=amount(each.amount_minor, batch.currency),
        day=times.day(batch.prepared_at, desk.timezone, say.locale, desk.now),
        status=_status(batch, each.needs_another, say),
    )


def _status(batch: Batch, needs_another: bool, say: Speech) -> Html:
    """Nobody approves their own: whoever may is asked to, the others wait for somebody else."""
    if batch.status is B.PREPARED and not needs_another:
        return say("waits for your approval")
    return words.batch_status(batch.status, say)


def _ready_text(ready: Ready, say: Speech) -> Html:
    head = say(
        "Ready to pay: <b>{amount}</b>, creators: {people}",
        amount=amount(ready.amount_minor, ready.currency),
        people=ready.people,
    )
    if not ready.people and all(why is HeldBack.IN_BATCH for why, _ in ready.held_back):
        return say(
            "All that is payable in {currency} is in a batch that waits for its approval.",
            currency=ready.currency,
        )
    if not ready.people:
        head = say("Payable money in {currency} waits. Of its creators:", currency=ready.currency)
    also = [words.held_back(why, count, say) for why, count in ready.held_back]
    if ready.more:
        also.insert(0, say("And {count} more, with the batch after it", count=ready.more))
    return Html("\n").join([head, *(Html("· {}").format(each) for each in also)])


def _rows(found: Overview, say: Speech) -> Rows:
    ready = tuple(
        (
            Button(
                say("Prepare {amount}", amount=amount(each.amount_minor, each.currency)),
                tap("pay.new", each.currency),
                style="primary",
            ),
        )
        for each in found.ready
        if each.people
    )
    batches = tuple(
        Button(f"{words.batch_mark(each.status)} {each.batch_id}", tap("pay", each.batch_id))
        for each in (listed.batch for listed in found.batches)
    )
    waits = sum(count for each in found.ready for why, count in each.held_back if why is SENT_BACK)
    if waits:
        sent_back = Button(
            say("The bank could not pay them ({count})", count=waits), tap("pay.back")
        )
        ready += ((sent_back,),)
    four = tuple(batches[at : at + 4] for at in range(0, len(batches), 4))
    return (*ready, *four, (Button(say("Menu"), tap("start")),))


async def prepare(desk: Desk, currency: str) -> Screen:
    batch_id = await desk.act(payouts.prepare, currency, desk.house.payouts)
    return await open_batch(desk, str(batch_id))


async def open_batch(desk: Desk, batch_id: str, page: str = "1") -> Screen:
    found = await desk.look(payouts.batch, row_id(batch_id))
    at = page_of(len(found.items), page_number(page), PAGE_SIZE)
    shown = found.items[at.start : at.end]
    blocks = [_batch_head(desk, found), *(_item(each, found, desk.say) for each in shown)]
    if found.batch.status in _WITH_THE_BANK and at.number == at.pages:
        stands = await desk.look(reconciliation.of_batch, found.batch.batch_id)
        blocks.append(reconciled.text(stands, desk.say))
    rows = (*_objections(shown, desk.say), *_batch_rows(desk.say, found, at, desk.house.payouts))
    return Screen(Html("\n\n").join(blocks), rows)


def _objections(shown: Sequence[BatchItem], say: Speech) -> Rows:
    """What is disputed now, each opened by its button."""
    numbers = [
        each.objection.dispute_id
        for each in shown
        if each.objection and each.item.status is PayoutStatus.DISPUTED
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
            status=_status(batch, found.needs_another, say),
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
    if offered := payout_files.offered(found, rules):
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
    called_ = f"{words.method(PayeeMethod(of.method), say).unescape()} · {of.payouts:,}"
    return _files(batch_id, of, f"{called_} CSV", f"{called_} ")


def _files(batch_id: int, of: Offered, table: str, before: str) -> tuple[Button, ...]:
    """A button a kind; a table of texts is called as it is most wanted."""
    names = {FileKind.CSV: table, FileKind.XLSX: f"{before}XLSX", FileKind.XML: "ISO 20022 XML"}
    return tuple(
        Button(names[kind], tap("pay.file", batch_id, kind, of.method)) for kind in of.kinds
    )


async def ask_approval(desk: Desk, batch_id: str) -> Screen:
    found = await desk.look(payouts.batch, row_id(batch_id))
    text = desk.say(
        "Approve batch {number}? It pays {amount}. Creators: {people}. "
        "Fingerprint <code>{hash}</code>.",
        number=found.batch.batch_id,
        amount=amount(found.amount_minor, found.batch.currency),
        people=len(found.items),
        hash=found.batch.sha256[:12],
    )
    if found.tried_before:
        text += Html("\n\n") + words.tried_again(found.tried_before, desk.say)
    yes = Button(desk.say("Yes, approve"), tap("pay.ok", batch_id), style="success")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("pay", batch_id))),))


async def approve(desk: Desk, batch_id: str) -> Screen:
    said = await desk.act(approvals.say_yes, row_id(batch_id), Channel.CHAT, desk.house.payouts)
    if said.word is Word.APPROVED:
        return await open_batch(desk, batch_id)
    text = desk.say(
        "Half done. Now say it in the console too, within {minutes} minutes: open batch {number} "
        "there and type\n\n<code>{code}</code>\n\nNobody of us will ever ask you for it.",
        minutes=int(approvals.WITHIN.total_seconds() // 60),
        number=said.batch_id,
        code=f"{said.code[:3]} {said.code[3:]}",
    )
    back: Rows = ((Button(desk.say("‹ Back"), tap("pay", batch_id)),),)
    home = desk.house.console_url
    if not home:
        return Screen(text, back)
    address = f"{home}/payouts/{said.batch_id}"
    if not may_be_a_button(address):
        return Screen(Html("{}\n\n<code>{}</code>").format(text, address), back)
    there = Button(desk.say("Open batch {number} there", number=said.batch_id), url=address)
    return Screen(text, ((there,), *back))


async def ask_cancel(desk: Desk, batch_id: str) -> Screen:
    found = await desk.look(payouts.batch, row_id(batch_id))
    if found.batch.status is not B.PREPARED:
        return await open_batch(desk, batch_id)
    text = desk.say(
        "Withdraw batch {number} of {amount}? Nothing is paid by it; its creators are free for the "
        "next batch.",
        number=found.batch.batch_id,
        amount=amount(found.amount_minor, found.batch.currency),
    )
    yes = Button(desk.say("Yes, withdraw it"), tap("pay.cancel", batch_id), style="danger")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("pay", batch_id))),))


async def cancel(desk: Desk, batch_id: str) -> Screen:
    await desk.act(payouts.cancel, row_id(batch_id))
    return await open_batch(desk, batch_id)


async def send_file(
    desk: Desk,
    batch_id: str,
    kind: str = FileKind.CSV,
    method: str = payout_files.ALL,
    again: str = "",
) -> Screen:
    """Real account details: to the finance person who asks, in this one file only."""
    wanted = Wanted.asked(kind, method)
    about = (desk.house.vault, row_id(batch_id), wanted, desk.house.payouts)
    try:
        made = await desk.act(payout_files.export, *about, again=bool(again))
    except AlreadyInFile as refusal:
        return _ask_again(desk, refusal, wanted)
    return replace(_sent(desk.say, batch_id, made), behind=await open_batch(desk, batch_id))


def _ask_again(desk: Desk, refusal: AlreadyInFile, wanted: Wanted) -> Screen:
    text = words.already_in_file(refusal, desk.timezone, desk.say, desk.now)
    yes = Button(
        desk.say("I know: make it anyway"),
        tap("pay.file", refusal.batch_id, wanted.kind, wanted.method, _AGAIN),
        style="danger",
    )
    return Screen(text, ((yes,), (Button(desk.say("‹ Back"), tap("pay", refusal.batch_id)),)))


def _sent(say: Speech, batch_id: str, made: PaymentFile) -> Screen:
    text = say(
        "Payment file of batch {number}, <b>{amount}</b>, payouts: {count}. It holds real account "
        "details: delete it here once the bank has it.",
        number=batch_id,
        count=made.items,
        amount=amount(made.amount_minor, made.currency),
    )
    text = Html("{}\n\n{}").format(text, _answer_wanted(made, say))
    if made.is_alipays:
        as_theirs = say(
            "It is laid out as Alipay's file for batch payments. Before your first one, hold it "
            "against the template in your merchant console."
        )
        text = Html("{}\n\n{}").format(text, as_theirs)
    if made.is_stars:
        by_hand = say(
            "Stars are sent by hand, as Telegram lets no bot pay them out: open each account, "
            "compare the name, and gift the Stars there, or buy them for its username on Fragment."
        )
        text = Html("{}\n\n{}").format(text, by_hand)
    if made.left_out:
        not_in_it = say(
            "⚠️ Not in it: {references}. These details do not open, so the money is payable "
            "again; their creators are asked to check the details.",
            references=_some(made.left_out),
        )
        text = Html("{}\n\n{}").format(text, not_in_it)
    return Screen(text, document=File(made.name, made.content))


def _answer_wanted(made: PaymentFile, say: Speech) -> Html:
    if made.is_transfer:
        return say(
            "Then send me the bank's report on it (pain.002, XML), or a CSV or XLSX with the "
            "columns reference, result and reason."
        )
    return say(
        "Then send me a CSV or XLSX with the columns reference, result (paid, failed or returned) "
        "and reason."
    )


def _some(references: tuple[str, ...]) -> str:
    more = ("…",) if references[PAGE_SIZE:] else ()
    return ", ".join((*references[:PAGE_SIZE], *more))


async def file_again(desk: Desk, batch_id: str, *_: str) -> Screen:
    return await open_batch(desk, batch_id)


TAPS = {
    "pays": overview,
    "pay": open_batch,
    "pay.new": prepare,
    "pay.ok?": ask_approval,
    "pay.ok": approve,
    "pay.cancel?": ask_cancel,
    "pay.cancel": cancel,
    "pay.file": send_file,
}
COMMANDS = {"payouts": overview}
PRESENT = {
    "pay.new": overview,
    "pay.ok": open_batch,
    "pay.cancel": open_batch,
    "pay.file": file_again,
}
