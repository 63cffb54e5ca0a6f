"""Disputes: an outcome is one posting, it takes nothing from its creator, others decide it."""

from typing import Final

from sqlalchemy import and_, func, or_, select

from domain.assignment import AssignmentStatus
from domain.disputes.life import DECIDED, MADE_GOOD, UNDECIDED, DisputeStatus
from domain.disputes.lines import LineKind
from domain.ledger import LedgerAccount, PostingKind
from domain.payout import PayoutStatus
from domain.posting_keys import KeyOf
from storage import grants
from storage.checks.broken import Check
from storage.checks.ledger import SETTLE, posted
from storage.dispute_parts import VERDICTS
from storage.linked import by_invitation
from storage.posting_keys import key_of
from storage.tables.base import among
from storage.tables.campaigns import terms
from storage.tables.disputes import dispute, dispute_event
from storage.tables.money import ledger_entry, payout, posting, settlement
from storage.tables.people import person
from storage.tables.work import assignment

D, K = DisputeStatus, LineKind
_IS_OPEN = among(dispute.c.status, UNDECIDED)
_KEY = key_of(KeyOf.DISPUTE, dispute.c.id)
_REVERSED = key_of(KeyOf.REVERSE_GRANT, dispute.c.id)
_PAID = (
    LedgerAccount.CREATOR_PAYABLE,
    LedgerAccount.CREATOR_RECEIVABLE,
    LedgerAccount.WRITTEN_OFF,  # a debt that was given up, made up after all
)
_OF_OUTCOME = dispute.join(posting, posting.c.key == _KEY).join(
    ledger_entry, ledger_entry.c.posting_id == posting.c.id
)
_GIVEN = func.sum(ledger_entry.c.amount_minor)
_OF_PAYOUT = dispute.join(payout, payout.c.id == dispute.c.payout_id)
_decider = person.alias("decider")
_OPENED_BY = dispute.join(person, person.c.id == dispute.c.person_id).join(
    _decider, _decider.c.id == dispute.c.decided_by
)

# Of each settlement that moved money: what was granted of its work by then.
_settle = posting.alias("settle")
_BEFORE = func.coalesce(
    select(func.sum(dispute.c.awarded_minor))
    .select_from(dispute.join(posting, posting.c.key == _KEY))
    .where(
        dispute.c.assignment_id == settlement.c.assignment_id,
        grants.IS_GRANTED,
        dispute.c.kind != K.TAKEN_BACK,
        posting.c.id < _settle.c.id,
    )
    .correlate(settlement, _settle)
    .scalar_subquery(),
    0,
)
_IS_GRANTED_OF = settlement.c.assignment_id.in_(
    select(dispute.c.assignment_id).where(grants.IS_GRANTED)
)
_ALL_GRANTED = func.sum(dispute.c.awarded_minor)

CHECKS: Final[dict[str, Check]] = {
    "a dispute's outcome is posted": select(dispute.c.id, dispute.c.status).where(
        posted(_KEY) != among(dispute.c.status, MADE_GOOD)
    ),
    "a grant or a correction has its dispute": select(posting.c.id, posting.c.key).where(
        posting.c.kind.in_((PostingKind.GRANT, PostingKind.CORRECTION)),
        ~select(dispute.c.id).where(posting.c.key == _KEY).exists(),
    ),
    "a dispute gives what was decided": (
        select(dispute.c.id, dispute.c.awarded_minor, _GIVEN)
        .select_from(_OF_OUTCOME)
        .where(
            ledger_entry.c.account.in_(_PAID),
            ledger_entry.c.owner_id == dispute.c.person_id,
            ledger_entry.c.amount_minor > 0,
        )
        .group_by(dispute.c.id, dispute.c.awarded_minor)
        .having(dispute.c.awarded_minor != _GIVEN)
    ),
    "a dispute takes nothing from its creator": (
        select(dispute.c.id, ledger_entry.c.account, ledger_entry.c.amount_minor)
        .select_from(_OF_OUTCOME)
        .where(
            ledger_entry.c.account.in_(
                (LedgerAccount.CREATOR_PENDING, LedgerAccount.CREATOR_PAYABLE)
            ),
            ledger_entry.c.amount_minor < 0,
        )
    ),
    "a grant is reversed when its work is void, and only then": (
        select(dispute.c.id, assignment.c.status)
        .select_from(grants.OF_WORK)
        .where(posted(_REVERSED) != and_(grants.IS_GRANTED, ~grants.STANDS))
    ),
    "a settlement counts what was granted before": (
        select(settlement.c.id, settlement.c.granted_minor, _BEFORE)
        .select_from(settlement.join(_settle, _settle.c.key == SETTLE))
        .where(
            or_(settlement.c.granted_minor != 0, _IS_GRANTED_OF),
            settlement.c.granted_minor != _BEFORE,
        )
    ),
    "work is granted no more than was agreed for a post": (
        select(assignment.c.id, terms.c.cap_minor, _ALL_GRANTED)
        .select_from(grants.OF_WORK.join(terms, terms.c.id == assignment.c.terms_id))
        .where(grants.IS_GRANTED, dispute.c.kind != K.TAKEN_BACK)
        .group_by(assignment.c.id, terms.c.cap_minor)
        .having(terms.c.cap_minor < _ALL_GRANTED)
    ),
    "an open dispute has a clock": select(dispute.c.id, dispute.c.status, dispute.c.next_at).where(
        dispute.c.next_at.is_not(None) != _IS_OPEN
    ),
    "a decided dispute has who decided it": select(
        dispute.c.id, dispute.c.status, dispute.c.decided_by
    ).where(dispute.c.decided_by.is_not(None) != among(dispute.c.status, DECIDED)),
    "nobody decides a dispute about themselves or what they did": (
        select(dispute.c.id, dispute.c.decided_by)
        .select_from(_OPENED_BY)
        .where(
            or_(
                by_invitation(_decider, person),
                *(each.was_of(dispute.c.decided_by) for each in VERDICTS),
            )
        )
    ),
    "a disputed payout has its dispute": select(payout.c.id, payout.c.status).where(
        payout.c.status == PayoutStatus.DISPUTED,
        ~select(dispute.c.id)
        .where(dispute.c.payout_id == payout.c.id, dispute.c.kind == K.PAYOUT, _IS_OPEN)
        .exists(),
    ),
    "a payout stands as its dispute ended": (
        select(dispute.c.id, dispute.c.status, payout.c.status)
        .select_from(_OF_PAYOUT)
        .where(
            dispute.c.kind == K.PAYOUT,
            or_(
                and_(_IS_OPEN, payout.c.status != PayoutStatus.DISPUTED),
                and_(dispute.c.status == D.GIVEN_BACK, payout.c.status != PayoutStatus.FAILED),
            ),
        )
    ),
    "work that is void has no open dispute about its amount": (
        select(dispute.c.id, assignment.c.status)
        .select_from(grants.OF_WORK)
        .where(
            _IS_OPEN,
            dispute.c.kind.in_((K.SETTLEMENT, K.RECOVERY, K.MISSING)),
            assignment.c.status == AssignmentStatus.VOID,
        )
    ),
    "a dispute has its events": select(dispute.c.id, dispute.c.status).where(
        ~select(dispute_event.c.id).where(dispute_event.c.dispute_id == dispute.c.id).exists()
    ),
}
