"""How a bank's answer reads before and after it is booked: sums a batch, then payout by payout."""

from collections.abc import Sequence
from typing import Final

from domain.bank_moves import BankMove, BatchSum
from domain.payout import PayoutStatus
from words import bank_reasons
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech, msg

P = PayoutStatus
_MARKS: Final = {P.PAID: "💸", P.FAILED: "↩️", P.BOUNCED: "🏦"}
_SUMS: Final = {
    P.PAID: msg("Batch {number} · paid: {count} · <b>{amount}</b>"),
    P.FAILED: msg("Batch {number} · refused by the bank: {count} · <b>{amount}</b>"),
    P.BOUNCED: msg("Batch {number} · came back: {count} · <b>{amount}</b>"),
}


def blocks(sums: Sequence[BatchSum], told: Sequence[BankMove], say: Speech) -> list[Html]:
    """None where nothing is new."""
    if not sums:
        return []
    more = sum(each.payouts for each in sums) - len(told)
    lines = [move(each, say) for each in told]
    if more > 0:
        lines.append(say("… and {count} more", count=more))
    return [Html("\n").join(total(each, say) for each in sums), Html("\n").join(lines)]


def total(each: BatchSum, say: Speech) -> Html:
    return say(
        _SUMS[each.target],
        number=each.batch_id,
        count=each.payouts,
        amount=amount(each.amount_minor, each.currency),
    )


def move(each: BankMove, say: Speech) -> Html:
    """`💸 ¥80.00 · KOC-1-1 · 林子墨 · 138****0000 *明`, and the bank's reason."""
    parts: list[Html | str] = [amount(each.amount_minor, each.currency), each.reference]
    parts += [called(each.name), *([each.masked] if each.masked else [])]
    parts += [bank_reasons.worded(each.reason, say)] if each.reason else []
    return Html("{} {}").format(mark(each.target), Html(" · ").join(parts))


def mark(target: PayoutStatus) -> str:
    return _MARKS[target]


def booked_before(booked: tuple[int, int, int], moves: int, say: Speech) -> Html:
    """How much of the file, by this or another one, is booked: paid, refused, come back."""
    if not any(booked):
        return say("Counted only, nothing is booked yet.")
    paid, failed, bounced = booked
    told = [
        say("Booked already: {paid} paid, {failed} refused by the bank.", paid=paid, failed=failed)
    ]
    if bounced:
        told.append(say("Booked as come back already: {bounced}", bounced=bounced))
    rest = (
        say("The rest is counted only and not booked yet.")
        if moves
        else say("Nothing of it waits to be booked.")
    )
    return Html("\n").join([*told, rest])
