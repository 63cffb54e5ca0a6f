"""Codes in tables as files: in English those that programs know, else the words of the page."""

from enum import StrEnum
from typing import Final

from domain.ledger import PostingKind
from domain.locales import EN
from domain.settlement import SettlementState
from domain.terms import Method
from words import earnings
from words.speech import Speech, msg

K, S = PostingKind, SettlementState
_WORDS: Final = {
    K.SETTLEMENT: msg("Earned"),
    K.MATURITY: msg("Payable from then on"),
    K.PAYOUT: msg("Payout let go"),
    K.PAYMENT: msg("Payout arrived"),
    K.RETURN: msg("Payout refused by the bank"),
    K.BOUNCE: msg("Payout came back"),
    K.REVERSAL: msg("Taken back"),
    K.WRITE_OFF: msg("Debts given up"),
    K.REPAYMENT: msg("Transferred back"),
    K.RECOVERY: msg("Set against debts"),
    K.WAIVER: msg("Given up by the creator"),
    K.GRANT: msg("Granted by disputes"),
    K.CORRECTION: msg("Payable again by a dispute"),
}
_PLACES: Final = {
    "opening": msg("At the beginning"),
    "closing": msg("At the end"),
    "all": msg("In all"),
}
# What is payable may be paid by now: money has no memory of parts.
_STATES: Final = {
    S.PENDING: ("pending", msg("Pending")),
    S.PAYABLE: ("payable_or_paid", msg("Payable or paid")),
    S.REVERSED: ("reversed", msg("Taken back")),
}
METHODS: Final = {
    Method.FLAT: msg("Flat fee"),
    Method.CPE: msg("CPE · interactions"),
    Method.CPM: msg("CPM · views"),
    Method.CPA: msg("CPA · actions"),
    Method.CPS: msg("CPS · sales"),
}


def of_kind(kind: PostingKind, say: Speech) -> str:
    return _told(kind, _WORDS[kind], say)


def of_place(code: str, say: Speech) -> str:
    """`opening`, `closing` or `all`."""
    return _told(code, _PLACES[code], say)


def of_state(state: SettlementState, say: Speech) -> str:
    return _told(*_STATES[state], say)


def of_method(method: Method, say: Speech) -> str:
    return _told(method, METHODS[method], say)


def of_checkpoint(code: str, say: Speech) -> str:
    return code if say.locale == EN else earnings.checkpoint(code, say).unescape()


def _told(code: StrEnum | str, word: str, say: Speech) -> str:
    return str(code) if say.locale == EN else say(word).unescape()
