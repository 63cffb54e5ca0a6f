"""Queries about payouts: frozen batches and their items; who could be paid is payables.py's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, select, update

from domain.payee import PayeeKind
from domain.payout import Batch, BatchStatus, OwnPayout, PayoutItem, PayoutStatus
from domain.payout_form import Asked, from_facts
from domain.people import Standing
from storage.payables import Candidate
from storage.tables.money import payout, payout_batch, payout_bounce
from storage.tables.people import person

P = PayoutStatus


_BATCH = select(
    payout_batch.c.id,
    payout_batch.c.status,
    payout_batch.c.currency,
    payout_batch.c.prepared_by,
    payout_batch.c.prepared_at,
    payout_batch.c.approved_by,
    payout_batch.c.approved_at,
    payout_batch.c.exported_at,
    payout_batch.c.sha256,
    payout_batch.c.forms,
    payout_batch.c.account,
    payout_batch.c.exported_on,
)
_BATCH_BY_ID = _BATCH.where(payout_batch.c.id == bindparam("of_batch"))
_BATCHES = _BATCH.order_by(payout_batch.c.id.desc())
_WRITTEN_AS = cast(payout_batch.c.forms, Text)
_FORMS = (
    select(_WRITTEN_AS)
    .where(payout_batch.c.exported_at.is_not(None))
    .group_by(_WRITTEN_AS)
    .order_by(func.max(payout_batch.c.id).desc())
)
_ADD_BATCH = insert(payout_batch).returning(payout_batch.c.id)
_ADD = insert(payout)
_SEAL_BATCH = (
    update(payout_batch)
    .where(payout_batch.c.id == bindparam("of_batch"))
    .values(sha256=bindparam("to_sha256"))
)

_KEEP_ACCOUNT = (
    update(payout_batch)
    .where(payout_batch.c.id == bindparam("of_batch"))
    .values(account=bindparam("of_account", type_=payout_batch.c.account.type))
)


def add_batch(conn: Connection, currency: str, prepared_by: int, now: datetime) -> int:
    """Without its digest: `freeze` follows when its items are there."""
    values = {
        "status": BatchStatus.PREPARED,
        "currency": currency,
        "prepared_by": prepared_by,
        "prepared_at": now,
        "sha256": "",
    }
    batch_id: int = conn.execute(_ADD_BATCH, values).scalar_one()
    return batch_id


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a batch pays, less what tax, and the name of the rule that says so; empty: none."""

    candidate: Candidate
    withheld_minor: int
    tax_rule: str


def add_items(conn: Connection, batch_id: int, chosen: Sequence[Chosen]) -> None:
    """IntegrityError when somebody's money is in an open batch already."""
    conn.execute(_ADD, [_row(batch_id, number, each) for number, each in enumerate(chosen, 1)])


def _row(batch_id: int, number: int, of: Chosen) -> dict[str, Any]:
    each = of.candidate
    return {
        "batch_id": batch_id,
        "person_id": each.person_id,
        "amount_minor": each.amount_minor - of.withheld_minor,
        "withheld_minor": of.withheld_minor,
        "tax_rule": of.tax_rule,
        "untaxed_minor": each.untaxed_minor,
        "currency": each.currency,
        "status": P.PREPARED,
        "reference": f"KOC-{batch_id}-{number}",
        "method": each.method,
        "kind": each.kind,
        "sealed": each.sealed,
        "stamp": each.stamp,
        "masked": each.masked,
    }


def freeze(conn: Connection, batch_id: int, sha256: str) -> None:
    conn.execute(_SEAL_BATCH, {"of_batch": batch_id, "to_sha256": sha256})


def batch(conn: Connection, batch_id: int, *, hold: bool = False) -> Batch | None:
    """With `hold` nobody else changes it before the commit."""
    statement = _BATCH_BY_ID.with_for_update() if hold else _BATCH_BY_ID
    row = conn.execute(statement, {"of_batch": batch_id}).first()
    return _batch(row) if row else None


def batches(conn: Connection, most: int | None) -> list[Batch]:
    """Newest first; None: all of them."""
    return [_batch(row) for row in conn.execute(_BATCHES.limit(most))]


_AMOUNTS = (
    select(payout.c.batch_id, func.sum(payout.c.amount_minor))
    .where(payout.c.batch_id.in_(bindparam("of_batches", expanding=True)))
    .group_by(payout.c.batch_id)
)


def amounts(conn: Connection, batch_ids: Sequence[int]) -> dict[int, int]:
    """What each batch pays in all, in minor units of its currency."""
    return {row[0]: int(row[1]) for row in conn.execute(_AMOUNTS, {"of_batches": batch_ids})}


def _batch(row: Any) -> Batch:
    values: list[Any] = [row[0], BatchStatus(row[1]), *row[2:]]
    return Batch(*values)


def keep_account(conn: Connection, batch_id: int, account: Mapping[str, Any]) -> None:
    """What the batch is paid from, for each of its credit transfers from now on."""
    conn.execute(_KEEP_ACCOUNT, {"of_batch": batch_id, "of_account": account})


