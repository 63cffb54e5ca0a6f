"""Headings of tables as files: in English the names that programs know, else words to read."""

from typing import Final

from domain.locales import EN
from words.speech import Speech, msg

_WORDS: Final = {
    "at": msg("Moment"),
    "kind": msg("What happened"),
    "currency": msg("Currency"),
    "amount": msg("Amount"),
    "left": msg("Left then"),
    "pending": msg("Pending"),
    "payable": msg("Payable"),
    "in_transit": msg("In transit"),
    "owed": msg("To be settled up"),
    "paid_out": msg("Paid out"),
    "tax_withheld": msg("Tax withheld"),
    "work": msg("Number of the work"),
    "task": msg("Task"),
    "campaign": msg("Campaign"),
    "checkpoint": msg("Checkpoint"),
    "terms": msg("Terms"),
    "price": msg("How it is made up"),
    "post": msg("Link of the post"),
    "reading_at": msg("Moment of the reading"),
    "reading_source": msg("Source of the reading"),
    "payout": msg("Payout"),
    "paid_to": msg("Paid to"),
    "entry": msg("Ledger entry"),
    "hash": msg("Hash"),
    "year": msg("Year"),
    "month": msg("Month"),
    "opening": msg("At the beginning"),
    "earned": msg("Earned"),
    "taken_back": msg("Taken back"),
    "other": msg("Other"),
    "payouts": msg("Payouts"),
    "gross": msg("Gross"),
    "net": msg("Net"),
    "paid_as": msg("Paid as"),
    "payer": msg("Paid by"),
    "payer_address": msg("Address"),
    "payer_tax_number": msg("Tax number"),
    "payee_name": msg("Name of who is paid"),
    "issued_on": msg("Issued on"),
    "settled_at": msg("Settled at"),
    "creator": msg("Creator"),
    "person": msg("Number of the creator"),
    "name": msg("Name"),
    "method": msg("Method"),
    "state": msg("State"),
}


def headings(names: tuple[str, ...], say: Speech) -> tuple[str, ...]:
    if say.locale == EN:
        return names
    return tuple(say(_WORDS[each]).unescape() for each in names)
