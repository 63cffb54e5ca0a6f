"""Who pays: the house as papers and its bank name it; what is paid, payouts know."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final


class Message(StrEnum):
    """Which version of ISO 20022's credit transfer a bank takes."""

    V03 = "pain.001.001.03"
    V09 = "pain.001.001.09"


@dataclass(frozen=True, slots=True)
class Account:
    """The one that the house pays from; `holder` as its bank has it."""

    holder: str
    number: str  # an IBAN, or the bank's own number, without spaces
    bic: str
    message: Message = Message.V09


@dataclass(frozen=True, slots=True)
class Payer:
    """Empty parts are told nowhere."""

    name: str = ""  # as it is registered
    address: str = ""
    tax_number: str = ""
    account: Account | None = None  # without one no credit transfer is written


NOBODY: Final = Payer()


def as_facts(account: Account, on: date) -> dict[str, Any]:
    """As a batch keeps it, with the day that its first transfer asks for."""
    return {**asdict(account), "day": on.isoformat()}


def from_facts(facts: Mapping[str, Any]) -> Account:
    return Account(facts["holder"], facts["number"], facts["bic"], Message(facts["message"]))


def day_in(facts: Mapping[str, Any]) -> date | None:
    """None of those that were kept without one."""
    return date.fromisoformat(facts["day"]) if "day" in facts else None
