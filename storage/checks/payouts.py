"""Invariant 7 of payouts: the ledger and the batches agree, and nobody approved their own."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount
from domain.payout import BatchStatus, PayoutEventKind, PayoutStatus
from domain.posting_keys import KeyOf
from storage.checks.broken import Check, differ, told
from storage.checks.ledger import TAX_RETURNED, moved, of, posted
from storage.linked import by_invitation
from storage.posting_keys import key_of
from storage.tables.disputes import dispute
from storage.tables.money import payout, payout_batch, payout_bounce, payout_event
from storage.tables.people import person

A, B, P = LedgerAccount, BatchStatus, PayoutStatus
_ANSWERED = (P.PAID, P.FAILED, P.CONFIRMED, P.DISPUTED, P.BOUNCED)


def _standing(*statuses: PayoutStatus) -> Any:
    return select(payout.c.person_id, payout.c.currency, payout.c.amount_minor).where(
        payout.c.status.in_(statuses)
    )


_WAITING, _OUT = told(payout.c.status == P.IN_TRANSIT), told(payout.c.status.in_(_ANSWERED))
_OTHERS = func.count() - _WAITING - _OUT

_KEPT = select(payout.c.person_id, payout.c.currency, payout.c.withheld_minor).where(
    payout.c.status.in_((P.IN_TRANSIT, P.PAID, P.CONFIRMED, P.DISPUTED)),
    payout.c.withheld_minor > 0,
)
_RETURNED = TAX_RETURNED.subquery().c
_KEPT_BACK = select(
    *union_all(_KEPT, select(_RETURNED.person_id, _RETURNED.currency, -_RETURNED.awarded_minor))
    .subquery()
    .c
)

# What came back since counts as given back: a payout may have taken it along before.
_UNTAXED = payout.c.untaxed_minor.label("amount_minor")
_EVEN = union_all(
    select(payout.c.person_id, payout.c.currency, _UNTAXED).where(
        payout.c.status.in_((P.PREPARED, P.IN_TRANSIT, P.PAID, P.CONFIRMED, P.DISPUTED))
    ),
    select(dispute.c.person_id, dispute.c.currency, -dispute.c.awarded_minor).where(
        dispute.c.kind == LineKind.WITHHOLDING, dispute.c.status == DisputeStatus.GIVEN_BACK
    ),
).subquery()

_PAYOUT = key_of(KeyOf.PAYOUT, payout.c.id)
_ANSWER = key_of(KeyOf.ANSWER, payout.c.id)
_BOUNCE = key_of(KeyOf.BOUNCE, payout.c.id)


def _of_payout(
    key: ColumnElement[str], account: LedgerAccount, *statuses: PayoutStatus
) -> Select[Any]:
    """Payouts that got so far, and of which that posting took another amount off the account."""
    net: ColumnElement[int] = payout.c.amount_minor
    amount = net + payout.c.withheld_minor if account is A.CREATOR_PAYABLE else net
    taken = -moved(key, account, payout.c.person_id, payout.c.currency)
    return select(payout.c.id, amount.label("amount_minor"), taken.label("taken_minor")).where(
        payout.c.status.in_(statuses), taken != amount
    )


_MISMOVED = union_all(
    _of_payout(_PAYOUT, A.CREATOR_PAYABLE, P.IN_TRANSIT, *_ANSWERED),
    _of_payout(_ANSWER, A.PAYOUT_IN_TRANSIT, *_ANSWERED),
    _of_payout(_BOUNCE, A.PAID_OUT, P.BOUNCED),
).subquery()
# Who approves, or books what came back, is not paid by it, and linked by invitation to nobody so.
_paid, _approver = person.alias("paid"), person.alias("approver")
_OF_LINKED = by_invitation(_paid, _approver)
_HAS_BOUNCE = (
    select(payout_bounce.c.payout_id)
    .where(payout_bounce.c.payout_id == payout.c.id)
    .correlate(payout)
    .exists()
)

_IS_NOTED = (
    select(payout_event.c.id)
    .where(
        payout_event.c.batch_id == payout_batch.c.id,
        payout_event.c.kind == PayoutEventKind.APPROVED,
        payout_event.c.actor_id == payout_batch.c.approved_by,
    )
    .correlate(payout_batch)
    .exists()
)

CHECKS: Final[dict[str, Check]] = {
    "each posting of a payout moves its amount": select(*_MISMOVED.c),
    "in transit is what approved batches wait for": differ(
        of(A.PAYOUT_IN_TRANSIT), _standing(P.IN_TRANSIT)
    ),
    "paid out is what the bank said was paid": differ(
        of(A.PAID_OUT), _standing(P.PAID, P.CONFIRMED, P.DISPUTED)
    ),
    "tax withheld is what payouts kept back": differ(of(A.TAX_WITHHELD), _KEPT_BACK),
    "no more is left untaxed than disputes gave back": (
        select(_EVEN.c.person_id, _EVEN.c.currency, func.sum(_EVEN.c.amount_minor))
        .group_by(_EVEN.c.person_id, _EVEN.c.currency)
        .having(func.sum(_EVEN.c.amount_minor) > 0)
    ),
    "an approval is in its batch's audit": select(
        payout_batch.c.id, payout_batch.c.approved_by
    ).where(payout_batch.c.approved_by.is_not(None), ~_IS_NOTED),
    "an approver said it in both places": (
        select(payout_batch.c.id, payout_batch.c.confirmed_by, payout_batch.c.approved_by).where(
            payout_batch.c.confirmed_by.is_not(None),
            or_(
                func.coalesce(payout_batch.c.approved_by, 0) != payout_batch.c.confirmed_by,
                payout_batch.c.confirmed_in == payout_batch.c.approved_in,
            ),
        )
    ),
    "a batch is approved by somebody else": (
        select(payout_batch.c.id, payout_batch.c.approved_by)
        .distinct()
        .join(payout, payout.c.batch_id == payout_batch.c.id)
        .join(_paid, _paid.c.id == payout.c.person_id)
        .join(_approver, _approver.c.id == payout_batch.c.approved_by)
        .where(or_(payout_batch.c.approved_by == payout_batch.c.prepared_by, _OF_LINKED))
    ),
    "what came back says by whom, and is posted once": select(payout.c.id, payout.c.status).where(
        or_(
            (payout.c.status == P.BOUNCED) != _HAS_BOUNCE,
            posted(_BOUNCE) != (payout.c.status == P.BOUNCED),
        )
    ),
    "what came back is booked by somebody else": (
        select(payout_bounce.c.payout_id, payout_bounce.c.booked_by)
        .join(payout, payout.c.id == payout_bounce.c.payout_id)
        .join(_paid, _paid.c.id == payout.c.person_id)
        .join(_approver, _approver.c.id == payout_bounce.c.booked_by)
        .where(_OF_LINKED)
    ),
    "nobody's money is in two open batches": (
        select(payout.c.person_id, payout.c.currency, func.count())
        .where(payout.c.status.in_((P.PREPARED, P.IN_TRANSIT)))
        .group_by(payout.c.person_id, payout.c.currency)
        .having(func.count() > 1)
    ),
    "a batch stands where its items stand": (
        select(payout_batch.c.id, payout_batch.c.status, func.count())
        .join(payout, payout.c.batch_id == payout_batch.c.id)
        .group_by(payout_batch.c.id, payout_batch.c.status)
        .having(
            or_(
                and_(payout_batch.c.status.in_((B.PREPARED, B.CANCELLED)), _WAITING + _OUT > 0),
                and_(payout_batch.c.status.in_((B.APPROVED, B.EXPORTED)), _OTHERS > 0),
                and_(payout_batch.c.status == B.APPROVED, _OUT > 0),
                and_(payout_batch.c.status == B.EXPORTED, _WAITING == 0),
                and_(payout_batch.c.status == B.DONE, func.count() != _OUT),
            )
        )
    ),
    "a batch in one currency pays that currency": (
        select(payout.c.id, payout.c.currency, payout_batch.c.currency)
        .join(payout_batch, payout_batch.c.id == payout.c.batch_id)
        .where(payout.c.currency != payout_batch.c.currency)
    ),
}
