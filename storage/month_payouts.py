"""Queries for tax: what people were paid since a month began, and tax that was given back."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    or_,
    select,
    union,
)

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import SENT, LineKind
from domain.ledger import PostingKind
from domain.payee import PayeeKind
from domain.payout import PayoutStatus
from domain.posting_keys import KeyOf
from domain.untaxed import Step, TaxStep, Untaxed, untaxed
from domain.withholding import NOTHING, Paid, Part
from storage.posting_keys import key_of
from storage.tables.base import among
from storage.tables.debts import repayment
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch, posting

Whose = tuple[int, PayeeKind]
"""Somebody, and as whom they were paid."""

_STANDS: Final = SENT | {PayoutStatus.IN_TRANSIT}
# Nobody's payouts of years ago are read for this month: a batch that was approved in it has no
# number below the first of them.
_FIRST = (
    select(func.min(payout_batch.c.id))
    .where(payout_batch.c.approved_at >= bindparam("since"))
    .correlate(None)
    .scalar_subquery()
)
_PAID = (
    select(
        payout.c.person_id,
        payout.c.kind,
        payout.c.id,
        payout.c.amount_minor + payout.c.withheld_minor - payout.c.untaxed_minor,
        payout.c.withheld_minor,
        payout.c.tax_rule,
    )
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout.c.batch_id >= _FIRST,
        payout_batch.c.approved_at >= bindparam("since"),
        payout.c.currency == bindparam("of_currency"),
        among(payout.c.status, _STANDS),
        payout.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .order_by(payout.c.id)
)
_NEWEST_KIND = (
    select(payout.c.kind)
    .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
    .where(
        payout.c.person_id == repayment.c.person_id,
        payout.c.currency == repayment.c.currency,
        payout_batch.c.approved_at <= repayment.c.at,
    )
    .order_by(payout.c.id.desc())
    .limit(1)
    .correlate(repayment)
    .scalar_subquery()
)
_REPAID = select(repayment.c.person_id, _NEWEST_KIND, repayment.c.amount_minor).where(
    repayment.c.at >= bindparam("since"),
    repayment.c.currency == bindparam("of_currency"),
    repayment.c.person_id.in_(bindparam("people", expanding=True)),
)


def paid(
    conn: Connection, currency: str, since: datetime, people: Collection[int]
) -> Mapping[Whose, Paid]:
    """By person and as whom they were paid; of these people.

    What failed is not in it, and what was transferred back is income that fell away.
    """
    found = {
        whose: Paid(
            sum(each.gross_minor for each in parts),
            sum(each.withheld_minor for each in parts),
            parts=parts,
        )
        for whose, parts in each_paid(conn, currency, since, people).items()
    }
    values = {"of_currency": currency, "since": since, "people": sorted(people)}
    # Of whom they were when they were paid last before; who never was owes nothing either.
    for person_id, kind, repaid_minor in conn.execute(_REPAID, values):
        if kind:
            before = found.get((person_id, PayeeKind(kind)), NOTHING)
            less = replace(before, gross_minor=before.gross_minor - repaid_minor)
            found[person_id, PayeeKind(kind)] = less
    return found


def each_paid(
    conn: Connection, currency: str, since: datetime, people: Collection[int]
) -> Mapping[Whose, tuple[Part, ...]]:
    """Payout by payout, with what of each is income after all: tax that was given back."""
    given = _untaxed(conn, people)
    found: defaultdict[Whose, list[Part]] = defaultdict(list)
    values = {"of_currency": currency, "since": since, "people": sorted(people)}
    for person_id, kind, payout_id, income_minor, withheld_minor, rule in conn.execute(
        _PAID, values
    ):
        theirs = given.get((person_id, currency))
        late_minor = theirs.late_minor.get(payout_id, 0) if theirs else 0
        part = Part(income_minor + late_minor, withheld_minor, late_minor, rule)
        found[person_id, PayeeKind(kind)].append(part)
    return {whose: tuple(parts) for whose, parts in found.items()}


def _is_given_back(of: FromClause) -> ColumnElement[bool]:
    """Tax, by this dispute; in literals, as its partial index has them."""
    kind = of.c.kind == literal_column(f"'{LineKind.WITHHOLDING.value}'")
    return kind & (of.c.status == literal_column(f"'{DisputeStatus.GIVEN_BACK.value}'"))


_TOOK_ALONG = payout.c.untaxed_minor > literal_column("0")
_about = dispute.alias("about")
_CONCERNED = or_(
    _TOOK_ALONG,
    select(_about.c.id)
    .where(_about.c.payout_id == payout.c.id, _is_given_back(_about))
    .correlate(payout)
    .exists(),
)
_ANYBODY = (
    (select(payout.c.person_id).where(_TOOK_ALONG), payout.c.person_id),
    (select(dispute.c.person_id).where(_is_given_back(dispute)), dispute.c.person_id),
)


def _steps(step: Step, amount: ColumnElement[int], *, of_dispute: bool = False) -> Select[Any]:
    columns = payout.c.person_id, payout.c.currency, posting.c.id, payout.c.id, amount
    source = payout.join(dispute, dispute.c.payout_id == payout.c.id) if of_dispute else payout
    return select(*columns, literal(step.value)).select_from(source)


_NONE: ColumnElement[int] = literal(0)
_BY_DISPUTE = posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id)
STEPS: Final = (
    _steps(Step.GIVEN_BACK, dispute.c.awarded_minor, of_dispute=True)
    .join(posting, _BY_DISPUTE)
    .where(_is_given_back(dispute)),
    _steps(Step.SENT, payout.c.untaxed_minor)
    .join(posting, posting.c.key == key_of(KeyOf.PAYOUT, payout.c.id))
    .where(_TOOK_ALONG),
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


def _concerned(conn: Connection, people: Collection[int] | None) -> list[int]:
    """Those to whom tax was ever given back: few."""
    asked = [
        each if people is None else each.where(column.in_(sorted(people)))
        for each, column in _ANYBODY
    ]
    return sorted(conn.execute(union(*asked)).scalars())


def _untaxed(conn: Connection, people: Collection[int] | None) -> dict[tuple[int, str], Untaxed]:
    concerned = _concerned(conn, people)
    steps: defaultdict[tuple[int, str], list[TaxStep]] = defaultdict(list)
    for query in STEPS if concerned else ():
        rows = conn.execute(query.where(payout.c.person_id.in_(concerned)))
        for whose, currency, number, payout_id, minor, step in rows:
            steps[whose, currency].append(TaxStep(number, Step(step), payout_id, minor))
    return {whose: untaxed(found) for whose, found in steps.items()}


def given_back(
    conn: Connection, people: Collection[int] | None = None
) -> dict[tuple[int, str], int]:
    """(person, currency) → tax that was given back and that no payout has taken along yet.

    Of these people, or of all.
    """
    found = _untaxed(conn, people)
    return {whose: each.free_minor for whose, each in found.items() if each.free_minor}


_TAKEN_ALONG = select(payout.c.person_id, payout.c.currency, payout.c.untaxed_minor).where(
    payout.c.batch_id == bindparam("of_batch"), payout.c.untaxed_minor > 0
)


def taken_along(conn: Connection, batch_id: int) -> Counter[tuple[int, str]]:
    """(person, currency) → what the batch was frozen with as tax that was given back."""
    rows = conn.execute(_TAKEN_ALONG, {"of_batch": batch_id})
    return Counter({(row[0], row[1]): row[2] for row in rows})


def is_taxed_after_all(conn: Connection, batch_id: int) -> bool:
    """Would the batch take along as tax that was given back what is none any more?

    The payout whose tax it was came back since. Ask while holding the ledger's head.
    """
    taken = taken_along(conn, batch_id)
    free = given_back(conn, {person_id for person_id, _ in taken}) if taken else {}
    return any(minor > free.get(whose, 0) for whose, minor in taken.items())
