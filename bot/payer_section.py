"""The section [payer]: who pays, as papers and the house's bank name it; what it is for, others."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bot import values
from bot.values import by
from domain import bank_accounts
from domain.payer import Account, Message, Payer

_LONGEST: Final = 140  # signs of a name in ISO 20022
_LONGEST_ADDRESS: Final = 280


def _line(longest: int) -> Callable[[Any], str]:
    return values.text(rf"[^\x00-\x1f\x7f]{{0,{longest}}}", f"is longer than {longest} signs")


def account(value: Any) -> str:
    """An IBAN that is one, or a bank's own number."""
    number = _plain(value)
    if bank_accounts.is_bic(number):
        raise ValueError("is a bank's code (BIC), no account: the code belongs into `bic`")
    if number and not bank_accounts.PLAIN_ACCOUNT.fullmatch(number):
        raise ValueError("is no account number: 5 to 34 letters and digits")
    is_iban = bank_accounts.IBAN.fullmatch(number) and bank_accounts.iban_fits_country(number)
    if is_iban and not bank_accounts.passes_mod_97(number):
        raise ValueError("its check digits say that a sign is wrong")
    return number


def bic(value: Any) -> str:
    code = _plain(value)
    if code and not bank_accounts.is_bic(code):
        raise ValueError("is no BIC: 8 or 11 letters and digits, as in DEUTDEFF")
    return code


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("is not a text")  # noqa: TRY004  (one kind of no)
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value)).upper()


@dataclass(frozen=True, slots=True)
class PayerSection:
    name: str = field(default="", metadata=by(_line(_LONGEST)))
    address: str = field(default="", metadata=by(_line(_LONGEST_ADDRESS)))
    tax_number: str = field(default="", metadata=by(_line(_LONGEST)))
    account: str = field(default="", metadata=by(account))
    bic: str = field(default="", metadata=by(bic))
    message: Message = field(default=Message.V09, metadata=by(values.one_of(Message)))

    @property
    def lacking(self) -> list[str]:
        """What a credit transfer needs besides, once an account or its bank is told."""
        needed = {"name": self.name, "account": self.account, "bic": self.bic}
        is_meant = bool(self.account or self.bic)
        return [key for key, value in needed.items() if not value] if is_meant else []

    @property
    def payer(self) -> Payer:
        paid_from = Account(self.name, self.account, self.bic, self.message)
        told = self.name, self.address, self.tax_number
        return Payer(*told, paid_from if self.account else None)
