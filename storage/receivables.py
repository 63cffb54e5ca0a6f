"""Queries about what creators owe back; every figure is a sum of ledger entries."""

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from domain.ledger import LedgerAccount, PostingKind
from domain.posting_keys import KeyOf
from domain.receivable import Debtor, OfWork, Standing
from storage.posting_keys import key_of
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, posting, settlement
from storage.tables.people import person

_RECEIVABLE = LedgerAccount.CREATOR_RECEIVABLE
_SUM = func.coalesce(func.sum(ledger_entry.c.amount_minor), 0)
_BALANCE = select(_SUM).where(
    ledger_entry.c.owner_id == bindparam("of_person"),
    ledger_entry.c.account == bindparam("of_account"),
    ledger_entry.c.currency == bindparam("in_currency"),
)


def standing(conn: Connection, person_id: int, currency: str) -> Standing:
    """Ask while holding the ledger's head: nothing moves then until the commit."""
    payable = _balance(conn, person_id, LedgerAccount.CREATOR_PAYABLE, currency)
    return Standing(max(0, payable), owed(conn, person_id, currency))


def owed(conn: Connection, person_id: int, currency: str) -> int:
    return max(0, -_balance(conn, person_id, _RECEIVABLE, currency))


def short(conn: Connection, person_id: int, currency: str) -> int:
    """How far payable money stands below nought within a unit of work, before that is owed."""
    return max(0, -_balance(conn, person_id, LedgerAccount.CREATOR_PAYABLE, currency))


def on_its_way(conn: Connection, person_id: int, currency: str) -> int:
    """What the bank has not answered yet."""
    return max(0, _balance(conn, person_id, LedgerAccount.PAYOUT_IN_TRANSIT, currency))


def _balance(conn: Connection, person_id: int, account: LedgerAccount, currency: str) -> int:
    values = {"of_person": person_id, "of_account": account, "in_currency": currency}
    return int(conn.execute(_BALANCE, values).scalar_one())


_SENT = select(posting.c.id).where(posting.c.key == bindparam("sent_by")).scalar_subquery()
# A debt is made by a reversal, or by a recovery below nought: counts fell of what had been paid.
_MAKES_A_DEBT = or_(
    posting.c.kind == PostingKind.REVERSAL,
    and_(posting.c.kind == PostingKind.RECOVERY, ledger_entry.c.amount_minor < 0),
)
_FELL_SINCE = (
    select(_SUM)
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(
        ledger_entry.c.owner_id == bindparam("of_person"),
        ledger_entry.c.account == _RECEIVABLE,
        ledger_entry.c.currency == bindparam("in_currency"),
        _MAKES_A_DEBT,
        posting.c.id > _SENT,
    )
)


def owed_since(conn: Connection, person_id: int, currency: str, key: str) -> int:
    """What fell away or was counted less, and was made a debt after the posting with that key."""
    values = {"of_person": person_id, "in_currency": currency, "sent_by": key}
    return -int(conn.execute(_FELL_SINCE, values).scalar_one())


_KEYS = [key_of(of, settlement.c.id) for of in (KeyOf.RECOVER, KeyOf.REVERSE)]
_OF_GRANTS = (
    select(ledger_entry.c.amount_minor)
    .select_from(dispute)
    .join(posting, posting.c.key == key_of(KeyOf.REVERSE_GRANT, dispute.c.id))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(
        dispute.c.assignment_id == bindparam("of_assignment"),
        ledger_entry.c.account == _RECEIVABLE,
    )
)
_OF_WORK = (
    select(ledger_entry.c.amount_minor)
    .select_from(settlement)
    .join(posting, posting.c.key.in_(_KEYS))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(
        settlement.c.assignment_id == bindparam("of_assignment"),
        ledger_entry.c.account == _RECEIVABLE,
    )
)


def of_work(conn: Connection, assignment_id: int) -> OfWork:
    both = (_OF_WORK, _OF_GRANTS)
    moved = [
        each
        for query in both
        for each in conn.execute(query, {"of_assignment": assignment_id}).scalars()
    ]
    recovered = sum(each for each in moved if each > 0)
    return OfWork(recovered, recovered - sum(moved))


_DEBTORS = (
    select(person.c.id, person.c.name, ledger_entry.c.currency, -_SUM)
    .join(person, person.c.id == ledger_entry.c.owner_id)
    .where(ledger_entry.c.account == _RECEIVABLE)
    .group_by(person.c.id, person.c.name, ledger_entry.c.currency)
    .having(_SUM < 0)
    .order_by(_SUM, person.c.id)
    .limit(bindparam("most"))
)


def debtors(conn: Connection, most: int) -> list[Debtor]:
    """Who owes, the most first."""
    rows = conn.execute(_DEBTORS, {"most": most})
    return [Debtor(row[0], row[1], row[2], int(row[3])) for row in rows]
