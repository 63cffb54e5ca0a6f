"""How payouts read: statuses, tax, why money waits; what happens to it is the services'."""

from datetime import datetime
from typing import Final

from domain.lengths import cut
from domain.payee import KeyMissing, PayeeMethod
from domain.payout import (
    AlreadyInFile,
    BatchStatus,
    Channel,
    HeldBack,
    OwnPayout,
    PayoutEvent,
    PayoutEventKind,
    PayoutItem,
    PayoutStatus,
    TaxOutdated,
)
from domain.second_try import SentBack, TriedBefore
from words import bank_reasons, payees, times
from words.amounts import amount
from words.people import called
from words.speech import Html, Speech, msg

_LONGEST_NAMED: Final = 16  # signs of a name in a refusal
_BATCHES = {
    BatchStatus.PREPARED: msg("waits for another person's approval"),
    BatchStatus.APPROVED: msg("approved, to be exported"),
    BatchStatus.EXPORTED: msg("exported, waits for the bank"),
    BatchStatus.DONE: msg("done"),
    BatchStatus.CANCELLED: msg("withdrawn"),
}
_MARKS = {
    BatchStatus.PREPARED: "📝",
    BatchStatus.APPROVED: "✅",
    BatchStatus.EXPORTED: "🏦",
    BatchStatus.DONE: "🏁",
    BatchStatus.CANCELLED: "✖️",
}
_ITEMS = {
    PayoutStatus.PREPARED: msg("waits"),
    PayoutStatus.IN_TRANSIT: msg("on its way"),
    PayoutStatus.PAID: msg("paid"),
    PayoutStatus.FAILED: msg("did not go through"),
    PayoutStatus.CONFIRMED: msg("arrived"),
    PayoutStatus.DISPUTED: msg("disputed"),
    PayoutStatus.BOUNCED: msg("came back from the bank"),
    PayoutStatus.CANCELLED: msg("withdrawn"),
}
_HELD_BACK = {
    HeldBack.BELOW_MINIMUM: msg("below the smallest payout: {count}"),
    HeldBack.NO_DETAILS: msg("have not said where to pay: {count}"),
    HeldBack.PAUSED: msg("changed their details less than 48 h ago: {count}"),
    HeldBack.IN_BATCH: msg("are in a batch that waits for its approval: {count}"),
    HeldBack.OPEN: msg("have a payout on its way, what came since follows it: {count}"),
    HeldBack.UNSUITED: msg("gave details that cannot receive this currency: {count}"),
    HeldBack.SENT_BACK: msg("have details that the bank could not pay to, unchanged: {count}"),
}


def key_missing(missing: KeyMissing, say: Speech) -> Html:
    return say(
        "Nothing was changed: payouts of this batch are sealed under key {key}, which is not in "
        "secrets.encryption_key. The operator puts it back there, behind the newest; then try "
        "again.",
        key=missing.key_id,
    )


def tax_outdated(refusal: TaxOutdated, say: Speech, most: int = 1) -> Html:
    """So short that it fits what Telegram shows over a chat."""
    named = [
        Html("{} {} {} → {}").format(
            each.reference,
            called(cut(each.name, _LONGEST_NAMED)),
            amount(each.frozen_minor, each.currency),
            amount(each.due_minor, each.currency),
        )
        for each in refusal.changes[:most]
    ]
    if more := len(refusal.changes) - len(named):
        named.append(say("and {count} more", count=more))
    return say(
        "Since batch {number} was prepared, tax changed: {payouts}. Withdraw it and prepare a "
        "new one.",
        number=refusal.batch_id,
        payouts=Html(", ").join(named),
    )


def with_tax(item: PayoutItem, say: Speech) -> Html:
    """What of a payout was kept back; empty where nothing was."""
    if not item.withheld_minor:
        return Html()
    return say(
        "🧾 {gross} less {withheld} tax withheld",
        gross=amount(item.gross_minor, item.currency),
        withheld=amount(item.withheld_minor, item.currency),
    )


def batch_status(status: BatchStatus, say: Speech) -> Html:
    return say(_BATCHES[status])


_STEPS = {
    BatchStatus.PREPARED: msg("Batch prepared"),
    BatchStatus.APPROVED: msg("Batch approved"),
    BatchStatus.EXPORTED: msg("Sent to the bank"),
    BatchStatus.DONE: msg("Bank answered"),
}


def steps(status: BatchStatus, say: Speech) -> list[tuple[Html, str]]:
    """The way of a batch, each step with `done`, `here` or `ahead`; none of a cancelled one."""
    if status not in _STEPS:
        return []
    at = list(_STEPS).index(status)
    places = ("done" if step < at else "here" if step == at else "ahead" for step in range(4))
    return [(say(word), place) for word, place in zip(_STEPS.values(), places, strict=True)]