def move_batch(conn: Connection, batch: Batch, target: BatchStatus, **columns: Any) -> bool:
    """From the status in `batch` to `target`; False when another was first."""
    moved = conn.execute(
        update(payout_batch)
        .where(payout_batch.c.id == batch.batch_id, payout_batch.c.status == batch.status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


_ITEM = select(
    payout.c.id,
    payout.c.batch_id,
    payout.c.person_id,
    payout.c.amount_minor,
    payout.c.currency,
    payout.c.status,
    payout.c.reference,
    payout.c.method,
    payout.c.sealed,
    payout.c.masked,
    payout.c.problem,
    payout.c.stamp,
    payout.c.withheld_minor,
    payout.c.kind,
)
_ITEMS = _ITEM.where(payout.c.batch_id == bindparam("of_batch")).order_by(payout.c.id)
_ITEM_BY_ID = _ITEM.where(payout.c.id == bindparam("of_payout"))
_BY_REFERENCES = _ITEM.where(
    payout.c.reference.in_(bindparam("references", expanding=True))
).order_by(payout.c.id)
_OF_PERSON = (
    _ITEM.add_columns(
        payout_batch.c.approved_at,
        payout_batch.c.exported_at,
        payout.c.answered_at,
        payout.c.receipt_at,
        payout_bounce.c.at,
    )
    .outerjoin(payout_bounce, payout_bounce.c.payout_id == payout.c.id)
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout.c.person_id == bindparam("of_person"),
        payout.c.status.not_in((P.PREPARED, P.CANCELLED)),
    )
    .order_by(payout.c.id.desc())
    .limit(bindparam("most"))
)
_UNANSWERED = (
    select(func.count())
    .select_from(payout)
    .where(payout.c.batch_id == bindparam("of_batch"), payout.c.status == P.IN_TRANSIT)
)
_CHUNK = 500


def items(conn: Connection, batch_id: int) -> list[PayoutItem]:
    return [_item(row) for row in conn.execute(_ITEMS, {"of_batch": batch_id})]


def item(conn: Connection, payout_id: int) -> PayoutItem | None:
    row = conn.execute(_ITEM_BY_ID, {"of_payout": payout_id}).first()
    return _item(row) if row else None


def of_person(conn: Connection, person_id: int, most: int) -> list[OwnPayout]:
    """Approved ones, newest first."""
    rows = conn.execute(_OF_PERSON, {"of_person": person_id, "most": most})
    return [OwnPayout(_item(row), *row[-5:]) for row in rows]


def forms(conn: Connection) -> list[Asked]:
    """Every form that a payment file of any batch was written in, the latest first."""
    kept = [json.loads(text) for text in conn.execute(_FORMS).scalars() if text]
    written = [
        Asked(from_facts(facts), method)
        for of_methods in kept
        for method, facts in (of_methods or {}).items()
    ]
    return list(dict.fromkeys(written))


def by_references(conn: Connection, references: Sequence[str]) -> dict[str, PayoutItem]:
    found: dict[str, PayoutItem] = {}
    for start in range(0, len(references), _CHUNK):
        some = references[start : start + _CHUNK]
        for row in conn.execute(_BY_REFERENCES, {"references": some}):
            found[row.reference] = _item(row)
    return found


def _item(row: Any) -> PayoutItem:
    values: list[Any] = [*row[:5], P(row[5]), *row[6:13], PayeeKind(row[13])]
    return PayoutItem(*values)


def move_item(conn: Connection, item: PayoutItem, target: PayoutStatus, **columns: Any) -> bool:
    """From the status in `item` to `target`; False when another was first."""
    moved = conn.execute(
        update(payout)
        .where(payout.c.id == item.payout_id, payout.c.status == item.status)
        .values(status=target, **columns)
    )
    return moved.rowcount == 1


def move_items(conn: Connection, batch_id: int, status: P, target: P) -> int:
    """All of a batch that stand at `status`; how many."""
    moved = conn.execute(
        update(payout)
        .where(payout.c.batch_id == batch_id, payout.c.status == status)
        .values(status=target)
    )
    return moved.rowcount


def unanswered(conn: Connection, batch_id: int) -> int:
    return conn.execute(_UNANSWERED, {"of_batch": batch_id}).scalar_one()


_FORGET = update(payout).values(sealed="", masked="")
_AT_THE_BANK = select(payout_batch.c.id).where(
    payout_batch.c.status.in_((BatchStatus.APPROVED, BatchStatus.EXPORTED))
)


def forget_details(conn: Connection, person_id: int) -> None:
    """Erasure: what was paid where, and why it was not, is the bank's to remember.

    Of a batch that waits for the bank the same file is made again: `forget_erased` ends that.
    """
    mine = payout.c.person_id == person_id
    conn.execute(update(payout).where(mine).values(problem=""))
    conn.execute(_FORGET.where(mine, payout.c.batch_id.not_in(_AT_THE_BANK)))


def forget_erased(conn: Connection, batch_id: int) -> None:
    """The batch is done: whoever was erased meanwhile is forgotten here too."""
    erased = select(person.c.id).where(person.c.standing == Standing.ERASED)
    conn.execute(_FORGET.where(payout.c.batch_id == batch_id, payout.c.person_id.in_(erased)))
