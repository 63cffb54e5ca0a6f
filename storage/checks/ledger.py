"""Invariants 4 and 7 of the ledger: postings balance, and every row of money has its posting."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union_all

from domain.assignment import AssignmentStatus
from domain.checkpoints import FINAL
from domain.disputes.life import DisputeStatus
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount, PostingKind
from domain.payout import PayoutStatus
from domain.posting_keys import KeyOf
from storage import grants
from storage.checks.broken import Check, differ
from storage.linked import by_invitation
from storage.posting_keys import key_of
from storage.rooms import STANDS
from storage.tables.debts import repayment, waiver, write_off
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, payout, posting, settlement
from storage.tables.people import person
from storage.tables.work import assignment

S, A, K, P = AssignmentStatus, LedgerAccount, PostingKind, PayoutStatus


def of(*accounts: LedgerAccount) -> Any:
    """(person, currency, amount) of every line on these kinds of account."""
    return select(
        ledger_entry.c.owner_id, ledger_entry.c.currency, ledger_entry.c.amount_minor
    ).where(ledger_entry.c.account.in_(accounts))


def posted(key: ColumnElement[str]) -> ColumnElement[bool]:
    return select(posting.c.id).where(posting.c.key == key).exists()


def moved(
    key: ColumnElement[str],
    account: LedgerAccount,
    owner: ColumnElement[int],
    currency: ColumnElement[str],
) -> ColumnElement[int]:
    """What the posting of that name brought one account, in minor units; nought without one."""
    found = (
        select(func.coalesce(func.sum(ledger_entry.c.amount_minor), 0))
        .select_from(posting.join(ledger_entry, ledger_entry.c.posting_id == posting.c.id))
        .where(
            posting.c.key == key,
            ledger_entry.c.account == account,
            ledger_entry.c.owner_id == owner,
            ledger_entry.c.currency == currency,
        )
        .correlate_except(posting, ledger_entry)
    )
    return found.scalar_subquery()


_SETTLED = settlement.join(assignment, assignment.c.id == settlement.c.assignment_id)
SETTLE = key_of(KeyOf.SETTLE, settlement.c.assignment_id, settlement.c.checkpoint)
_MATURE = key_of(KeyOf.MATURE, settlement.c.id)
_REVERSE = key_of(KeyOf.REVERSE, settlement.c.id)
_RECOVER = key_of(KeyOf.RECOVER, settlement.c.id)
_OWES = settlement.c.amount_minor != 0

_MATURED = (
    select(settlement.c.person_id, settlement.c.currency, settlement.c.amount_minor)
    .select_from(_SETTLED)
    .where(settlement.c.matured_at.is_not(None), STANDS)
)
_IS_GONE = payout.c.status.in_((P.IN_TRANSIT, P.PAID, P.CONFIRMED, P.DISPUTED))
# Of a payout that failed after all the tax is payable with the rest.
TAX_RETURNED: Final = (
    select(dispute.c.person_id, dispute.c.currency, dispute.c.awarded_minor)
    .join(payout, payout.c.id == dispute.c.payout_id)
    .where(
        dispute.c.kind == LineKind.WITHHOLDING,
        dispute.c.status == DisputeStatus.GIVEN_BACK,
        _IS_GONE,
    )
)
_GONE = payout.c.amount_minor + payout.c.withheld_minor  # to the bank, and to the tax office
_LEFT = select(payout.c.person_id, payout.c.currency, -_GONE).where(_IS_GONE)
_GRANTED = (
    select(dispute.c.person_id, dispute.c.currency, dispute.c.awarded_minor)
    .select_from(grants.OF_WORK)
    .where(grants.IS_GRANTED, grants.STANDS)
)
_UNPAID = select(*union_all(_MATURED, _GRANTED, TAX_RETURNED, _LEFT).subquery().c)

_WRITTEN_OFF = select(
    *union_all(
        select(write_off.c.person_id, write_off.c.currency, -write_off.c.amount_minor),
        of(A.WRITTEN_OFF)
        .join(posting, posting.c.id == ledger_entry.c.posting_id)
        .where(posting.c.kind.in_((K.RETURN, K.BOUNCE, K.CORRECTION, K.GRANT))),
    )
    .subquery()
    .c
)

_owes, _booker = person.alias("owes"), person.alias("booker")
_SUM = func.sum(ledger_entry.c.amount_minor)


def _of_settlement(
    key: ColumnElement[str],
    account: LedgerAccount,
    owner: ColumnElement[int],
    is_there: ColumnElement[bool],
) -> Select[Any]:
    """Settlements of which that posting moved another amount than theirs."""
    found = moved(key, account, owner, settlement.c.currency)
    return (
        select(settlement.c.id, settlement.c.amount_minor, found)
        .select_from(_SETTLED)
        .where(is_there, found != settlement.c.amount_minor)
    )


_PERSON, _CAMPAIGN = settlement.c.person_id, settlement.c.campaign_id
_MISMOVED = union_all(
    _of_settlement(SETTLE, A.CREATOR_PENDING, _PERSON, true()),
    _of_settlement(_MATURE, A.CREATOR_PAYABLE, _PERSON, settlement.c.matured_at.is_not(None)),
    _of_settlement(_REVERSE, A.CAMPAIGN_FUNDS, _CAMPAIGN, ~STANDS),
).subquery()


def _beyond(account: LedgerAccount, is_beyond: ColumnElement[bool]) -> Check:
    """Whose balance on it is where none can be."""
    by = (ledger_entry.c.owner_id, ledger_entry.c.currency)
    mine = ledger_entry.c.account == account
    return select(*by, _SUM).where(mine).group_by(*by).having(is_beyond)


CHECKS: Final[dict[str, Check]] = {
    "a posting sums to zero": (
        select(posting.c.id, posting.c.key, func.sum(ledger_entry.c.amount_minor))
        .outerjoin(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
        .group_by(posting.c.id, posting.c.key)
        .having(func.coalesce(func.sum(ledger_entry.c.amount_minor), -1) != 0)
    ),
    "a posting's lines are in its currency": (
        select(ledger_entry.c.id, ledger_entry.c.currency, posting.c.currency)
        .join(posting, posting.c.id == ledger_entry.c.posting_id)
        .where(ledger_entry.c.currency != posting.c.currency)
    ),
    "work is settled exactly when its last checkpoint is": (
        select(assignment.c.id, assignment.c.status, settlement.c.id)
        .outerjoin(
            settlement,
            and_(settlement.c.assignment_id == assignment.c.id, settlement.c.checkpoint == FINAL),
        )
        .where(
            or_(
                and_(assignment.c.status == S.SETTLED, settlement.c.id.is_(None)),
                and_(assignment.c.status.not_in((S.SETTLED, S.VOID)), settlement.c.id.is_not(None)),
            )
        )
    ),
    "a settlement is posted": select(settlement.c.id, settlement.c.amount_minor).where(
        posted(SETTLE) != _OWES
    ),
    "each posting of a settlement moves its amount": select(*_MISMOVED.c),
    "a settlement has matured when its money moved": select(
        settlement.c.id, settlement.c.matured_at
    ).where(and_(_OWES, settlement.c.matured_at.is_not(None)) != posted(_MATURE)),
    "what is void is reversed, and nothing else": (
        select(settlement.c.id, assignment.c.status)
        .select_from(_SETTLED)
        .where(and_(_OWES, assignment.c.status == S.VOID) != posted(_REVERSE))
    ),
    # What was paid and is void makes it less than nought: that part is on the receivable account.
    "payable less owed is what has matured or was granted and was not paid": differ(
        of(A.CREATOR_PAYABLE, A.CREATOR_RECEIVABLE, A.WRITTEN_OFF, A.REPAID, A.WAIVED), _UNPAID
    ),
    "written off is what an owner gave up and did not come back": differ(
        of(A.WRITTEN_OFF), _WRITTEN_OFF
    ),
    "repaid is what was booked as transferred back": differ(
        of(A.REPAID),
        select(repayment.c.person_id, repayment.c.currency, -repayment.c.amount_minor),
    ),
    "nobody books their own repayment, or a linked person's": (
        select(repayment.c.id, repayment.c.booked_by)
        .join(_owes, _owes.c.id == repayment.c.person_id)
        .join(_booker, _booker.c.id == repayment.c.booked_by)
        .where(or_(_owes.c.id == _booker.c.id, by_invitation(_owes, _booker)))
    ),
    "waived is what creators gave up": differ(
        of(A.WAIVED), select(waiver.c.person_id, waiver.c.currency, waiver.c.amount_minor)
    ),
    "nobody gives up their own debt": select(write_off.c.id, write_off.c.decided_by).where(
        write_off.c.decided_by == write_off.c.person_id
    ),
    "nobody's payable money is below nought": _beyond(A.CREATOR_PAYABLE, _SUM < 0),
    "nobody is owed by what they owe": _beyond(A.CREATOR_RECEIVABLE, _SUM > 0),
    "a recovery takes no more than its settlement brought": (
        select(settlement.c.id, settlement.c.amount_minor, ledger_entry.c.amount_minor)
        .join(posting, posting.c.key == _RECOVER)
        .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
        .where(
            or_(
                func.abs(ledger_entry.c.amount_minor) > func.abs(settlement.c.amount_minor),
                settlement.c.matured_at.is_(None),
            )
        )
    ),
    "pending is what was settled and has not matured": differ(
        of(A.CREATOR_PENDING),
        select(settlement.c.person_id, settlement.c.currency, settlement.c.amount_minor)
        .select_from(_SETTLED)
        .where(settlement.c.matured_at.is_(None), STANDS),
    ),
}
