"""What a journal tells, in whichever language: accounts, signs, days; how it is written is not.

The ledger counts from where its creators stand, books from where the house stands: what a creator
may be paid is the house's liability. So every sign is turned over.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Final

from domain.ledger import Balance, LedgerAccount, Line, Stored
from domain.money import plain_amount

A = LedgerAccount


class JournalFormat(StrEnum):
    BEANCOUNT = "beancount"
    HLEDGER = "hledger"


# No names of people or campaigns: whoever keeps the books need not know them.
_ACCOUNTS: Final = {
    A.CAMPAIGN_FUNDS: "Expenses:Campaigns:C",
    A.CREATOR_PENDING: "Liabilities:Creators:Pending:P",
    A.CREATOR_PAYABLE: "Liabilities:Creators:Payable:P",
    A.PAYOUT_IN_TRANSIT: "Liabilities:Creators:In-Transit:P",
    A.CREATOR_RECEIVABLE: "Assets:Creators:Receivable:P",
    A.WRITTEN_OFF: "Expenses:Written-Off:P",
    A.REPAID: "Assets:Repaid:P",
    A.WAIVED: "Income:Waived:P",
    A.PAID_OUT: "Assets:Paid-Out:P",
    A.TAX_WITHHELD: "Liabilities:Tax-Withheld:P",
}


@dataclass(frozen=True, slots=True)
class Extent:
    """Which postings a journal is about; fixed when it begins, so that it can be read by parts.

    `since` and `until` bound the moments of its postings; either may be open. `first_day` and
    `last_day` are days of `zone`. The chain ends at posting `last_number`.
    """

    zone: tzinfo
    zone_name: str
    since: datetime | None
    until: datetime | None
    first_day: date
    last_day: date
    last_number: int
    last_hash: str
    currencies: tuple[str, ...]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Opened:
    """An account and when it was first used."""

    owner_id: int
    account: LedgerAccount
    first_at: datetime


def name(account: LedgerAccount, owner_id: int) -> str:
    return f"{_ACCOUNTS[account]}{owner_id}"


def money(amount_minor: int, currency: str) -> str:
    """As the books count it."""
    return f"{plain_amount(-amount_minor, currency)} {currency}"


def line(each: Line, currency: str) -> tuple[str, str]:
    return name(each.account, each.owner_id), money(each.amount_minor, currency)


def standing(each: Balance) -> tuple[str, str]:
    return name(each.account, each.owner_id), money(each.amount_minor, each.currency)


def opened_on(extent: Extent, opened: Opened) -> date:
    """In the books of a later time everything that came before is there from its first day on."""
    return max(extent.day(opened.first_at), extent.first_day)


def about(extent: Extent) -> tuple[str, ...]:
    """What the head of a journal says of it."""
    return (
        f"The ledger of KOC Dispatch, {extent.first_day} to {extent.last_day},",
        f"days of {extent.zone_name}, up to posting {extent.last_number}",
        f"with the hash {extent.last_hash}",
    )


def traces(posting: Stored) -> tuple[tuple[str, str], ...]:
    """What leads from the books back to the chain."""
    return ("at", posting.at.isoformat()), ("hash", posting.hash)
