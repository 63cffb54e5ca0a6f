"""A payout's and a batch's life: statuses with their meanings, and their transitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from domain.errors import Refusal, WrongState
from domain.ledger import Owed
from domain.payee import PayeeKind


class BatchStatus(StrEnum):
    """Where a payout batch stands; its items never change once it is prepared."""

    PREPARED = "prepared"  # frozen and hashed; waits for another person's approval
    APPROVED = "approved"  # money left the creators' payable accounts; may be exported
    EXPORTED = "exported"  # the bank file was made; waits for the bank's results
    DONE = "done"  # every item has a result
    CANCELLED = "cancelled"  # withdrawn before approval; items are free again


class PayoutStatus(StrEnum):
    """Where one person's item of a batch stands."""

    PREPARED = "prepared"  # in a batch not yet approved
    IN_TRANSIT = "in_transit"  # approved; the bank has not answered
    PAID = "paid"  # by the bank's result
    FAILED = "failed"  # the bank refused, or it never arrived; the money is payable again
    CONFIRMED = "confirmed"  # the creator says it arrived
    DISPUTED = "disputed"  # the creator says it did not arrive, or not as it should
    BOUNCED = "bounced"  # the bank had paid it, and sent it back; the money is payable again
    CANCELLED = "cancelled"  # its batch was cancelled


class PayoutEventKind(StrEnum):
    """What somebody did to a batch; the rows are its audit."""

    PREPARED = "prepared"
    CONFIRMED = "confirmed"  # an approver's first word, where approving takes two
    WRONG_CODE = "wrong_code"  # said in the console; the batch stayed where it was
    APPROVED = "approved"
    EXPORTED = "exported"  # a file was made, whether for the first time or again
    ANSWERED = "answered"  # a bank's answer was booked, or a part of it
    BOUNCED = "bounced"  # payouts came back after they had been paid
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PayoutEvent:
    """`items`: how many payouts it moved or wrote; `detail`: where it was said, or which file."""

    kind: PayoutEventKind
    actor: str  # empty: the command line
    at: datetime
    items: int
    detail: str


class Channel(StrEnum):
    """Where an approver says yes: a batch goes when they have said it in both."""

    CHAT = "chat"
    CONSOLE = "console"

    @property
    def other(self) -> "Channel":
        return Channel.CONSOLE if self is Channel.CHAT else Channel.CHAT


B = BatchStatus
BATCH_TRANSITIONS = {
    B.PREPARED: frozenset({B.APPROVED, B.CANCELLED}),
    B.APPROVED: frozenset({B.EXPORTED}),
    B.EXPORTED: frozenset({B.EXPORTED, B.DONE}),
    B.DONE: frozenset[BatchStatus](),
    B.CANCELLED: frozenset[BatchStatus](),
}

P = PayoutStatus
PAYOUT_TRANSITIONS = {
    P.PREPARED: frozenset({P.IN_TRANSIT, P.CANCELLED}),
    P.IN_TRANSIT: frozenset({P.PAID, P.FAILED}),
    P.PAID: frozenset({P.CONFIRMED, P.DISPUTED, P.BOUNCED}),
    # Back to paid: the dispute was declined or withdrawn. Failed: it never arrived after all.
    P.DISPUTED: frozenset({P.CONFIRMED, P.PAID, P.FAILED, P.BOUNCED}),
    P.FAILED: frozenset[PayoutStatus](),
    P.CONFIRMED: frozenset({P.DISPUTED, P.BOUNCED}),
    P.BOUNCED: frozenset[PayoutStatus](),
    P.CANCELLED: frozenset[PayoutStatus](),
}


def ensure_batch_leads_to(status: BatchStatus, target: BatchStatus) -> None:
    if target not in BATCH_TRANSITIONS[status]:
        raise WrongState("payout_batch", status.value, target.value)


def ensure_payout_leads_to(status: PayoutStatus, target: PayoutStatus) -> None:
    if target not in PAYOUT_TRANSITIONS[status]:
        raise WrongState("payout", status.value, target.value)


class HeldBack(StrEnum):
    """Why payable money is not in the next batch."""

    BELOW_MINIMUM = "below_minimum"
    NO_DETAILS = "no_details"  # the creator has not said where to pay
    PAUSED = "paused"  # the details are too fresh
    IN_BATCH = "in_batch"  # all of it is in a batch that waits for its approval
    OPEN = "open"  # it came since, and an earlier payout of theirs is still on its way
    UNSUITED = "unsuited"  # money of this currency cannot arrive at the details they gave
    SENT_BACK = "sent_back"  # the bank could not pay there, and nobody stands by the details yet


