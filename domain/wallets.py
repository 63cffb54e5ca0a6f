"""Addresses of wallets, by their checksums: one mistyped sign is seen; whose they are is not."""

import binascii
import hashlib
import re
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.keccak import keccak_256


class Network(StrEnum):
    """Chains that carry Tether; Ethereum's and BNB's addresses look alike."""

    TRON = "tron"
    ETHEREUM = "ethereum"
    BNB = "bnb"
    TON = "ton"


class WalletFlaw(StrEnum):
    NO_ADDRESS = "no_address"  # of no chain we know
    OTHER_NETWORK = "other_network"  # of another one than was chosen: money sent there is lost
    CHECKSUM = "checksum"  # a sign is wrong or missing
    TEST_NETWORK = "test_network"


@dataclass(frozen=True, slots=True)
class BadWallet(Exception):
    flaw: WalletFlaw


_TRON: Final = re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}", re.ASCII)
_ETHEREUM: Final = re.compile(r"0[xX][0-9a-fA-F]{40}", re.ASCII)
_TON: Final = re.compile(r"[A-Za-z0-9_+/-]{48}", re.ASCII)
_FORMS: Final = {
    Network.TRON: _TRON,
    Network.ETHEREUM: _ETHEREUM,
    Network.BNB: _ETHEREUM,
    Network.TON: _TON,
}
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_TRON_PREFIX: Final = 0x41
_TON_TEST: Final = 0x80
_TON_FLAGS: Final = frozenset({0x11, 0x51})  # bounces, does not
_TON_WALLET: Final = 0x51


def address_of(network: Network, text: str) -> str:
    """The address in its one spelling; raises BadWallet."""
    if not _FORMS[network].fullmatch(text):
        others = any(form.fullmatch(text) for form in _FORMS.values())
        raise BadWallet(WalletFlaw.OTHER_NETWORK if others else WalletFlaw.NO_ADDRESS)
    match network:
        case Network.TRON:
            return _tron(text)
        case Network.TON:
            return _ton(text)
        case _:
            return _ethereum(text)


def _tron(text: str) -> str:
    """Base58Check: 0x41, twenty bytes, and the start of their double SHA-256."""
    number = 0
    for sign in text:
        number = number * 58 + _BASE58.index(sign)
    try:
        body, check = (whole := number.to_bytes(25, "big"))[:21], whole[21:]
    except OverflowError:
        raise BadWallet(WalletFlaw.CHECKSUM) from None
    twice = hashlib.sha256(hashlib.sha256(body).digest()).digest()
    if body[0] != _TRON_PREFIX or twice[:4] != check:
        raise BadWallet(WalletFlaw.CHECKSUM)
    return text


def _ethereum(text: str) -> str:
    """EIP-55: the capitals are the checksum; an address all in one case carries none."""
    bare = text[2:]
    marks = keccak_256(bare.lower().encode()).hex()
    spelled = "".join(
        sign.upper() if int(mark, 16) >= 8 else sign
        for sign, mark in zip(bare.lower(), marks, strict=False)
    )
    if bare not in {spelled, bare.lower(), bare.upper()}:
        raise BadWallet(WalletFlaw.CHECKSUM)
    return f"0x{spelled}"


def _ton(text: str) -> str:
    """TEP-2: flags, chain, thirty-two bytes, CRC-16; spelled as one that takes money at once."""
    whole = b64decode(text.replace("-", "+").replace("_", "/"))
    flags, chain, check = whole[0], whole[1], whole[34:]
    if binascii.crc_hqx(whole[:34], 0).to_bytes(2, "big") != check:
        raise BadWallet(WalletFlaw.CHECKSUM)
    if flags & _TON_TEST:
        raise BadWallet(WalletFlaw.TEST_NETWORK)
    if flags not in _TON_FLAGS or chain not in {0x00, 0xFF}:
        raise BadWallet(WalletFlaw.NO_ADDRESS)
    body = bytes([_TON_WALLET]) + whole[1:34]
    return urlsafe_b64encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "big")).decode()
