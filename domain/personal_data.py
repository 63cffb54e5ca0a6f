"""What the house holds about one person, and why it cannot be forgotten yet; no rows live here."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refusal


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept about somebody; `consent_version` is empty without a live consent."""

    consent_version: str
    consented_at: datetime | None
    accounts: int
    assignments: int
    ledger_entries: int
    deliveries: int


@dataclass(frozen=True, slots=True)
class Sum:
    amount_minor: int
    currency: str


@dataclass(eq=False)
class WorkOpen(Refusal):
    """Claimed or handed-in work must end before its creator is forgotten."""

    assignments: int


@dataclass(eq=False)
class MoneyPending(Refusal):
    """Money of theirs is on its way; `clear_at`: when the last of it is payable, if known."""

    sums: tuple[Sum, ...]
    clear_at: datetime | None