@dataclass(eq=False)
class NothingToPay(Refusal):
    """Nobody's money may go out in this currency now."""

    currency: str


@dataclass(eq=False)
class BatchOutdated(Refusal):
    """A balance, somebody's details or their tax changed since it was frozen: prepare anew."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class TaxChange:
    """What a payout was frozen with for the tax office, and what the rules say by now."""

    reference: str
    name: str
    frozen_minor: int
    due_minor: int
    currency: str


@dataclass(eq=False)
class TaxOutdated(BatchOutdated):
    """Of `changes` another tax is to be kept back than was frozen: money came back since."""

    changes: tuple[TaxChange, ...]


@dataclass(eq=False)
class AlreadyInFile(Refusal):
    """`payouts` of the file stand in another one, which `by` made: who sends both pays twice.

    `method` and `kind` are the other file's; no method: that of all. `by` empty: the command line.
    """

    batch_id: int
    method: str
    kind: str
    by: str
    at: datetime
    payouts: int
    amount_minor: int
    currency: str


@dataclass(eq=False)
class NoPayerAccount(Refusal):
    """A credit transfer says which account is paid from, and none is configured."""


@dataclass(eq=False)
class DetailsForgotten(Refusal):
    """The batch is done and somebody paid by it was erased: its files cannot be made any more."""

    batch_id: int


LONGEST_BANK_REFERENCE: Final = 64


@dataclass(eq=False)
class BounceUnsaid(Refusal):
    """What came back is booked with the bank's reason and its reference, or not at all."""


@dataclass(frozen=True, slots=True)
class PayoutItem:
    """One person's frozen part of a batch; `sealed` opens to PayeeDetails, until it is forgotten.

    `amount_minor` is what the bank pays, `withheld_minor` what is kept back for the tax office.
    """

    payout_id: int
    batch_id: int
    person_id: int
    amount_minor: int
    currency: str
    status: PayoutStatus
    reference: str
    method: str
    sealed: str
    masked: str
    problem: str
    stamp: str
    withheld_minor: int
    kind: PayeeKind

    @property
    def is_left_out(self) -> bool:
        """Its details did not open at the first export: no file has it, the money came back."""
        return not self.sealed and bool(self.masked)

    @property
    def is_forgotten(self) -> bool:
        return not self.sealed and not self.masked

    @property
    def gross_minor(self) -> int:
        return self.amount_minor + self.withheld_minor

    @property
    def owed(self) -> Owed:
        """What leaves the creator's payable account."""
        return Owed(self.person_id, self.gross_minor, self.currency)


@dataclass(frozen=True, slots=True)
class OwnPayout:
    """A payout as its creator sees it, with the moments of its way; empty ones have not come."""

    item: PayoutItem
    approved_at: datetime | None
    exported_at: datetime | None
    answered_at: datetime | None
    receipt_at: datetime | None
    bounced_at: datetime | None

    @property
    def is_sent(self) -> bool:
        return self.exported_at is not None

    @property
    def since(self) -> datetime | None:
        """When it came to stand where it stands."""
        way = self.bounced_at or self.answered_at or self.exported_at or self.approved_at
        by_creator = self.item.status in {PayoutStatus.CONFIRMED, PayoutStatus.DISPUTED}
        return self.receipt_at or way if by_creator else way


@dataclass(frozen=True, slots=True)
class Bounce:
    """How a payout came back: the bank's own reference, where there is one, and who booked it."""

    bank_reference: str
    booked_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """One payout batch; empty moments have not come."""

    batch_id: int
    status: BatchStatus
    currency: str
    prepared_by: int
    prepared_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    exported_at: datetime | None
    sha256: str
    forms: Mapping[str, Any] | None = None  # how its files are laid out, since the first export
    account: Mapping[str, Any] | None = None  # that its first credit transfer was written for
    exported_on: str = ""  # the house's day of the first export, as 2026-11-30

    @property
    def first_day(self) -> date | None:
        """Of the first export: the house's, or UTC's where that was not kept yet."""
        if self.exported_on:
            return date.fromisoformat(self.exported_on)
        return self.exported_at.astimezone(UTC).date() if self.exported_at else None
