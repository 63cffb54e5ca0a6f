"""What a refusal looks like on a page: one sentence and its HTTP status."""

from collections.abc import Callable
from typing import Any, Final

from domain import errors, hearing, review
from domain.budget import NotARaise
from domain.disputes.life import AwardOutOfRange, BudgetShort, DisputeOver
from domain.errors import Refusal
from domain.files import UnsafeFile
from domain.money import BadMoney
from domain.pauses import BadReason
from domain.payee import BrokenSeal, KeyMissing
from domain.payout import (
    BatchOutdated,
    BounceUnsaid,
    DetailsForgotten,
    NoPayerAccount,
    NothingToPay,
    TaxOutdated,
)
from domain.proof import ProofAwaited
from domain.reasons import ReasonMissing
from domain.receivable import (
    MoneyOnItsWay,
    RepaidBefore,
    RepaymentOutOfRange,
    RepaymentUnsaid,
)
from domain.risk import cases
from domain.risk.thresholds import BadThreshold
from domain.segment_text import BadSegment, BadSegmentName, NoSuchRow
from domain.settlement_waits import LeftOutBefore
from domain.spreadsheet import UnreadableFile
from services.console import LinkDead, SignedOut
from words import budgets, disputes, metric_rows, payouts, repayments, unsafe_files
from words.speech import Html, Speech, msg

_MOST_NAMED: Final = 5
_NOUNS: Final = {
    "campaign": msg("There is no such campaign."),
    "submission": msg("There is no such submission."),
    "proof": msg("This screenshot is no longer here."),
    "payout": msg("There is no such payout."),
    "payout_batch": msg("There is no such payout batch."),
    "upload": msg("This file is not here any more: please send it once more."),
    "books": msg("There are no books of these days: nothing was posted by then."),
    "statement": msg("There is no statement of that time: no money moved by then."),
    "debt": msg("Nothing is owed any more."),
    "work": msg("There is no such work."),
    "due_part": msg("This work is not due any more, or something holds it."),
    "endpoint": msg("There is no such address."),
    "broadcast": msg("There is no such broadcast."),
    "segment": msg("There is no such segment."),
    "risk_case": msg("There is no such risk case."),
    "dispute": msg("There is no such dispute."),
    "creator": msg("There is no such creator."),
}


def _not_found(refusal: errors.NotFound, say: Speech) -> Html:
    return say(_NOUNS.get(refusal.kind, msg("There is no such page.")))


def _own_work(refusal: errors.OwnWork, say: Speech) -> Html:
    if refusal.verb == "dispute":
        return disputes.not_yours(say)
    return say("Somebody else must decide on your own work or money.")


def _note_too_long(refusal: review.NoteTooLong, say: Speech) -> Html:
    return say(
        "The note has {length} characters; at most {most} fit.",
        length=refusal.length,
        most=review.LONGEST_NOTE,
    )


def _words_needed(refusal: hearing.WordsNeeded, say: Speech) -> Html:
    return say("Please write something, at most {most} characters.", most=hearing.LONGEST_WORDS)


def _bad_threshold(refusal: BadThreshold, say: Speech) -> Html:
    return say(
        "{key} must be a number from {lowest} to {highest}.",
        key=refusal.key,
        lowest=refusal.lowest,
        highest=refusal.highest,
    )


def _asked_enough(refusal: hearing.AskedEnough, say: Speech) -> Html:
    return say("The creator was asked again {times} times: decide now.", times=refusal.times)


