"""Queries for tax: what people were paid since a month began, and tax that was given back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal, or_, select

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import SENT, LineKind
from domain.ledger import PostingKind
from domain.payee import PayeeKind
from domain.payout import PayoutStatus
from domain.posting_keys import KeyOf
from domain.untaxed import Step, TaxStep, Untaxed, untaxed
from domain.withholding import Paid
from storage.posting_keys import key_of
from storage.tables.base import among
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch, posting

_STANDS: Final = SENT | {PayoutStatus.IN_TRANSIT}
_PAID = (
    select(
        payout.c.person_id,
        payout.c.kind,
        func.sum(payout.c.amount_minor + payout.c.withheld_minor - payout.c.untaxed_minor),
        func.sum(payout.c.withheld_minor),
    )
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout_batch.c.approved_at >= bindparam("since"),
        payout.c.currency == bindparam("of_currency"),
        among(payout.c.status, _STANDS),
    )
    .group_by(payout.c.person_id, payout.c.kind)
)
_PAID_TO_ONE = _PAID.where(payout.c.person_id == bindparam("of_person"))

_LATE = (
    select(payout.c.person_id, payout.c.kind, payout.c.id)
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout_batch.c.approved_at >= bindparam("since"),
        payout.c.currency == bindparam("of_currency"),
        payout.c.id.in_(bindparam("ids", expanding=True)),
    )
)


def paid(
    conn: Connection, currency: str, since: datetime, person_id: int | None = None
) -> Mapping[tuple[int, PayeeKind], Paid]:
    """By person and as whom they were paid; of one person or of all. What failed is not in it."""
    values = {"of_currency": currency, "since": since, "of_person": person_id}
    asked = _PAID if person_id is None else _PAID_TO_ONE
    rows = conn.execute(asked, values)
    found = {(row[0], PayeeKind(row[1])): Paid(int(row[2]), int(row[3])) for row in rows}
    for whose, late_minor in _late(conn, currency, since).items():
        if whose in found:
            before = found[whose]
            gross_minor = before.gross_minor + late_minor
            found[whose] = replace(before, gross_minor=gross_minor, late_minor=late_minor)
    return found


def _late(conn: Connection, currency: str, since: datetime) -> Mapping[tuple[int, PayeeKind], int]:
    """What of that was paid as tax that was given back, and is income: its payout came back."""
    late = {
        payout_id: minor
        for each in _of_all(conn).values()
        for payout_id, minor in each.late_minor.items()
    }
    found: defaultdict[tuple[int, PayeeKind], int] = defaultdict(int)
    values = {"of_currency": currency, "since": since, "ids": sorted(late)}
    for person_id, kind, payout_id in conn.execute(_LATE, values) if late else ():
        found[person_id, PayeeKind(kind)] += late[payout_id]
    return found


_IS_GIVEN_BACK = (dispute.c.kind == LineKind.WITHHOLDING) & (
    dispute.c.status == DisputeStatus.GIVEN_BACK
)
_CONCERNED = or_(
    payout.c.untaxed_minor > 0,
    payout.c.id.in_(select(dispute.c.payout_id).where(_IS_GIVEN_BACK)),
)


def _steps(step: Step, amount: ColumnElement[int], *, of_dispute: bool = False) -> Select[Any]:
    columns = payout.c.person_id, payout.c.currency, posting.c.id, payout.c.id, amount
    source = payout.join(dispute, dispute.c.payout_id == payout.c.id) if of_dispute else payout
    return select(*columns, literal(step.value)).select_from(source)


_NONE: ColumnElement[int] = literal(0)
_BY_DISPUTE = posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id)
_STEPS = (
    _steps(Step.GIVEN_BACK, dispute.c.awarded_minor, of_dispute=True)
    .join(posting, _BY_DISPUTE)
    .where(_IS_GIVEN_BACK),
    _steps(Step.SENT, payout.c.untaxed_minor)
    .join(posting, posting.c.key == key_of(KeyOf.PAYOUT, payout.c.id))
    .where(payout.c.untaxed_minor > 0),
    _steps(Step.GONE, _NONE)
    .join(
        posting,
        posting.c.key.in_([key_of(of, payout.c.id) for of in (KeyOf.ANSWER, KeyOf.BOUNCE)]),
    )
    .where(_CONCERNED, posting.c.kind != PostingKind.PAYMENT),
    _steps(Step.GONE, _NONE, of_dispute=True)
    .join(posting, _BY_DISPUTE)
    .where(
        _CONCERNED,
        dispute.c.kind == LineKind.PAYOUT,
        dispute.c.status == DisputeStatus.GIVEN_BACK,
    ),
)


def _of_all(conn: Connection) -> dict[tuple[int, str], Untaxed]:
    """Of those to whom tax was ever given back: few."""
    steps: defaultdict[tuple[int, str], list[TaxStep]] = defaultdict(list)
    for query in _STEPS:
        for person_id, currency, number, payout_id, minor, step in conn.execute(query):
            steps[person_id, currency].append(TaxStep(number, Step(step), payout_id, minor))
    return {whose: untaxed(found) for whose, found in steps.items()}


def given_back(conn: Connection) -> dict[tuple[int, str], int]:
    """(person, currency) → tax that was given back and that no payout has taken along yet."""
    found = _of_all(conn)
    return {whose: each.free_minor for whose, each in found.items() if each.free_minor}
