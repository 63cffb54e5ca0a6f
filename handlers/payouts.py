"""/payouts for finance: what may go out, batches and their steps; the rules are the services'."""

from domain.payout import BatchStatus, Channel, HeldBack
from handlers import batches
from handlers.codec import row_id, tap
from handlers.console import may_be_a_button
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import approvals, batch_views, payouts
from services.approvals import Word
from services.batch_views import ListedBatch, Overview
from services.payable import Ready
from words import payouts as words
from words import times
from words.amounts import amount
from words.speech import Html, Speech

B = BatchStatus
SENT_BACK = HeldBack.SENT_BACK


async def overview(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(batch_views.overview, desk.house.payouts, now=desk.now)
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
        status=batches.status(batch, each.needs_another, say),
    )


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
    rules = desk.house.payouts
    people = await desk.look(payouts.next_people, currency, rules, now=desk.now)
    batch_id = await desk.act(payouts.prepare, currency, people, rules)
    return await batches.open_batch(desk, str(batch_id))


async def ask_approval(desk: Desk, batch_id: str) -> Screen:
    found = await desk.look(batch_views.batch, row_id(batch_id))
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
    about = (row_id(batch_id), Channel.CHAT, desk.house.payouts)
    said = await desk.act(approvals.say_yes, *about, shown_in=desk.tapped_message_id)
    if said.word is Word.APPROVED:
        return await batches.open_batch(desk, batch_id)
    text = desk.say(
        "Half done. Now say it in the console too, within {minutes} min: open batch {number} "
        "there and type\n\n<code>{code}</code>\n\nNobody of us will ever ask you for it.",
        minutes=said.minutes_left,
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


async def approved_before(desk: Desk, batch_id: str) -> Screen | None:
    """By who taps: approved is approved, however often they say it."""
    found = await desk.look(batch_views.batch, row_id(batch_id))
    assert desk.actor is not None  # a look tells who asks
    is_theirs = found.batch.approved_by == desk.actor.person_id
    return await batches.open_batch(desk, batch_id) if is_theirs else None


async def ask_cancel(desk: Desk, batch_id: str) -> Screen:
    found = await desk.look(batch_views.batch, row_id(batch_id))
    if found.batch.status is not B.PREPARED:
        return await batches.open_batch(desk, batch_id)
    text = desk.say(
        "Withdraw batch {number} of {amount}? Nothing is paid by it; its creators are free for the "
        "next batch.",
        number=found.batch.batch_id,
        amount=amount(found.amount_minor, found.batch.currency),
    )
    yes = Button(desk.say("Yes, withdraw it"), tap("pay.cancel", batch_id), style="danger")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("pay", batch_id))),))


async def cancel(desk: Desk, batch_id: str) -> Screen:
    await desk.act(payouts.cancel, row_id(batch_id), shown_in=desk.tapped_message_id)
    return await batches.open_batch(desk, batch_id)


async def prepared_before(desk: Desk, currency: str) -> Screen | None:
    batch_id = await desk.look(payouts.prepared_lately, currency, now=desk.now)
    return await batches.open_batch(desk, str(batch_id)) if batch_id else None


async def cancelled_before(desk: Desk, batch_id: str) -> Screen | None:
    found = await desk.look(batch_views.batch, row_id(batch_id))
    is_done = found.batch.status is B.CANCELLED
    return await batches.open_batch(desk, batch_id) if is_done else None


TAPS = {
    "pays": overview,
    "pay.new": prepare,
    "pay.ok?": ask_approval,
    "pay.ok": approve,
    "pay.cancel?": ask_cancel,
    "pay.cancel": cancel,
}
COMMANDS = {"payouts": overview}
PRESENT = {
    "pay.new": overview,
    "pay.ok": batches.open_batch,
    "pay.cancel": batches.open_batch,
}
DONE = {
    "pay.new": prepared_before,
    "pay.ok": approved_before,
    "pay.cancel": cancelled_before,
}
