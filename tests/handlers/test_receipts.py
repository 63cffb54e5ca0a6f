"""Payouts of one creator stand under each other: every button says which one it is about."""

from domain.payee import PayeeKind
from domain.payout import PayoutItem, PayoutStatus
from handlers.receipts import names_of


def item(number: int, amount_minor: int) -> PayoutItem:
    place = number, 1, 7, amount_minor, "CNY", PayoutStatus.PAID, f"KOC-{number}-1"
    return PayoutItem(*place, "alipay", "sealed", "138****0000", "", "stamp", 0, PayeeKind.COMPANY)


def test_payouts_are_called_by_their_amounts_and_alike_ones_by_their_references_too() -> None:
    assert names_of([item(3, 5_000), item(2, 8_000), item(1, 5_000)]) == {
        3: "¥50.00 KOC-3-1",
        2: "¥80.00",
        1: "¥50.00 KOC-1-1",
    }
