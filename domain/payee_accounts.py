"""What people type as their account, in its one spelling, or what is wrong with it."""

import re
import unicodedata
from typing import Final

from domain import bank_accounts
from domain.payee import NETWORKS, BadPayeeDetail, PayeeField, PayeeFlaw, PayeeMethod
from domain.wallets import BadWallet, WalletFlaw, address_of

M = PayeeMethod
_PHONE: Final = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_WECHAT_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}", re.ASCII)
_USERNAME: Final = re.compile(
    r"(?:@|(?:https?://)?t\.me/)?([A-Za-z][A-Za-z0-9_]{2,30}[A-Za-z0-9])/?", re.ASCII
)
"""As Telegram has them: five signs and more, four where they were sold."""
_OF_WALLET: Final = {
    WalletFlaw.NO_ADDRESS: PayeeFlaw.NONE_SUCH,
    WalletFlaw.OTHER_NETWORK: PayeeFlaw.OTHER_NETWORK,
    WalletFlaw.CHECKSUM: PayeeFlaw.CHECKSUM,
    WalletFlaw.TEST_NETWORK: PayeeFlaw.TEST_NETWORK,
}


def account_of(method: PayeeMethod, text: str) -> str:
    """The account in its one spelling; raises BadPayeeDetail."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    bare = plain.replace("-", "")
    match method:
        case M.ALIPAY | M.WECHAT:
            return _of_phone(method, plain, bare)
        case M.BANK:
            return _card(bare)
        case M.IBAN:
            _ensure_no_bic(method, bare)
            return _iban(bare.upper())
        case M.WIRE:
            _ensure_no_bic(method, bare)
            if bank_accounts.PLAIN_ACCOUNT.fullmatch(bare.upper()) and re.search(r"\d", bare):
                return bare.upper()
        case M.PAYPAL | M.TELEGRAM:
            return _named(method, plain)
        case _:
            return _wallet(method, plain)
    raise _bad(method)


def ensure_own(method: PayeeMethod, account: str, username: str) -> None:
    """What is sent by hand goes to who asks for it; `username` as Telegram tells it, or empty."""
    if method is not M.TELEGRAM:
        return
    if not username:
        raise _bad(method, PayeeFlaw.NO_USERNAME)
    if account != f"t.me/{username.lower()}":
        raise _bad(method, PayeeFlaw.OF_ANOTHER)


def _bad(method: PayeeMethod, flaw: PayeeFlaw = PayeeFlaw.NONE_SUCH) -> BadPayeeDetail:
    return BadPayeeDetail(PayeeField.ACCOUNT, method, flaw)


def _ensure_no_bic(method: PayeeMethod, bare: str) -> None:
    """The bank's code is asked for by itself; here it looks like a number that is nearly right."""
    if bank_accounts.is_bic(bare.upper()):
        raise _bad(method, PayeeFlaw.A_BIC)


def _of_phone(method: PayeeMethod, plain: str, bare: str) -> str:
    if phone := _PHONE.fullmatch(bare):
        return phone[1]
    if method is M.ALIPAY and _EMAIL.fullmatch(plain):
        return plain.lower()
    if method is M.WECHAT and _WECHAT_ID.fullmatch(plain):
        return plain
    raise _bad(method)


def _named(method: PayeeMethod, plain: str) -> str:
    if method is M.PAYPAL and _EMAIL.fullmatch(plain):
        return plain.lower()
    if method is M.TELEGRAM and (name := _USERNAME.fullmatch(plain)):
        return f"t.me/{name[1].lower()}"
    raise _bad(method)


def _card(bare: str) -> str:
    if not bank_accounts.CARD.fullmatch(bare):
        raise _bad(M.BANK)
    if not bank_accounts.passes_luhn(bare):
        raise _bad(M.BANK, PayeeFlaw.CHECKSUM)
    return bare


def _iban(bare: str) -> str:
    if not bank_accounts.IBAN.fullmatch(bare):
        raise _bad(M.IBAN)
    if not bank_accounts.iban_fits_country(bare):
        raise _bad(M.IBAN, PayeeFlaw.LENGTH)
    if not bank_accounts.passes_mod_97(bare):
        raise _bad(M.IBAN, PayeeFlaw.CHECKSUM)
    return bare


def _wallet(method: PayeeMethod, plain: str) -> str:
    try:
        return address_of(NETWORKS[method], plain)
    except BadWallet as bad:
        raise _bad(method, _OF_WALLET[bad.flaw]) from None


def bic_of(method: PayeeMethod, text: str) -> str:
    """The code of a bank, eight or eleven signs; raises BadPayeeDetail."""
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not bank_accounts.is_bic(code):
        raise BadPayeeDetail(PayeeField.BANK, method)
    return code
