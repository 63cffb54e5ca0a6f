"""The money of a dispute's outcome: one posting, within the budget; who may decide, others say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain import debts
from domain.disputes.life import BudgetShort, DisputeFacts
from domain.disputes.lines import GRANTED_FOR, LineKind
from domain.ledger import LedgerAccount, Owed, Posting
from domain.made_up import MadeUp
from services import disputed_payouts, ledger, receivables
from storage import budgets, grants
from storage import ledger as chain
from storage import receivables as receivable
from storage.debts import moves

_THEIRS: Final = (
    LedgerAccount.CREATOR_PAYABLE,
    LedgerAccount.CREATOR_RECEIVABLE,
    LedgerAccount.WRITTEN_OFF,  # a debt of theirs that was given up, made up after all
)


@dataclass(frozen=True, slots=True)
class Given:
    """`cleared_minor` of the amount they had been paid before: it clears what was owed by that."""

    amount_minor: int
    cleared_minor: int


def make_good(conn: Connection, facts: DisputeFacts, amount_minor: int, *, now: datetime) -> Given:
    """What it gives: of a payout that never arrived, the tax too.

    Refusals: BudgetShort, WrongState (the payout has moved on).
    """
    owed = Owed(facts.person_id, amount_minor, facts.currency)
    chain.hold_head(conn)
    posting = (_granted if facts.kind in GRANTED_FOR else _corrected)(conn, facts, owed, now)
    chain.post(conn, [posting])
    given = [each for each in posting.lines if each.account in _THEIRS and each.amount_minor > 0]
    amount_minor = sum(each.amount_minor for each in given)
    payable = sum(each.amount_minor for each in given if each.account is _THEIRS[0])
    return Given(amount_minor, amount_minor - payable)


def _granted(conn: Connection, facts: DisputeFacts, owed: Owed, now: datetime) -> Posting:
    """At once payable: the time to hold it is over, a person has looked."""
    assert facts.campaign_id is not None  # work has its campaign
    if not budgets.grant(conn, facts.campaign_id, owed.amount_minor):
        raise BudgetShort(facts.currency)
    cleared = _cleared(conn, facts, owed)
    return ledger.granted(facts.dispute_id, facts.campaign_id, owed, cleared, at=now)


def _cleared(conn: Connection, facts: DisputeFacts, owed: Owed) -> MadeUp:
    """Of work that was taken back: its creator has what was given up of it, and that goes first.

    Then what it has left to be made up; what was really taken from them is payable.
    """
    if facts.kind is not LineKind.TAKEN_BACK or facts.assignment_id is None:
        return MadeUp()
    whose = owed.person_id, owed.currency
    given_up = debts.borne_of(moves(conn, *whose), facts.assignment_id)
    borne_minor = min(owed.amount_minor, given_up)
    owes = receivable.of_work(conn, facts.assignment_id).owed_minor - borne_minor
    left_minor = owed.amount_minor - borne_minor
    return MadeUp(min(left_minor, owes, receivable.owed(conn, *whose)), borne_minor)


def _corrected(conn: Connection, facts: DisputeFacts, owed: Owed, now: datetime) -> Posting:
    match facts.kind:
        case LineKind.RECOVERY:
            return ledger.not_set_off(facts.dispute_id, owed, at=now)
        case LineKind.WITHHOLDING:
            return ledger.not_withheld(facts.dispute_id, owed, at=now)
        case _:
            assert facts.payout_id is not None  # it is about one
            return disputed_payouts.failed(conn, facts.payout_id, facts.dispute_id, at=now)


def stands(conn: Connection, facts: DisputeFacts) -> None:
    """The line is right, or nobody disputes it any more: a payout is what the bank said it is."""
    if facts.kind is LineKind.PAYOUT:
        assert facts.payout_id is not None  # it is about one
        disputed_payouts.stands(conn, facts.payout_id)


def take_back(conn: Connection, assignment_id: int, *, now: datetime) -> tuple[int, int]:
    """The work is void: what was granted to it goes, too. How much, and what of it is owed."""
    taken_minor = owed_minor = 0
    for dispute_id, campaign_id, owed in grants.to_take_back(conn, assignment_id):
        budgets.earn(conn, campaign_id, 0, -owed.amount_minor)
        here_minor = receivables.take_grant_back(conn, dispute_id, campaign_id, owed, now=now)
        taken_minor += owed.amount_minor
        owed_minor += owed.amount_minor - here_minor
    return taken_minor, owed_minor
