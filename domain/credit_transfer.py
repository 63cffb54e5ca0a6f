"""A batch as ISO 20022's credit transfer (pain.001): the same payouts give the same bytes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from xml.sax.saxutils import escape

from domain import bank_accounts
from domain.money import Currency, plain_amount
from domain.payee import BY_BIC, PayeeDetails, PayeeMethod
from domain.payer import Account, Message
from domain.payout import PayoutItem
from domain.payout_file import counted

METHODS: Final = BY_BIC | {PayeeMethod.BANK}
"""Whose accounts are a bank's: nobody else is paid by such a message."""

_IDENTITY: Final = re.compile(r"KOC-(\d{1,18})-([0-9a-f]{8})(?:-([a-z]{1,9}))?", re.ASCII)
# European Payments Council, EPC409-09: the SEPA schemes' countries, by the letters of their IBANs.
_SEPA_COUNTRIES: Final = (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT "
    "NL NO PL PT RO RS SE SI SK SM VA"
)
_SEPA: Final = frozenset(_SEPA_COUNTRIES.split())
# EPC217-08: the signs that every bank of the schemes takes; a name has 70 of them at most.
_SEPA_NAME: Final = re.compile(r"[A-Za-z0-9/?:().,'+ -]{1,70}", re.ASCII)
_NO_XML: Final = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

Node = tuple[str, "str | list[Node]"]
"""An element, maybe with attributes behind its name, and what is in it."""

Paid = tuple[PayoutItem, PayeeDetails]


@dataclass(frozen=True, slots=True)
class Identity:
    """By which the bank's answer names a whole message: a batch and what of it is in the file."""

    batch_id: int
    sha256: str  # its first eight signs
    method: str = ""  # all of the batch where empty

    @property
    def text(self) -> str:
        """At most 35 signs, as the schema wants it."""
        of_method = f"-{self.method}" if self.method else ""
        return f"KOC-{self.batch_id}-{self.sha256[:8]}{of_method}"


def identity_of(text: str) -> Identity | None:
    found = _IDENTITY.fullmatch(text)
    return Identity(int(found[1]), found[2], found[3] or "") if found else None


def written(
    paid: Iterable[Paid], payer: Account, identity: Identity, made_at: datetime, on: date
) -> bytes:
    """All of one currency, to be paid on that day; it and `made_at` as frozen with the batch."""
    paid = sorted(paid, key=lambda each: counted(each[0].reference))
    made = made_at.astimezone(UTC)
    initiation: Node = (
        "CstmrCdtTrfInitn",
        [
            (
                "GrpHdr",
                [
                    ("MsgId", identity.text),
                    ("CreDtTm", f"{made:%Y-%m-%dT%H:%M:%SZ}"),
                    *_control(paid),
                    ("InitgPty", [("Nm", payer.holder)]),
                ],
            ),
            ("PmtInf", _instruction(paid, payer, identity.text, on.isoformat())),
        ],
    )
    of_version = f'Document xmlns="urn:iso:std:iso:20022:tech:xsd:{payer.message}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_lines((of_version, [initiation]), "")]
    return "\n".join([*lines, ""]).encode()


def _control(paid: Sequence[Paid]) -> list[Node]:
    """How many there are and what they come to: the bank counts once more."""
    total = plain_amount(sum(item.amount_minor for item, _ in paid), paid[0][0].currency)
    return [("NbOfTxs", str(len(paid))), ("CtrlSum", total)]


def _instruction(paid: Sequence[Paid], payer: Account, name: str, day: str) -> list[Node]:
    """One for the whole message, so that what a bank says of it, it says of all."""
    is_sepa = _is_sepa(paid, payer)
    service: list[Node] = [("PmtTpInf", [("SvcLvl", [("Cd", "SEPA")])])] if is_sepa else []
    on: str | list[Node] = day if payer.message is Message.V03 else [("Dt", day)]
    return [
        ("PmtInfId", name),
        ("PmtMtd", "TRF"),
        *_control(paid),
        *service,
        ("ReqdExctnDt", on),
        ("Dbtr", [("Nm", payer.holder)]),
        ("DbtrAcct", [_account(payer.number)]),
        ("DbtrAgt", [_institution(payer.message, bic=payer.bic)]),
        ("ChrgBr", "SLEV" if is_sepa else "SHAR"),
        *(_transfer(item, details, payer.message) for item, details in paid),
    ]


def _is_sepa(paid: Sequence[Paid], payer: Account) -> bool:
    """Euros from an IBAN of these countries to such ones, between names that SEPA can carry: every
    one of them.
    """
    names = [payer.holder, *(details.holder for _, details in paid)]
    if not all(map(_SEPA_NAME.fullmatch, names)):
        return False
    numbers = [payer.number, *(details.account for _, details in paid)]
    in_euro = all(item.currency == Currency.EUR for item, _ in paid)
    return in_euro and all(_is_iban(each) and each[:2] in _SEPA for each in numbers)


def _transfer(item: PayoutItem, details: PayeeDetails, message: Message) -> Node:
    amount = plain_amount(item.amount_minor, item.currency)
    by_bic = details.method in BY_BIC
    bank = _institution(message, bic=details.bank) if by_bic else _named(details)
    return (
        "CdtTrfTxInf",
        [
            ("PmtId", [("EndToEndId", item.reference)]),
            ("Amt", [(f'InstdAmt Ccy="{item.currency}"', amount)]),
            ("CdtrAgt", [bank]),
            ("Cdtr", [("Nm", details.holder)]),
            ("CdtrAcct", [_account(details.account)]),
            ("RmtInf", [("Ustrd", item.reference)]),
        ],
    )


def _institution(message: Message, *, bic: str) -> Node:
    """What was stored as a code before codes were looked at would break the older schema, and with
    it the whole file: it stands there as any other number of a bank, and breaks its transfer only.
    """
    if message is Message.V09:
        return ("FinInstnId", [("BICFI", bic)])
    is_code = bank_accounts.BIC.fullmatch(bic)
    return ("FinInstnId", [("BIC", bic) if is_code else ("Othr", [("Id", bic)])])


def _named(details: PayeeDetails) -> Node:
    return ("FinInstnId", [("Nm", f"{details.bank} {details.branch}".strip())])


def _account(number: str) -> Node:
    return ("Id", [("IBAN", number)] if _is_iban(number) else [("Othr", [("Id", number)])])


def _is_iban(number: str) -> bool:
    is_formed = bank_accounts.IBAN.fullmatch(number) and bank_accounts.iban_fits_country(number)
    return bool(is_formed) and bank_accounts.passes_mod_97(number)


def _lines(node: Node, indent: str) -> list[str]:
    """Written by hand: how a library lays XML out may change with its version."""
    begun, inner = node
    name = begun.partition(" ")[0]
    if isinstance(inner, str):
        return [f"{indent}<{begun}>{escape(_NO_XML.sub('?', inner))}</{name}>"]
    lines = [line for each in inner for line in _lines(each, indent + " ")]
    return [f"{indent}<{begun}>", *lines, f"{indent}</{name}>"]
