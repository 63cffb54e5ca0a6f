"""Payout batches: prepared, approved by a second person, exported and withdrawn, as in chat."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from domain.errors import NotFound
from domain.ledger import Owed
from domain.money import Currency
from domain.payout import AlreadyInFile, BatchStatus, Channel
from services import (
    approvals,
    batch_views,
    bounces,
    offered_files,
    overview,
    payouts,
    reconciliation,
    refused_answers,
    repayments,
    repeats,
    second_tries,
    write_offs,
)
from services.approvals import Said, Word
from services.payout_files import Wanted
from web.console import asked, payment_files, twice
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words.amounts import written

_NOTES: Final = {
    Word.APPROVED: Note.BATCH,
    Word.HALF: Note.HALF,
    Word.WRONG_CODE: Note.WRONG_CODE,
    Word.TOO_MANY: Note.TOO_MANY,
}


async def batches(visitor: Visitor) -> web.Response:
    rules = visitor.house.payouts
    found = await visitor.look(overview.payout_page, rules, visitor.page_number, now=visitor.now)
    return await visitor.page("payouts.html", found=found, turned=asked.turns(visitor, found.page))


async def prepare(visitor: Visitor) -> web.Response:
    """All that may go out in a currency is frozen, for another person to approve."""
    currency = await visitor.field("currency")
    rules = visitor.house.payouts
    people = await visitor.look(payouts.next_people, currency, rules, now=visitor.now)

    async def before() -> int | None:
        return await visitor.look(payouts.prepared_lately, currency, now=visitor.now)

    batch_id = await twice.done(visitor.act(payouts.prepare, currency, people, rules), before)
    return see_other(f"/console/payouts/{batch_id}", Note.PREPARED)


async def withdraw(visitor: Visitor) -> web.Response:
    batch_id = visitor.row_id("batch_id")

    async def before() -> int | None:
        found = await visitor.look(batch_views.batch, batch_id)
        return batch_id if found.batch.status is BatchStatus.CANCELLED else None

    await twice.done(visitor.act(payouts.cancel, batch_id), before)
    return see_other(f"/console/payouts/{batch_id}", Note.WITHDRAWN)


async def file(visitor: Visitor) -> web.Response:
    """A form, not an address: making a file is an act, noted with who did it."""
    of = Wanted.asked(await visitor.field("kind"), await visitor.field("method"))
    try:
        return await payment_files.made(visitor, of, again=bool(await visitor.field("again")))
    except AlreadyInFile as refusal:
        return await _batch_page(visitor, Clash(refusal, of))


@dataclass(frozen=True, slots=True)
class Clash:
    """A file that was asked for has payouts of another one: who asks decides with that known."""

    refusal: AlreadyInFile
    wanted: Wanted


async def batch(visitor: Visitor) -> web.Response:
    return await _batch_page(visitor)


async def _batch_page(visitor: Visitor, clash: Clash | None = None) -> web.Response:
    batch_id = visitor.row_id("batch_id")
    found = await visitor.look(batch_views.batch, batch_id)
    half = await visitor.look(approvals.half_of, batch_id, now=visitor.now)
    twice = visitor.house.payouts.confirmed_twice
    stands = await visitor.look(reconciliation.of_batch, batch_id)
    lacking = offered_files.missing_keys(visitor.house.vault, found)
    return await visitor.page(
        "batch.html",
        found=found,
        half=half,
        twice=twice,
        stands=stands,
        lacking=lacking,
        files=payment_files.offered(found, visitor.house.payouts, visitor.say),
        lacks_account=payment_files.lacks_account(found, visitor.house.payouts),
        clash=clash,
        status=409 if clash else 200,
    )


async def approve(visitor: Visitor) -> web.Response:
    batch_id, code = visitor.row_id("batch_id"), await visitor.field("code")
    rules = visitor.house.payouts

    async def before() -> Said | None:
        found = await visitor.look(batch_views.batch, batch_id)
        is_theirs = found.batch.approved_by == visitor.actor.person_id
        return Said(batch_id, Word.APPROVED) if is_theirs else None

    deed = visitor.act(approvals.say_yes, batch_id, Channel.CONSOLE, rules, code)
    said = await twice.done(deed, before)
    return see_other(f"/console/payouts/{batch_id}", _NOTES[said.word])


async def try_again(visitor: Visitor) -> web.Response:
    """Money goes once more where the bank could not pay, with finance's reason."""
    said = visitor.row_id("payout_id"), await visitor.field("reason")

    async def before() -> bool:
        return await visitor.look(repeats.is_tried_again, *said, now=visitor.now)

    await twice.so(visitor.act(second_tries.allow, *said), before)
    return see_other("/console/payouts", Note.TRY_AGAIN)


async def book_bounce(visitor: Visitor) -> web.Response:
    """What the bank sent back after it had paid, and no file of its says."""
    words = await visitor.field("reason"), await visitor.field("bank_reference")
    said = visitor.row_id("payout_id"), *words

    async def before() -> int | None:
        return await visitor.look(repeats.batch_of_bounce, *said)

    batch_id = await twice.done(visitor.act(bounces.book_by_hand, *said), before)
    return see_other(f"/console/payouts/{batch_id}", Note.BOUNCED)


async def repay(visitor: Visitor) -> web.Response:
    """What a creator transferred back; the amount is plain, as `1,234.50`."""
    currency = visitor.request.match_info["currency"]
    if currency not in set(Currency):
        raise NotFound("debt")
    amount_minor = written(await visitor.field("amount"), Currency(currency))
    part = Owed(visitor.row_id("person_id"), amount_minor, currency)
    said = part, await visitor.field("bank_reference"), await visitor.field("reason")

    async def before() -> bool:
        return await visitor.look(repeats.is_repaid, *said)

    await twice.so(visitor.act(repayments.book, *said), before)
    return see_other("/console/payouts", Note.REPAID)


async def resolve(visitor: Visitor) -> web.Response:
    """A row of a bank's answer that moved nothing needs no more looking at."""
    said = visitor.row_id("refused_id"), await visitor.field("reason")

    async def before() -> bool:
        return await visitor.look(repeats.is_resolved, *said)

    await twice.so(visitor.act(refused_answers.resolve, *said), before)
    return see_other("/console/payouts", Note.RESOLVED)


async def write_off(visitor: Visitor) -> web.Response:
    """An owner's word, with its reason."""
    debt = visitor.row_id("person_id"), visitor.request.match_info["currency"]
    said = *debt, await visitor.field("reason")

    async def before() -> bool:
        return await visitor.look(repeats.is_written_off, *said, now=visitor.now)

    await twice.so(visitor.act(write_offs.write_off, *said), before)
    return see_other("/console/payouts", Note.GIVEN_UP)
