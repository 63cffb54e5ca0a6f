"""Bookkeeping programs that judge our exports: what each says of a journal; nothing of ours."""

import json
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import Transaction

from domain.journal import books
from domain.ledger import Balance, LedgerAccount
from domain.money import Currency
from storage import ledger
from tests.world import World

Totals = dict[tuple[str, str], Decimal]
"""What stands on an account in a currency; noughts are left out."""


@dataclass(frozen=True)
class Verdict:
    complaints: list[str]
    totals: Totals


def beancount(journal: str) -> Verdict:
    entries, errors, _ = loader.load_string(journal)
    totals: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in entries:
        for each in entry.postings if isinstance(entry, Transaction) else ():
            totals[each.account, each.units.currency] += each.units.number
    return Verdict([error.message for error in errors], _but_noughts(totals))


def hledger(program: Path, journal: str) -> Verdict:
    """Strict: accounts and currencies are declared, and everything balances."""
    asked = [program, "--file=-", "--strict", "balance", "--flat", "--empty", "-O", "json"]
    run = subprocess.run(asked, input=journal, capture_output=True, text=True)
    if run.returncode != 0:
        return Verdict([run.stderr], {})
    rows, _ = json.loads(run.stdout)
    return Verdict([], _but_noughts({key: amount for row in rows for key, amount in _of(row)}))


def _of(row: list[Any]) -> list[tuple[tuple[str, str], Decimal]]:
    name, _, _, amounts = row
    return [
        (
            (name, each["acommodity"]),
            Decimal(each["aquantity"]["decimalMantissa"]).scaleb(
                -each["aquantity"]["decimalPlaces"]
            ),
        )
        for each in amounts
    ]


def ledgers_own(world: World) -> Totals:
    """Its sums; books count from where the house stands, so that signs are turned over."""
    return _but_noughts(
        {
            (books.name(each.account, each.owner_id), each.currency): _major(each)
            for account in LedgerAccount
            for each in world.do(ledger.of_account, account)
        }
    )


def _major(each: Balance) -> Decimal:
    return Decimal(-each.amount_minor).scaleb(-Currency(each.currency).minor_digits)


def _but_noughts(totals: Totals) -> Totals:
    return {key: amount for key, amount in totals.items() if amount}
