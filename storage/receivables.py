"""Queries about what creators owe back; every figure is a sum of ledger entries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    intersect,
    select,
)

from domain.debts import Move
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount, PostingKind
from domain.made_up import Back, MadeUp, Past, Piece
from domain.posting_keys import KeyOf
from domain.receivable import Debtor, OfWork, Standing
from storage import debts
from storage.posting_keys import key_of
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, payout, posting, settlement
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


_sent = posting.alias("sent")


def _on(account: LedgerAccount) -> ColumnElement[int]:
    """What a posting brought it."""
    return func.sum(case((ledger_entry.c.account == account, ledger_entry.c.amount_minor), else_=0))


def _back(of: FromClause, *keys: ColumnElement[str]) -> Select[Any]:
    """Payouts that came back by a posting of one of these names."""
    payable = _on(LedgerAccount.CREATOR_PAYABLE)
    return (
        select(
            posting.c.id,
            _sent.c.id,
            payable,
            _on(_RECEIVABLE),
            _on(LedgerAccount.WRITTEN_OFF),
        )
        .select_from(of)
        .join(_sent, _sent.c.key == key_of(KeyOf.PAYOUT, payout.c.id))
        .join(posting, posting.c.key.in_(keys))
        .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
        .where(
            payout.c.person_id == bindparam("of_person"),
            payout.c.currency == bindparam("in_currency"),
            posting.c.kind != PostingKind.PAYMENT,
        )
        .group_by(posting.c.id, _sent.c.id)
    )


_NEVER_ARRIVED = dispute.join(payout, payout.c.id == dispute.c.payout_id)
_BACK = (
    _back(payout, key_of(KeyOf.ANSWER, payout.c.id), key_of(KeyOf.BOUNCE, payout.c.id)),
    _back(_NEVER_ARRIVED, key_of(KeyOf.DISPUTE, dispute.c.id)).where(
        dispute.c.kind == LineKind.PAYOUT
    ),
)
_SENT = select(posting.c.id).where(posting.c.key == bindparam("sent_by"))


def sent(conn: Connection, key: str) -> int:
    """Where in the chain a payout was sent, by the name of that posting."""
    number: int = conn.execute(_SENT, {"sent_by": key}).scalar_one()
    return number


def past(conn: Connection, person_id: int, currency: str) -> Past:
    """All that is to be known of somebody's debts when a payout comes back."""
    values = {"of_person": person_id, "in_currency": currency}
    moved: list[Piece] = []
    fell: list[Piece] = []
    given_up: list[Piece] = []
    is_righted = False
    for number, kind, _, account, amount_minor in conn.execute(debts.MOVED, values):
        piece = Piece(number, abs(amount_minor))
        if account == _RECEIVABLE:
            moved.append(Piece(number, amount_minor))
            if _makes_a_debt(kind, amount_minor):
                fell.append(piece)
        elif kind == PostingKind.WRITE_OFF:
            given_up.append(piece)
        elif kind == PostingKind.GRANT:
            is_righted = True
    rows = [row for query in _BACK for row in conn.execute(query, values)]
    back = tuple(_came_back(*map(int, row)) for row in sorted(rows))
    righted = _righted(debts.moves(conn, person_id, currency)) if is_righted else ()
    return Past(tuple(moved), tuple(fell), tuple(given_up), back, righted)


def _righted(moves: Sequence[Move]) -> tuple[Back, ...]:
    """Grants for work whose debt was given up: of that the house bears so much less."""
    first: dict[int, int] = {}
    for each in moves:
        if each.owed_minor < 0:
            first.setdefault(each.work, each.number)
    return tuple(
        Back(each.number, first[each.work], each.borne_minor, MadeUp(0, each.borne_minor))
        for each in moves
        if each.work and each.borne_minor > 0
    )


def _makes_a_debt(kind: str, amount_minor: int) -> bool:
    """A reversal does, and a recovery below nought: counts fell of what had been paid."""
    return amount_minor < 0 and kind in (PostingKind.REVERSAL, PostingKind.RECOVERY)


def _came_back(number: int, sent: int, payable: int, owed: int, borne: int) -> Back:
    return Back(number, sent, payable + owed + borne, MadeUp(owed, borne))


_WHOSE = select(ledger_entry.c.owner_id, ledger_entry.c.currency).join(
    posting, posting.c.id == ledger_entry.c.posting_id
)
_GAVE_BACK = (PostingKind.RETURN, PostingKind.BOUNCE, PostingKind.CORRECTION)
_RETURNED_TO_DEBTORS = intersect(
    _WHOSE.where(ledger_entry.c.account == _RECEIVABLE),
    _WHOSE.where(posting.c.kind.in_(_GAVE_BACK)),
)


def returned_to_debtors(conn: Connection) -> list[tuple[int, str]]:
    """Who ever owed anything and got a payout back, and in which currency."""
    return [(row[0], row[1]) for row in conn.execute(_RETURNED_TO_DEBTORS)]


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
_DEBT_OF_WORK = settlement.join(posting, posting.c.key.in_(_KEYS)).join(
    ledger_entry, ledger_entry.c.posting_id == posting.c.id
)
_IS_ITS_DEBT = and_(
    settlement.c.assignment_id == bindparam("of_assignment"),
    ledger_entry.c.account == _RECEIVABLE,
)
_OF_WORK = select(ledger_entry.c.amount_minor).select_from(_DEBT_OF_WORK).where(_IS_ITS_DEBT)


def of_work(conn: Connection, assignment_id: int) -> OfWork:
    both = (_OF_WORK, _OF_GRANTS)
    moved = [
        each
        for query in both
        for each in conn.execute(query, {"of_assignment": assignment_id}).scalars()
    ]
    recovered = sum(each for each in moved if each > 0)
    return OfWork(recovered, recovered - sum(moved))


_FELL = (
    select(func.min(posting.c.id))
    .select_from(_DEBT_OF_WORK)
    .where(_IS_ITS_DEBT, ledger_entry.c.amount_minor < 0)
    .scalar_subquery()
)
_REPAID_SINCE = select(-_SUM).where(
    ledger_entry.c.owner_id == bindparam("of_person"),
    ledger_entry.c.account == LedgerAccount.REPAID,
    ledger_entry.c.currency == bindparam("in_currency"),
    ledger_entry.c.posting_id > _FELL,
)


def repaid_since(conn: Connection, assignment_id: int, person_id: int, currency: str) -> int:
    """What its creator has transferred back since that work was first taken from what was paid."""
    values = {"of_assignment": assignment_id, "of_person": person_id, "in_currency": currency}
    return int(conn.execute(_REPAID_SINCE, values).scalar_one())


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
