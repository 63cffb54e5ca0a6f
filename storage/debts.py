"""Queries about whose debt is whose: the postings that made debts, made them up or gave them up."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from domain.debts import Move
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount, PostingKind
from domain.posting_keys import KeyOf, posting_key, row_of
from storage.posting_keys import key_of
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, posting, settlement

OF_DEBTS = (LedgerAccount.CREATOR_RECEIVABLE, LedgerAccount.WRITTEN_OFF)
MOVED = (
    select(
        posting.c.id,
        posting.c.kind,
        posting.c.key,
        ledger_entry.c.account,
        ledger_entry.c.amount_minor,
    )
    .join(posting, posting.c.id == ledger_entry.c.posting_id)
    .where(
        ledger_entry.c.owner_id == bindparam("of_person"),
        ledger_entry.c.account.in_(OF_DEBTS),
        ledger_entry.c.currency == bindparam("in_currency"),
    )
    .order_by(posting.c.id)
)
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_WORKS = select(settlement.c.id, settlement.c.assignment_id).where(settlement.c.id.in_(_ids))
_DISPUTES = select(
    dispute.c.id,
    dispute.c.kind,
    dispute.c.subject_id,
    dispute.c.assignment_id,
    dispute.c.payout_id,
).where(dispute.c.id.in_(_ids))
_NUMBERS = select(posting.c.key, posting.c.id).where(
    posting.c.key.in_(bindparam("keys", expanding=True))
)
_OF_SETTLEMENTS = (KeyOf.REVERSE, KeyOf.RECOVER)
_OF_DISPUTES = (KeyOf.DISPUTE, KeyOf.REVERSE_GRANT)
_OF_PAYOUTS = (KeyOf.ANSWER, KeyOf.BOUNCE)


_OVERTURNED = (
    select(
        dispute.c.person_id,
        dispute.c.currency,
        posting.c.id,
        dispute.c.assignment_id,
        dispute.c.awarded_minor,
    )
    .join(posting, posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id))
    .where(
        dispute.c.kind == LineKind.TAKEN_BACK,
        posting.c.kind == PostingKind.GRANT,
        dispute.c.person_id.in_(
            select(ledger_entry.c.owner_id).where(ledger_entry.c.account.in_(OF_DEBTS))
        ),
    )
    .order_by(posting.c.id)
)


@dataclass(frozen=True, slots=True)
class Overturned:
    """A grant for work that was taken back; `number` is its posting's."""

    person_id: int
    currency: str
    number: int
    work: int
    amount_minor: int


def overturned(conn: Connection) -> list[Overturned]:
    """Of creators who ever owed anything."""
    return [Overturned(*row) for row in conn.execute(_OVERTURNED)]


@dataclass(frozen=True, slots=True)
class _Named:
    """What the keys of postings name."""

    works: dict[int, int]  # settlement → its assignment
    disputes: dict[int, Any]


def moves(conn: Connection, person_id: int, currency: str) -> list[Move]:
    """All of theirs, in the chain's order."""
    lines: dict[tuple[int, str], dict[str, int]] = {}
    rows: Any = conn.execute(MOVED, {"of_person": person_id, "in_currency": currency})
    for number, _, key, account, amount_minor in rows:
        lines.setdefault((number, key), {})[account] = amount_minor
    named = _named(conn, [key for _, key in lines])
    causes = {key: _cause(key, named) for _, key in lines}
    numbers = _numbers(conn, [each for each in causes.values() if each])
    owed, borne = OF_DEBTS
    return [
        Move(
            number,
            moved.get(owed, 0),
            moved.get(borne, 0),
            work=_work(key, moved.get(owed, 0), named),
            **_behind(causes[key], numbers),
        )
        for (number, key), moved in lines.items()
    ]


def _named(conn: Connection, keys: Collection[str]) -> _Named:
    settlements = _rows_of(keys, _OF_SETTLEMENTS)
    works: Any = conn.execute(_WORKS, {"ids": settlements}).all()
    disputes = conn.execute(_DISPUTES, {"ids": _rows_of(keys, _OF_DISPUTES)})
    return _Named(dict(map(tuple, works)), {row.id: row for row in disputes})


def _rows_of(keys: Collection[str], kinds: Collection[KeyOf]) -> list[int]:
    found = (row_of(key, of) for key in keys for of in kinds)
    return sorted({row for row in found if row is not None})


def _row(key: str, kinds: Collection[KeyOf]) -> int | None:
    return next(iter(_rows_of([key], kinds)), None)


def _work(key: str, owed_minor: int, named: _Named) -> int:
    """Whose debt it makes; of a grant, whose it clears. Others make up the oldest."""
    if (settlement_id := _row(key, _OF_SETTLEMENTS)) and owed_minor < 0:
        return named.works[settlement_id]
    if dispute_id := _row(key, _OF_DISPUTES):
        return int(named.disputes[dispute_id].assignment_id or 0)
    return 0


def _cause(key: str, named: _Named) -> str:
    """The posting that it undoes, by its key: a recovery, or one that sent a payout."""
    payout_id = _row(key, _OF_PAYOUTS)
    found = named.disputes.get(row_of(key, KeyOf.DISPUTE) or 0)
    if found is not None and found.kind == LineKind.RECOVERY:
        return posting_key(KeyOf.RECOVER, found.subject_id)
    if found is not None and found.kind == LineKind.PAYOUT:
        payout_id = found.payout_id
    return posting_key(KeyOf.PAYOUT, payout_id) if payout_id else ""


def _numbers(conn: Connection, keys: Collection[str]) -> dict[str, int]:
    rows: Any = conn.execute(_NUMBERS, {"keys": sorted(set(keys))}).all()
    return dict(map(tuple, rows))


def _behind(cause: str, numbers: dict[str, int]) -> dict[str, int]:
    if not cause:
        return {}
    return {"since" if row_of(cause, KeyOf.PAYOUT) else "undoes": numbers[cause]}
