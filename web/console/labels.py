"""Status chips: what a status is called, what it means, and how urgent it looks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.campaign import CampaignStatus
from domain.delivery import BroadcastStatus
from domain.disputes.life import DisputeStatus
from domain.events import EndpointStatus
from domain.payout import BatchStatus, PayoutStatus
from domain.risk import case_list
from domain.risk.cases import CaseLine, CaseStatus
from words import names
from words.speech import Html, Speech, msg

C, B, P, R, D = CampaignStatus, BatchStatus, PayoutStatus, CaseStatus, DisputeStatus
W = BroadcastStatus


@dataclass(frozen=True, slots=True)
class Chip:
    """`tone` is its CSS class: live, waiting, done, quiet or bad."""

    word: Html
    meaning: Html
    tone: str


_CAMPAIGNS: Final = {
    C.DRAFT: (msg("Loaded and previewed; nobody can claim yet"), "quiet"),
    C.LIVE: (msg("Its tasks can be claimed"), "live"),
    C.PAUSED: (msg("No new claims for now; open work goes on"), "waiting"),
    C.CLOSED: (msg("No new claims, ever; open work is finished and paid"), "done"),
}
_BATCHES: Final = {
    B.PREPARED: (msg("Waits for approval"), msg("Frozen; another person must approve"), "waiting"),
    B.APPROVED: (
        msg("Approved, to be exported"),
        msg("The money is set aside; the bank file can be made"),
        "waiting",
    ),
    B.EXPORTED: (
        msg("Exported, waits for the bank"),
        msg("The bank file was made; its results are due"),
        "live",
    ),
    B.DONE: (msg("Completed"), msg("The bank has answered for every payout"), "done"),
    B.CANCELLED: (msg("Withdrawn"), msg("Withdrawn before approval; nothing was paid"), "quiet"),
}
_PAYOUTS: Final = {
    P.PREPARED: (msg("Waits for approval"), msg("In a batch that nobody approved yet"), "waiting"),
    P.IN_TRANSIT: (msg("On its way"), msg("Approved; the bank has not answered"), "live"),
    P.PAID: (msg("Paid"), msg("By the bank's result"), "done"),
    P.FAILED: (
        msg("Did not go through"),
        msg("The bank refused; the money is payable again"),
        "bad",
    ),
    P.CONFIRMED: (msg("Received"), msg("The creator says it arrived"), "done"),
    P.DISPUTED: (msg("Disputed"), msg("The creator says it did not arrive"), "bad"),
    P.BOUNCED: (
        msg("Came back"),
        msg("The bank had paid it and sent it back; the money is payable again"),
        "bad",
    ),
    P.CANCELLED: (msg("Withdrawn"), msg("Its batch was withdrawn"), "quiet"),
}
_CASES: Final = {
    R.OPEN: (msg("Creator asked"), msg("The creator was told what was seen, and asked"), "waiting"),
    R.ANSWERED: (msg("Answered"), msg("The creator answered; a person decides"), "waiting"),
    R.CONFIRMED: (msg("Does not count"), msg("The creator may still appeal"), "bad"),
    R.APPEALED: (msg("Appealed"), msg("Another person decides"), "waiting"),
    R.CLEARED: (msg("Cleared"), msg("A person found nothing; it is settled as usual"), "done"),
    R.REINSTATED: (msg("Counts again"), msg("The appeal was right"), "done"),
    R.LAPSED: (msg("Lapsed"), msg("Nobody decided in time, so it counts"), "done"),
    R.VOIDED: (msg("Void"), msg("Confirmed for good; it is not paid"), "bad"),
    R.MOOT: (msg("Over"), msg("The work ended for another reason"), "quiet"),
}
_DISPUTES: Final = {
    D.OPEN: (msg("Open"), msg("A person who did not judge it decides"), "waiting"),
    D.ASKED: (msg("Creator asked"), msg("The creator was asked something"), "waiting"),
    D.GRANTED: (msg("Granted"), msg("An extra amount, out of the campaign's budget"), "done"),
    D.GIVEN_BACK: (
        msg("Given back to the creator"),
        msg("What was taken is payable again"),
        "done",
    ),
    D.DECLINED: (msg("Declined"), msg("The line stays as it is"), "bad"),
    D.WITHDRAWN: (msg("Withdrawn"), msg("By the creator"), "quiet"),
    D.MOOT: (msg("Over"), msg("What it was about is gone"), "quiet"),
}
_ENDPOINTS: Final = {
    EndpointStatus.ACTIVE: (msg("Active"), msg("It is told what happens"), "live"),
    EndpointStatus.PAUSED: (msg("Paused"), msg("By an owner; events wait"), "waiting"),
    EndpointStatus.DISABLED: (msg("Disabled"), msg("It took nothing for three days"), "bad"),
    EndpointStatus.GONE: (msg("Unsubscribed"), msg("It answered that it wants no more"), "quiet"),
}
_BROADCASTS: Final = {
    W.DRAFT: (msg("draft"), msg("Being written; nobody has got it"), "quiet"),
    W.SENDING: (msg("being sent"), msg("Its messages leave as fast as Telegram allows"), "live"),
    W.PAUSED: (msg("paused"), msg("What is queued waits"), "waiting"),
    W.CANCELLED: (msg("cancelled"), msg("What had not left was not sent"), "quiet"),
    W.DONE: (msg("sent out"), msg("Nothing of it waits any more"), "done"),
}
_PICKED: Final[dict[type[StrEnum], dict[Any, tuple[str, str, str]]]] = {
    BatchStatus: _BATCHES,
    PayoutStatus: _PAYOUTS,
    CaseStatus: _CASES,
    DisputeStatus: _DISPUTES,
    EndpointStatus: _ENDPOINTS,
    BroadcastStatus: _BROADCASTS,
}


def of_case(line: CaseLine, now: datetime, say: Speech) -> Chip:
    """As `chip`, but who has had their time without a word is not waited for any more."""
    if not case_list.is_unanswered(line, now):
        return chip(line.status, say)
    return Chip(say("No answer"), say("The creator's time is over; a person decides"), "waiting")


def of_payout(status: PayoutStatus, is_sent: bool, say: Speech) -> Chip:
    """As `chip`, but what is approved is on no way before the bank's file is made."""
    if status is PayoutStatus.IN_TRANSIT and not is_sent:
        words = (msg("Approved, not with the bank yet"), msg("The bank file is not made yet"))
        return Chip(say(words[0]), say(words[1]), "waiting")
    return chip(status, say)


def chip(status: StrEnum, say: Speech) -> Chip:
    if isinstance(status, CampaignStatus):
        meaning, tone = _CAMPAIGNS[status]
        return Chip(names.name(status, say), say(meaning), tone)
    word, meaning, tone = _PICKED[type(status)][status]
    return Chip(say(word), say(meaning), tone)
