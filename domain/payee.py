"""Where a creator wants to be paid: what counts as sound details, and how much of them may show."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.money import Currency
from domain.names import NAMELESS, tidy
from domain.wallets import Network

PAUSE: Final = timedelta(hours=48)
"""No payout to details younger than this: time to notice that it was not you who changed them."""

LONGEST_NAME: Final = 64
EVERY_CURRENCY: Final = ""
"""Details for all currencies that have none of their own."""


class PayeeMethod(StrEnum):
    ALIPAY = "alipay"  # 支付宝
    WECHAT = "wechat"  # 微信支付
    BANK = "bank"  # a bank card
    IBAN = "iban"  # a bank account with an IBAN, and its bank's BIC
    WIRE = "wire"  # a bank account elsewhere, and its bank's BIC
    PAYPAL = "paypal"
    USDT_TRC20 = "usdt_trc20"  # Tether on Tron
    USDT_ERC20 = "usdt_erc20"  # Tether on Ethereum
    USDT_BEP20 = "usdt_bep20"  # Tether on BNB Smart Chain
    TON = "ton"  # a TON wallet: Tether and Toncoin
    TELEGRAM = "telegram"  # their own Telegram account: Stars, which a person sends by hand


M = PayeeMethod
NETWORKS: Final = {
    M.USDT_TRC20: Network.TRON,
    M.USDT_ERC20: Network.ETHEREUM,
    M.USDT_BEP20: Network.BNB,
    M.TON: Network.TON,
}
BY_BIC: Final = frozenset({M.IBAN, M.WIRE})
"""Their bank is named by its code."""

ASKS_BANK: Final = BY_BIC | {M.BANK}
_IN_YUAN_ALONE: Final = frozenset({M.ALIPAY, M.WECHAT})
_IN_TOKENS: Final = {
    Currency.USDT: frozenset(NETWORKS),
    Currency.TON: frozenset({M.TON}),
    Currency.XTR: frozenset({M.TELEGRAM}),
}
_OF_TOKENS: Final = frozenset[PayeeMethod]().union(*_IN_TOKENS.values())


def suits(method: PayeeMethod, currency: str) -> bool:
    """Can money of this currency arrive there at all?"""
    if currency in _IN_TOKENS:
        return method in _IN_TOKENS[Currency(currency)]
    return method not in _OF_TOKENS and (method not in _IN_YUAN_ALONE or currency == Currency.CNY)


class PayeeKind(StrEnum):
    """What the tax office sees in whoever is paid."""

    INDIVIDUAL = "individual"  # 个人
    SOLE_TRADER = "sole_trader"  # 个体工商户
    COMPANY = "company"  # 公司


class PayeeField(StrEnum):
    ACCOUNT = "account"  # phone, e-mail, WeChat id, number or address, by the method
    HOLDER = "holder"  # the real name the account is in
    BANK = "bank"  # the bank's name, or its BIC
    BRANCH = "branch"  # the branch the card was opened at


class PayeeFlaw(StrEnum):
    """What is wrong with it, where more can be said than that it is none."""

    NONE_SUCH = "none_such"
    CHECKSUM = "checksum"  # its check digits say that a sign is wrong or missing
    LENGTH = "length"  # an IBAN of that country has another length, or there is no such country
    A_BIC = "a_bic"  # the bank's code, where the account's number is asked for
    OTHER_NETWORK = "other_network"
    TEST_NETWORK = "test_network"
    NO_USERNAME = "no_username"  # their Telegram account has none by which others find it
    OF_ANOTHER = "of_another"  # a username that is not their own account's


@dataclass(eq=False)
class BadPayeeDetail(Refusal):
    """What was typed cannot be right for this field of this method; the value is not repeated."""

    field: PayeeField
    method: PayeeMethod
    flaw: PayeeFlaw = PayeeFlaw.NONE_SUCH


@dataclass(eq=False)
class VaultClosed(Refusal):
    """No key is configured to keep details under: they are not taken at all."""


@dataclass(eq=False)
class BrokenSeal(Refusal):
    """It does not open: about somebody else, tampered with, erased, or its key is missing."""

    key_id: str


@dataclass(eq=False)
class KeyMissing(BrokenSeal):
    """Sealed under a key that is not here: it opens once the key is put back."""


@dataclass(frozen=True, slots=True)
class PayeeDetails:
    """Complete and sound; never logged, stored only sealed."""

    method: PayeeMethod
    account: str
    holder: str
    bank: str = ""
    kind: PayeeKind = PayeeKind.INDIVIDUAL
    branch: str = ""  # 开户行, of a card; empty where its holder does not know it

    def __repr__(self) -> str:
        return f"PayeeDetails({masked(self)})"


@dataclass(frozen=True, slots=True)
class PayeeView:
    """What of somebody's details may be shown."""

    method: PayeeMethod
    masked: str
    changed_at: datetime
    currency: str = EVERY_CURRENCY
    kind: PayeeKind = PayeeKind.INDIVIDUAL

    @property
    def usable_at(self) -> datetime:
        return self.changed_at + PAUSE


_PHONE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)


def receives(view: PayeeView, currency: str) -> bool:
    return view.currency in {EVERY_CURRENCY, currency} and suits(view.method, currency)


def is_still_theirs(view: PayeeView, username: str) -> bool:
    """`username`: their own now. One that is given up may be somebody else's the next day."""
    return view.method is not M.TELEGRAM or view.masked.startswith(f"t.me/{username.lower()} ")


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
    elif details.method in ASKS_BANK:
        shown = f"{details.bank[:40]} ****{account[-4:]}"
    elif _PHONE.fullmatch(account):
        shown = f"{account[:3]}****{account[-4:]}"
    elif details.method is M.TELEGRAM:
        shown = account  # everybody may know it
    elif details.method in NETWORKS:
        shown = f"{account[:4]}…{account[-4:]}"
    else:
        shown = f"{account[:2]}***{account[-2:]}"
    return f"{shown[:56]} *{details.holder[-1]}"


def last_four(account: str) -> str:
    """For its owner to check: all but its last four signs hidden, of an e-mail its name's."""
    name, at, host = account.partition("@")
    return f"****{name[-4:] if len(name) > 4 else name[-1:]}{at}{host}"
