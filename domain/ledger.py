"""Balanced postings: accounts, entries, the hash chain's link; no rows live here."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

_CANONICAL: Final = json.JSONEncoder(separators=(",", ":")).encode


class LedgerAccount(StrEnum):
    """Where money stands; the owner is a person, of campaign funds the campaign."""

    CAMPAIGN_FUNDS = "campaign_funds"  # what the campaign has given out, as a negative balance
    CREATOR_PENDING = "creator_pending"  # earned, inside the hold period
    CREATOR_PAYABLE = "creator_payable"  # earned and matured: may be paid
    PAYOUT_IN_TRANSIT = "payout_in_transit"  # in a batch that the bank has not answered
    PAID_OUT = "paid_out"  # confirmed by the bank's result
    CREATOR_RECEIVABLE = "creator_receivable"  # paid and then void: owed back, below nought
    WRITTEN_OFF = "written_off"  # a debt that an owner gave up, below nought: the house bears it
    REPAID = "repaid"  # a debt that its creator transferred back, below nought: the house has it
    WAIVED = "waived"  # what a creator gave up of their own free will: the house keeps it
    TAX_WITHHELD = "tax_withheld"  # kept back for the tax office


class PostingKind(StrEnum):
    """Why money moved."""

    SETTLEMENT = "settlement"  # campaign funds → pending
    MATURITY = "maturity"  # pending → payable, when the hold period is over
    PAYOUT = "payout"  # payable → in transit, when a batch is approved
    PAYMENT = "payment"  # in transit → paid out, by the bank's result
    RETURN = "return"  # in transit → payable, the bank refused; what fell away since is made up
    BOUNCE = "bounce"  # paid out → payable, the bank sent back what it had paid; the same
    REVERSAL = "reversal"  # the opposite of a settlement, a grant; what was paid is receivable
    WRITE_OFF = "write_off"  # written off → receivable: an owner gives a debt up
    REPAYMENT = "repayment"  # repaid → receivable: a creator transferred back what they owed
    RECOVERY = "recovery"  # payable → receivable: a part of what matured makes up what is owed
    WAIVER = "waiver"  # payable → waived: a creator gives up what cannot be paid to them
    GRANT = "grant"  # campaign funds → payable, by a dispute; what its work owes comes first
    CORRECTION = "correction"  # set off, withheld or sent in vain → payable, by a dispute


@dataclass(frozen=True, slots=True)
class Line:
    """One signed line: minor units put on (+) or taken off (−) an owner's account."""

    account: LedgerAccount
    owner_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Owed:
    """An amount and the creator it belongs to; minor units of `currency`."""

    person_id: int
    amount_minor: int
    currency: str

    def of(self, part_minor: int) -> "Owed":
        """A part of it."""
        return replace(self, amount_minor=part_minor)


@dataclass(frozen=True, slots=True)
class Posting:
    """Lines that sum to zero in one currency, with a key that makes a repeat harmless."""

    key: str
    kind: PostingKind
    currency: str
    lines: tuple[Line, ...]
    at: datetime

    def __post_init__(self) -> None:
        if sum(line.amount_minor for line in self.lines) != 0:
            raise ValueError(f"posting {self.key} does not sum to zero")


@dataclass(frozen=True, slots=True)
class Stored:
    """What the rows say of one posting: a damaged one need not sum to zero, so it is no Posting."""

    number: int
    key: str
    kind: PostingKind
    currency: str
    lines: tuple[Line, ...]
    at: datetime
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on one owner's account."""

    owner_id: int
    account: LedgerAccount
    currency: str
    amount_minor: int


def moved(
    key: str,
    kind: PostingKind,
    amount_minor: int,
    currency: str,
    source: tuple[LedgerAccount, int],
    target: tuple[LedgerAccount, int],
    *,
    at: datetime,
) -> Posting:
    """`amount_minor` from one (account, owner) to another."""
    lines = (Line(*source, -amount_minor), Line(*target, amount_minor))
    return Posting(key, kind, currency, lines, at)


def chain_hash(previous: str, posting: Posting) -> str:
    """SHA-256 over the previous hash and the posting's canonical form: a changed past shows."""
    lines = [(line.account, line.owner_id, line.amount_minor) for line in posting.lines]
    return link_hash(previous, posting.key, posting.kind, posting.currency, posting.at, lines)


def link_hash(
    previous: str,
    key: str,
    kind: str,
    currency: str,
    at: datetime,
    lines: Sequence[tuple[str, int, int]],
) -> str:
    """The same of plain values, a line being account, owner, amount: verifying reads millions."""
    moment = int(at.timestamp() * 1_000_000)
    canonical = _CANONICAL([previous, key, kind, currency, moment, lines])
    return hashlib.sha256(canonical.encode()).hexdigest()
