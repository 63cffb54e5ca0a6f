"""Payouts that were paid and come back, for tests of them: by a file of the bank, or by hand."""

from typing import Any, Final

from sqlalchemy import select

from domain.ledger import LedgerAccount
from domain.payout import PayoutStatus
from domain.payout_rules import PLAIN
from domain.people import Actor
from domain.statement import Sheet
from services import bank_trials, bounces, statements
from storage.tables.delivery import delivery
from storage.tables.money import payout
from tests.paying import DAY, PAYDAY, answer, balance
from tests.world import World

SAID: Final = ("销户", "FT9")
"""The bank's reason and its reference."""
A, P = LedgerAccount, PayoutStatus
LATER: Final = PAYDAY + 5 * DAY


def stands(world: World, actor: Actor) -> tuple[int, int, int]:
    """Payable, owed, paid out."""
    payable, paid = (balance(world, actor, each) for each in (A.CREATOR_PAYABLE, A.PAID_OUT))
    return payable, -balance(world, actor, A.CREATOR_RECEIVABLE), paid


def returned(world: World, finance: Actor, *references: str) -> bank_trials.ResultsTrial:
    return answer(world, finance, *(f"{each},退汇,账号已销户" for each in references))


def by_hand(world: World, actor: Actor, payout_id: int = 1, said: tuple[str, str] = SAID) -> int:
    return world.do(bounces.book_by_hand, actor, payout_id, *said, now=LATER)


def status_of(world: World, payout_id: int = 1) -> PayoutStatus:
    ((found,),) = world.rows(select(payout.c.status).where(payout.c.id == payout_id))
    return PayoutStatus(found)


def told(world: World, actor: Actor, kind: str) -> list[dict[str, Any]]:
    mine = (delivery.c.person_id == actor.person_id, delivery.c.kind == kind)
    return [row[0] for row in world.rows(select(delivery.c.facts).where(*mine))]


def sheet(world: World, actor: Actor, code: str) -> Sheet:
    (found,) = world.do(statements.own, actor, code, PLAIN.timezone, now=LATER + 90 * DAY).sheets
    return found
