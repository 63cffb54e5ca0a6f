"""Queries about payable money: whose it is, and what speaks against paying a batch of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Subquery, and_, bindparam, func, select, union_all

from domain.ledger import LedgerAccount
from domain.payee import PayeeKind, PayeeMethod
from domain.payout import PayoutStatus
from storage import month_payouts
from storage.linked import CONCERNED
from storage.rooms import STANDS
from storage.second_tries import WAITS
from storage.tables.money import ledger_entry, payee, payout, settlement
from storage.tables.people import person
from storage.tables.work import assignment

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
    prepared_minor: int  # of it, in a batch that nobody approved yet
    came_back: bool  # the last payout to these details, and nobody stands by them yet
    untaxed_minor: int  # of it, tax that was given back: taxed before


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


_falling = settlement.alias("falling")
_LEFT_OF_WORK = func.sum(settlement.c.amount_minor)
# What fell by a later count is settled, and leaves payable money when it matures: to pay that
# meanwhile would make a debt of it. Of a work's parts that wait one makes up for another.
_FALLS = (
    select(
        settlement.c.person_id.label("owner_id"),
        settlement.c.currency,
        _LEFT_OF_WORK.label("amount_minor"),
    )
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(
        settlement.c.matured_at.is_(None),
        STANDS,
        settlement.c.assignment_id.in_(
            select(_falling.c.assignment_id).where(
                _falling.c.matured_at.is_(None), _falling.c.amount_minor < 0
            )
        ),
    )
    .group_by(settlement.c.assignment_id, settlement.c.person_id, settlement.c.currency)
    .having(_LEFT_OF_WORK < 0)
)
_MATURED = select(
    ledger_entry.c.owner_id, ledger_entry.c.currency, ledger_entry.c.amount_minor
).where(ledger_entry.c.account == LedgerAccount.CREATOR_PAYABLE)


def _payable(matured: Select[Any], falls: Select[Any]) -> Subquery:
    """By person and currency what is payable, where it is above zero."""
    moved = union_all(matured, falls).subquery("moved")
    has_open = (
        select(payout.c.id)
        .where(
            payout.c.person_id == moved.c.owner_id,
            payout.c.currency == moved.c.currency,
            payout.c.status.in_(_OPEN),
        )
        .correlate(moved)
        .exists()
    )
    return (
        select(
            moved.c.owner_id,
            moved.c.currency,
            func.sum(moved.c.amount_minor).label("amount_minor"),
            has_open.label("has_open"),
        )
        .group_by(moved.c.owner_id, moved.c.currency)
        .having(func.sum(moved.c.amount_minor) > 0)
        .subquery()
    )


def _candidates(payable: Subquery) -> Select[Any]:
    came_back = (
        select(payout.c.id)
        .where(payout.c.person_id == payable.c.owner_id, payout.c.stamp == payee.c.stamp, WAITS)
        .correlate(payable, payee)
        .exists()
    )
    prepared = (  # at most one is open
        select(payout.c.amount_minor + payout.c.withheld_minor)
        .where(
            payout.c.person_id == payable.c.owner_id,
            payout.c.currency == payable.c.currency,
            payout.c.status == PayoutStatus.PREPARED,
        )
        .correlate(payable)
        .scalar_subquery()
    )
    return (
        select(
            payable.c.owner_id,
            person.c.name,
            payable.c.amount_minor,
            payable.c.currency,
            payee.c.method,
            payee.c.kind,
            payee.c.sealed,
            payee.c.stamp,
            payee.c.masked,
            payee.c.changed_at,
            payable.c.has_open,
            func.coalesce(prepared, 0),
            came_back.label("came_back"),
        )
        .select_from(payable)
        .join(person, person.c.id == payable.c.owner_id)
        .outerjoin(payee, _fits(payable.c.owner_id, payable.c.currency))
        .order_by(payable.c.currency, payable.c.owner_id)
    )


_EVERYBODY = _candidates(_payable(_MATURED, _FALLS))
_PEOPLE: Any = bindparam("people", expanding=True)
_OF_THESE = _candidates(
    _payable(
        _MATURED.where(ledger_entry.c.owner_id.in_(_PEOPLE)),
        _FALLS.where(settlement.c.person_id.in_(_PEOPLE)),
    )
)


def candidates(conn: Connection) -> list[Candidate]:
    """Everybody whose payable balance, less what falls of it, is above zero; by currency.

    All payable accounts are read for it: not while others wait.
    """
    untaxed = month_payouts.given_back(conn)
    return [_candidate(row, untaxed) for row in conn.execute(_EVERYBODY)]


def candidates_of(conn: Connection, people: Collection[int]) -> list[Candidate]:
    """The same of these people alone."""
    untaxed = month_payouts.given_back(conn, people)
    rows = conn.execute(_OF_THESE, {"people": sorted(people)})
    return [_candidate(row, untaxed) for row in rows]


def _candidate(row: Any, untaxed: Mapping[tuple[int, str], int]) -> Candidate:
    method = PayeeMethod(row[4]) if row[4] else None
    kind = PayeeKind(row[5]) if row[5] else None
    values: list[Any] = [*row[:2], int(row[2]), row[3], method, kind, *row[6:10]]
    values += [bool(row[10]), int(row[11]), bool(row[12])]
    values.append(min(int(row[2]), untaxed.get((row[0], row[3]), 0)))
    return Candidate(*values)


_PAYS_LINKED = (
    select(payout.c.person_id)
    .join(person, person.c.id == payout.c.person_id)
    .where(payout.c.batch_id == bindparam("of_batch"), CONCERNED)
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
    values = {"of_batch": batch_id, "reviewer_id": person_id}
    return conn.execute(_PAYS_LINKED, values).first() is not None


def details_changed(conn: Connection, batch_id: int) -> bool:
    """Did somebody in the batch give other details since it was frozen?"""
    return conn.execute(_CHANGED, {"of_batch": batch_id}).first() is not None


_OF_BATCH = select(payout.c.person_id).where(payout.c.batch_id == bindparam("of_batch"))
_THEIRS = _payable(
    _MATURED.where(ledger_entry.c.owner_id.in_(_OF_BATCH)),
    _FALLS.where(settlement.c.person_id.in_(_OF_BATCH)),
)
_SHORT = (
    select(payout.c.person_id)
    .outerjoin(
        _THEIRS,
        and_(_THEIRS.c.owner_id == payout.c.person_id, _THEIRS.c.currency == payout.c.currency),
    )
    .where(
        payout.c.batch_id == bindparam("of_batch"),
        payout.c.amount_minor + payout.c.withheld_minor > func.coalesce(_THEIRS.c.amount_minor, 0),
    )
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
    """Is less payable now than somebody's item? Ask while holding the ledger's head."""
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