_SIMPLE: Final[dict[type[Refusal], tuple[int, str]]] = {
    LinkDead: (410, msg("This link has been used or has expired.")),
    SignedOut: (401, msg("You are signed out.")),
    errors.NotAllowed: (403, msg("That is not for your role.")),
    errors.Stale: (409, msg("This has changed in the meantime. Look again.")),
    errors.WrongState: (409, msg("That step does not fit any more: it has moved on.")),
    review.Replaced: (409, msg("The creator has replaced this link. Look at the new one.")),
    review.AlreadyDecided: (409, msg("Somebody was quicker: this is decided already.")),
    review.ClockRanOut: (409, msg("Its time for review ran out: it can only be approved now.")),
    review.ReasonNeeded: (422, msg("Please choose the reason.")),
    review.ClauseNeeded: (422, msg("Please choose the clause of the brief it breaks.")),
    cases.CaseNotOpen: (409, msg("Somebody was quicker: this case is decided already.")),
    cases.AnswerAwaited: (
        409,
        msg(
            "The creator still has time to answer: only then may it be said that it does not count."
        ),
    ),
    DisputeOver: (409, msg("Somebody was quicker, or it was withdrawn: this dispute has ended.")),
    BudgetShort: (
        409,
        msg(
            "The campaign's budget does not reach for that. Grant less, or let an owner raise it "
            "first, on the campaign's page."
        ),
    ),
    BadReason: (422, msg("Please say why, in at most 500 characters.")),
    ReasonMissing: (422, msg("Please say why, in at most 500 characters.")),
    LeftOutBefore: (409, msg("It was left out before: an amount waits so once at a cut-off.")),
    BounceUnsaid: (
        422,
        msg("Please give the bank's reason and its reference, each in one line."),
    ),
    RepaymentUnsaid: (
        422,
        msg("Please give the bank's reference, in at most 64 characters, and say what it was."),
    ),
    MoneyOnItsWay: (
        409,
        msg("A payout of theirs is on its way: wait for the bank, its answer may settle the debt."),
    ),
    ProofAwaited: (409, msg("It has been asked for already, and has not come yet.")),
    BadSegment: (422, msg("A word of that line says nothing we know.")),
    NoSuchRow: (422, msg("It names a number that nothing has, or that nobody knows any more.")),
    BadSegmentName: (422, msg("A name has 1 to 64 characters.")),
    NoPayerAccount: (
        409,
        msg("No credit transfer can be written: the operator has set no account in [payer]."),
    ),
    NothingToPay: (409, msg("There is nothing to pay out right now.")),
    BrokenSeal: (409, msg("Nothing was changed: some details of this batch do not open any more.")),
    DetailsForgotten: (
        409,
        msg("Somebody it paid has been erased since: its files cannot be made again."),
    ),
    BatchOutdated: (
        409,
        msg(
            "A balance, somebody's details, their tax or the month changed since: "
            "withdraw the batch, prepare it anew."
        ),
    ),
}
_FILLED: Final[dict[type[Refusal], tuple[int, Callable[[Any, Speech], Html]]]] = {
    errors.NotFound: (404, _not_found),
    errors.OwnWork: (403, _own_work),
    review.NoteTooLong: (422, _note_too_long),
    hearing.WordsNeeded: (422, _words_needed),
    BadThreshold: (422, _bad_threshold),
    hearing.AskedEnough: (409, _asked_enough),
    NotARaise: (422, budgets.no_raise),
    AwardOutOfRange: (422, disputes.out_of_range),
    KeyMissing: (409, payouts.key_missing),
    TaxOutdated: (409, lambda no, say: payouts.tax_outdated(no, say, _MOST_NAMED)),
    RepaidBefore: (409, repayments.repaid_before),
    RepaymentOutOfRange: (422, repayments.repayment_out_of_range),
    UnreadableFile: (422, metric_rows.file_refused),
    UnsafeFile: (422, unsafe_files.file_refused),
    BadMoney: (422, lambda _, say: say("Please give a plain amount, as 1,234.50.")),
}


def worded(refusal: Refusal, say: Speech) -> tuple[int, Html]:
    """(status, sentence)."""
    if type(refusal) in _FILLED:
        status, word = _FILLED[type(refusal)]
        return status, word(refusal, say)
    status, sentence = _SIMPLE.get(type(refusal), (409, msg("That did not work.")))
    return status, say(sentence)
