"""Where a creator wants to be paid: what counts as sound details, and how much of them may show."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.names import NAMELESS, tidy

PAUSE: Final = timedelta(hours=48)
"""No payout to details younger than this: time to notice that it was not you who changed them."""

LONGEST_NAME: Final = 64


class PayeeMethod(StrEnum):
    ALIPAY = "alipay"  # 支付宝
    WECHAT = "wechat"  # 微信支付
    BANK = "bank"  # a bank card


class PayeeField(StrEnum):
    ACCOUNT = "account"  # phone, e-mail, WeChat id or card number, by the method
    HOLDER = "holder"  # the real name the account is in
    BANK = "bank"  # the bank's name


@dataclass(eq=False)
class BadPayeeDetail(Refusal):
    """What was typed cannot be right for this field of this method; the value is not repeated."""

    field: PayeeField
    method: PayeeMethod


@dataclass(eq=False)
class VaultClosed(Refusal):
    """No key is configured to keep details under: they are not taken at all."""


@dataclass(eq=False)
class BrokenSeal(Refusal):
    """Sealed under a key that is not here, about somebody else, tampered with, or erased."""

    key_id: str


@dataclass(frozen=True, slots=True)
class PayeeDetails:
    """Complete and sound; never logged, stored only sealed."""

    method: PayeeMethod
    account: str
    holder: str
    bank: str = ""

    def __repr__(self) -> str:
        return f"PayeeDetails({masked(self)})"


@dataclass(frozen=True, slots=True)
class PayeeView:
    """What of somebody's details may be shown."""

    method: PayeeMethod
    masked: str
    changed_at: datetime

    @property
    def usable_at(self) -> datetime:
        return self.changed_at + PAUSE


_PHONE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_WECHAT_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}", re.ASCII)
_CARD: Final = re.compile(r"\d{12,19}", re.ASCII)


def account_of(method: PayeeMethod, text: str) -> str:
    """The account in its one spelling; raises BadPayeeDetail."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    bare = plain.replace("-", "")
    if method is PayeeMethod.BANK:
        if _CARD.fullmatch(bare) and _passes_luhn(bare):
            return bare
    elif phone := _PHONE.fullmatch(bare):
        return phone[1]
    elif method is PayeeMethod.ALIPAY and _EMAIL.fullmatch(plain):
        return plain.lower()
    elif method is PayeeMethod.WECHAT and _WECHAT_ID.fullmatch(plain):
        return plain
    raise BadPayeeDetail(PayeeField.ACCOUNT, method)


def name_of(field: PayeeField, method: PayeeMethod, text: str) -> str:
    """A person's or a bank's name, in letters; raises BadPayeeDetail."""
    name = tidy(unicodedata.normalize("NFKC", text))
    letters = sum(sign.isalpha() for sign in name)
    if name == NAMELESS or letters < 2 or len(name) > LONGEST_NAME or "@" in name:
        raise BadPayeeDetail(field, method)
    return name


def masked(details: PayeeDetails) -> str:
    """Enough to recognise it, too little to use it: `138****5678 *明`."""
    account = details.account
    if "@" in account:
        local, _, host = account.partition("@")
        shown = f"{local[:1]}***@{host}"
    elif details.method is PayeeMethod.BANK:
        shown = f"{details.bank} ****{account[-4:]}"
    elif _PHONE.fullmatch(account):
        shown = f"{account[:3]}****{account[-4:]}"
    else:
        shown = f"{account[:2]}***{account[-2:]}"
    return f"{shown[:48]} *{details.holder[-1]}"


def last_four(account: str) -> str:
    """For its owner to check: all but its last four signs hidden, of an e-mail its name's."""
    name, at, host = account.partition("@")
    return f"****{name[-4:] if len(name) > 4 else name[-1:]}{at}{host}"


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1: a mistyped card number fails nine times in ten."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1]))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
