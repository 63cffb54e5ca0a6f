"""Queries about payable money: whose it is, and what speaks against paying a batch of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from domain.ledger import LedgerAccount
from domain.payee import PayeeKind, PayeeMethod
from domain.payout import PayoutStatus
from storage.tables.money import ledger_entry, payee, payout
from storage.tables.people import person

_OPEN = (PayoutStatus.PREPARED, PayoutStatus.IN_TRANSIT)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with payable money; details are empty until given."""

    person_id: int
    name: str
    amount_minor: int
    currency: str
    method: PayeeMethod | None
    kind: PayeeKind | None
    sealed: str | None
    stamp: str | None
    masked: str | None
    changed_at: datetime | None
    has_open: bool


_likely = payee.alias("likely")


def _fits(person_id: Any, currency: Any) -> Any:
    """Somebody's payee row for a currency: its own before the one for all, which is named ''."""
    nearest = (
        select(func.max(_likely.c.currency))
        .where(_likely.c.person_id == person_id, _likely.c.currency.in_(("", currency)))
        .correlate_except(_likely)
        .scalar_subquery()
    )
    return and_(payee.c.person_id == person_id, payee.c.currency == nearest)


_HAS_OPEN = (
    select(payout.c.id)
    .where(
        payout.c.person_id == ledger_entry.c.owner_id,
        payout.c.currency == ledger_entry.c.currency,
        payout.c.status.in_(_OPEN),
    )
    .correlate(ledger_entry)
    .exists()
)
_PAYABLE = (
    select(
        ledger_entry.c.owner_id,
        ledger_entry.c.currency,
        func.sum(ledger_entry.c.amount_minor).label("amount_minor"),
        _HAS_OPEN.label("has_open"),
    )
    .where(ledger_entry.c.account == LedgerAccount.CREATOR_PAYABLE)
    .group_by(ledger_entry.c.owner_id, ledger_entry.c.currency)
    .having(func.sum(ledger_entry.c.amount_minor) > 0)
    .subquery()
)
_CANDIDATES = (
    select(
        _PAYABLE.c.owner_id,
        person.c.name,
        _PAYABLE.c.amount_minor,
        _PAYABLE.c.currency,
        payee.c.method,
        payee.c.kind,
        payee.c.sealed,
        payee.c.stamp,
        payee.c.masked,
        payee.c.changed_at,
        _PAYABLE.c.has_open,
    )
    .select_from(_PAYABLE)
    .join(person, person.c.id == _PAYABLE.c.owner_id)
    .outerjoin(payee, _fits(_PAYABLE.c.owner_id, _PAYABLE.c.currency))
    .order_by(_PAYABLE.c.currency, _PAYABLE.c.owner_id)
)


def candidates(conn: Connection) -> list[Candidate]:
    """Everybody whose payable balance is above zero, by currency."""
    return [_candidate(row) for row in conn.execute(_CANDIDATES)]


def _candidate(row: Any) -> Candidate:
    method = PayeeMethod(row[4]) if row[4] else None
    kind = PayeeKind(row[5]) if row[5] else None
    values: list[Any] = [*row[:2], int(row[2]), row[3], method, kind, *row[6:10], bool(row[10])]
    return Candidate(*values)


_approver = person.alias("approver")
_CONCERNED = (
    select(payout.c.person_id)
    .join(person, person.c.id == payout.c.person_id)
    .join(_approver, _approver.c.id == bindparam("of_person"))
    .where(
        payout.c.batch_id == bindparam("of_batch"),
        or_(
            payout.c.person_id == _approver.c.id,
            person.c.invited_by == _approver.c.id,
            _approver.c.invited_by == person.c.id,
            payout.c.person_id.in_(
                select(payee.c.person_id).where(
                    payee.c.digest.in_(
                        select(payee.c.digest).where(payee.c.person_id == bindparam("of_person"))
                    )
                )
            ),
        ),
    )
)
_CHANGED = (
    select(payout.c.person_id)
    .select_from(payout)
    .outerjoin(payee, _fits(payout.c.person_id, payout.c.currency))
    .where(
        payout.c.batch_id == bindparam("of_batch"),
        func.coalesce(payee.c.stamp, "") != payout.c.stamp,
    )
)


def concerns(conn: Connection, batch_id: int, person_id: int) -> bool:
    """Is the person paid by the batch, or linked to one who is: by invitation or by an account?"""
    values = {"of_batch": batch_id, "of_person": person_id}
    return conn.execute(_CONCERNED, values).first() is not None


def details_changed(conn: Connection, batch_id: int) -> bool:
    """Did somebody in the batch give other details since it was frozen?"""
    return conn.execute(_CHANGED, {"of_batch": batch_id}).first() is not None


_BALANCE = (
    select(func.coalesce(func.sum(ledger_entry.c.amount_minor), 0))
    .where(
        ledger_entry.c.account == LedgerAccount.CREATOR_PAYABLE,
        ledger_entry.c.owner_id == payout.c.person_id,
        ledger_entry.c.currency == payout.c.currency,
    )
    .correlate(payout)
    .scalar_subquery()
)
_SHORT = select(payout.c.person_id).where(
    payout.c.batch_id == bindparam("of_batch"),
    payout.c.amount_minor + payout.c.withheld_minor > _BALANCE,
)
_other = payee.alias("other")
_SHARING = (
    select(payout.c.person_id)
    .select_from(payout)
    .join(payee, _fits(payout.c.person_id, payout.c.currency))
    .join(_other, (_other.c.digest == payee.c.digest) & (_other.c.person_id != payee.c.person_id))
    .where(payout.c.batch_id == bindparam("of_batch"))
    .distinct()
)


def is_short(conn: Connection, batch_id: int) -> bool:
    """Did somebody's payable balance fall below their item? Ask while holding the ledger's head."""
    return conn.execute(_SHORT, {"of_batch": batch_id}).first() is not None


def sharing(conn: Connection, batch_id: int) -> frozenset[int]:
    """Those in the batch whose account somebody else gave too: to look at, not to withhold."""
    return frozenset(conn.execute(_SHARING, {"of_batch": batch_id}).scalars())


def sharers(conn: Connection, person_id: int) -> frozenset[int]:
    """Others who gave an account that this person gave."""
    shared = select(_other.c.person_id).join(payee, payee.c.digest == _other.c.digest)
    mine = shared.where(payee.c.person_id == person_id, _other.c.person_id != person_id)
    return frozenset(conn.execute(mine).scalars())


def names(conn: Connection, person_ids: Iterable[int]) -> dict[int, str]:
    known = person.c.id.in_(sorted(set(person_ids)))
    rows = conn.execute(select(person.c.id, person.c.name).where(known))
    return {row.id: row.name for row in rows}