def batch_mark(status: BatchStatus) -> str:
    return _MARKS[status]


def item_status(status: PayoutStatus, say: Speech, *, is_sent: bool) -> Html:
    """`is_sent`: the bank's file was made; before, what is approved is on no way yet."""
    if status is PayoutStatus.IN_TRANSIT and not is_sent:
        return say("approved, not with the bank yet")
    return say(_ITEMS[status])


def already_in_file(refusal: AlreadyInFile, timezone: str, say: Speech, now: datetime) -> Html:
    """Before a second file with the same payouts is made."""
    file = _file(refusal.method, say)
    return say(
        "⚠️ The file “{file}” ({kind}), made by {name} on {moment}, asks for the same payouts: "
        "{count}, {amount} in all. If both files go to the bank, they are paid twice.",
        count=refusal.payouts,
        amount=amount(refusal.amount_minor, refusal.currency),
        file=file,
        kind=refusal.kind.upper(),
        name=called(refusal.by) if refusal.by else say("the command line"),
        moment=times.moment(refusal.at, timezone, say.locale, now),
    )


def own_status(each: OwnPayout, timezone: str, say: Speech, now: datetime) -> Html:
    """Where a payout stands for its creator, and since which day."""
    status = item_status(each.item.status, say, is_sent=each.is_sent)
    if each.since is None:
        return status
    return Html("{} · {}").format(status, times.day(each.since, timezone, say.locale, now))


def held_back(reason: HeldBack, count: int, say: Speech) -> Html:
    return say(_HELD_BACK[reason], count=count)


def sent_back(each: SentBack, say: Speech) -> Html:
    """Which details the bank could not pay to, and what it said."""
    return say(
        "⚠️ Money for {masked} came back: {reason}. Change the details, or tell us that they are "
        "right: until then payouts there wait.",
        masked=each.masked,
        reason=bank_reasons.worded(each.problem, say),
    )


def tried_before(tried: TriedBefore, say: Speech) -> Html:
    """For whoever approves: it failed there before, and who stands by the details."""
    failed = say(
        "⚠️ Batch {number} could not pay there: {reason}.",
        number=tried.batch_id,
        reason=bank_reasons.worded(tried.problem, say),
    )
    if not tried.said_by:
        return failed
    if tried.by_creator:
        return Html("{}\n{}").format(failed, say("Their creator says that the details are right."))
    stands_by = say("{name}: {reason}", name=called(tried.said_by), reason=tried.reason or "–")
    return Html("{}\n{}").format(failed, stands_by)


def tried_again(count: int, say: Speech) -> Html:
    """Of a batch as a whole."""
    return say(
        "⚠️ The bank could not pay to the same details before: {count}. Please look.",
        count=count,
    )


_EVENTS: Final = {
    PayoutEventKind.PREPARED: msg("prepared it"),
    PayoutEventKind.CONFIRMED: msg("said yes for the first time"),
    PayoutEventKind.WRONG_CODE: msg("gave a wrong code"),
    PayoutEventKind.APPROVED: msg("approved it"),
    PayoutEventKind.EXPORTED: msg("made the payment file: {file}"),
    PayoutEventKind.ANSWERED: msg("booked the bank's answer “{file}”; payouts answered: {count}"),
    PayoutEventKind.BOUNCED: msg("booked what came back ({file}); payouts: {count}"),
    PayoutEventKind.CANCELLED: msg("withdrew it"),
}
_PLACES: Final = {Channel.CHAT: msg("in chat"), Channel.CONSOLE: msg("in the console")}


_LONGEST_FILE: Final = 48
"""Signs of a file's name, which is its maker's; what it holds is not told by more."""


def _file_of(event: PayoutEvent, say: Speech) -> Html:
    """A payment file as it is called where it is made, the bank's by its own name."""
    if event.kind is not PayoutEventKind.EXPORTED:
        return Html("{}").format(cut(event.detail, _LONGEST_FILE))
    method_, _, kind_ = event.detail.rpartition(".")
    return Html("{} · {}").format(_file(method_.removeprefix("*"), say), kind_.upper())


def _file(of: str, say: Speech) -> Html:
    """Of one method, or of all."""
    return payees.method(PayeeMethod(of), say) if of else say("all in one")


def did(event: PayoutEvent, say: Speech) -> Html:
    """What somebody did to a batch: `approved it, in the console`."""
    what = say(_EVENTS[event.kind], file=_file_of(event, say), count=event.items)
    if event.detail in set(Channel):
        return say("{what}, {where}", what=what, where=say(_PLACES[Channel(event.detail)]))
    return what
