"""Every way money moves: one balanced posting and its key; when it may move, other services say."""

from dataclasses import replace
from datetime import datetime

from domain.ledger import LedgerAccount, Line, Owed, Posting, PostingKind, moved
from domain.made_up import MadeUp
from domain.posting_keys import KeyOf, posting_key

A = LedgerAccount
K = PostingKind


def settled(
    assignment_id: int, checkpoint: str, campaign_id: int, owed: Owed, *, at: datetime
) -> Posting:
    """Campaign funds → pending, once per assignment and checkpoint."""
    return moved(
        settle_key(assignment_id, checkpoint),
        K.SETTLEMENT,
        owed.amount_minor,
        owed.currency,
        (A.CAMPAIGN_FUNDS, campaign_id),
        (A.CREATOR_PENDING, owed.person_id),
        at=at,
    )


def reversed_(
    settlement_id: int,
    campaign_id: int,
    owed: Owed,
    *,
    was_matured: bool,
    here_minor: int,
    at: datetime,
) -> Posting:
    """Back to the campaign: `here_minor` of it is still pending or payable, the rest is owed."""
    source = A.CREATOR_PAYABLE if was_matured else A.CREATOR_PENDING
    return _reversal(reverse_key(settlement_id), source, campaign_id, owed, here_minor, at)


def grant_reversed(
    dispute_id: int, campaign_id: int, owed: Owed, *, here_minor: int, at: datetime
) -> Posting:
    """The same of what a dispute had granted."""
    key = reverse_grant_key(dispute_id)
    return _reversal(key, A.CREATOR_PAYABLE, campaign_id, owed, here_minor, at)


def granted(
    dispute_id: int, campaign_id: int, owed: Owed, cleared: MadeUp, *, at: datetime
) -> Posting:
    """Campaign funds → payable, but for what it clears of its work's debt, given up or not."""
    lines = (
        Line(A.CAMPAIGN_FUNDS, campaign_id, -owed.amount_minor),
        Line(A.CREATOR_RECEIVABLE, owed.person_id, cleared.owed_minor),
        Line(A.WRITTEN_OFF, owed.person_id, cleared.borne_minor),
        Line(A.CREATOR_PAYABLE, owed.person_id, owed.amount_minor - cleared.kept_minor),
    )
    return _posting(dispute_key(dispute_id), K.GRANT, owed, lines, at)


def not_set_off(dispute_id: int, owed: Owed, *, at: datetime) -> Posting:
    """Receivable → payable: what was set off is theirs now, and owed again."""
    key = dispute_key(dispute_id)
    return _own(key, K.CORRECTION, owed, A.CREATOR_RECEIVABLE, A.CREATOR_PAYABLE, at)


def not_withheld(dispute_id: int, owed: Owed, *, at: datetime) -> Posting:
    """Tax withheld → payable."""
    key = dispute_key(dispute_id)
    return _own(key, K.CORRECTION, owed, A.TAX_WITHHELD, A.CREATOR_PAYABLE, at)


def not_arrived(
    dispute_id: int, owed: Owed, withheld_minor: int, made_up: MadeUp, *, at: datetime
) -> Posting:
    """Paid out and tax withheld → payable, but for what it makes up."""
    lines = _back(A.PAID_OUT, owed, withheld_minor, made_up)
    return _posting(dispute_key(dispute_id), K.CORRECTION, owed, lines, at)


def recovered(settlement_id: int, part: Owed, *, at: datetime) -> Posting:
    """Payable → receivable: a part of what has matured makes up what is owed.

    A part below nought is owed: falling counts took what was not payable any more.
    """
    key = recover_key(settlement_id)
    return _own(key, K.RECOVERY, part, A.CREATOR_PAYABLE, A.CREATOR_RECEIVABLE, at)


def written_off(write_off_id: int, debt: Owed, *, at: datetime) -> Posting:
    """Written off → receivable: the house bears it."""
    key = posting_key(KeyOf.WRITE_OFF, write_off_id)
    return _own(key, K.WRITE_OFF, debt, A.WRITTEN_OFF, A.CREATOR_RECEIVABLE, at)


def repaid(repayment_id: int, part: Owed, *, at: datetime) -> Posting:
    """Repaid → receivable: the house has it back."""
    key = posting_key(KeyOf.REPAY, repayment_id)
    return _own(key, K.REPAYMENT, part, A.REPAID, A.CREATOR_RECEIVABLE, at)


def waived(waiver_id: int, owed: Owed, *, at: datetime) -> Posting:
    """Payable → waived: its creator gives it up."""
    key = posting_key(KeyOf.WAIVE, waiver_id)
    return _own(key, K.WAIVER, owed, A.CREATOR_PAYABLE, A.WAIVED, at)


def matured(settlement_id: int, owed: Owed, *, at: datetime) -> Posting:
    """Pending → payable: the hold period is over."""
    key = mature_key(settlement_id)
    return _own(key, K.MATURITY, owed, A.CREATOR_PENDING, A.CREATOR_PAYABLE, at)


def sent(payout_id: int, owed: Owed, withheld_minor: int = 0, *, at: datetime) -> Posting:
    """Payable → in transit and tax withheld: another person approved the batch."""
    lines = (
        Line(A.CREATOR_PAYABLE, owed.person_id, -owed.amount_minor),
        Line(A.PAYOUT_IN_TRANSIT, owed.person_id, owed.amount_minor - withheld_minor),
        Line(A.TAX_WITHHELD, owed.person_id, withheld_minor),
    )
    return _posting(send_key(payout_id), K.PAYOUT, owed, lines, at)


def paid(payout_id: int, owed: Owed, withheld_minor: int = 0, *, at: datetime) -> Posting:
    """In transit → paid out, by the bank's result; the tax stays withheld."""
    net = replace(owed, amount_minor=owed.amount_minor - withheld_minor)
    return _own(answer_key(payout_id), K.PAYMENT, net, A.PAYOUT_IN_TRANSIT, A.PAID_OUT, at)


def returned(
    payout_id: int, owed: Owed, withheld_minor: int, made_up: MadeUp, *, at: datetime
) -> Posting:
    """In transit and tax withheld → payable, but for what it makes up: the bank refused.

    It shares `paid`'s key: a bank answers once.
    """
    lines = _back(A.PAYOUT_IN_TRANSIT, owed, withheld_minor, made_up)
    return _posting(answer_key(payout_id), K.RETURN, owed, lines, at)


def bounced(
    payout_id: int, owed: Owed, withheld_minor: int, made_up: MadeUp, *, at: datetime
) -> Posting:
    """Paid out and tax withheld → payable: the bank sent back what it had paid."""
    lines = _back(A.PAID_OUT, owed, withheld_minor, made_up)
    return _posting(bounce_key(payout_id), K.BOUNCE, owed, lines, at)


def settle_key(assignment_id: int, checkpoint: str) -> str:
    return posting_key(KeyOf.SETTLE, assignment_id, checkpoint)


def reverse_key(settlement_id: int) -> str:
    return posting_key(KeyOf.REVERSE, settlement_id)


def reverse_grant_key(dispute_id: int) -> str:
    return posting_key(KeyOf.REVERSE_GRANT, dispute_id)


def dispute_key(dispute_id: int) -> str:
    """A dispute has one outcome."""
    return posting_key(KeyOf.DISPUTE, dispute_id)


def recover_key(settlement_id: int) -> str:
    return posting_key(KeyOf.RECOVER, settlement_id)


def mature_key(settlement_id: int) -> str:
    return posting_key(KeyOf.MATURE, settlement_id)


def send_key(payout_id: int) -> str:
    return posting_key(KeyOf.PAYOUT, payout_id)


def answer_key(payout_id: int) -> str:
    return posting_key(KeyOf.ANSWER, payout_id)


def bounce_key(payout_id: int) -> str:
    return posting_key(KeyOf.BOUNCE, payout_id)


def _back(
    source: LedgerAccount, owed: Owed, withheld_minor: int, made_up: MadeUp
) -> tuple[Line, ...]:
    """A payout undone; what it makes up is owed no more, or the house bears it no more."""
    return (
        Line(source, owed.person_id, withheld_minor - owed.amount_minor),
        Line(A.TAX_WITHHELD, owed.person_id, -withheld_minor),
        Line(A.CREATOR_PAYABLE, owed.person_id, owed.amount_minor - made_up.kept_minor),
        Line(A.CREATOR_RECEIVABLE, owed.person_id, made_up.owed_minor),
        Line(A.WRITTEN_OFF, owed.person_id, made_up.borne_minor),
    )


def _posting(
    key: str, kind: PostingKind, owed: Owed, lines: tuple[Line, ...], at: datetime
) -> Posting:
    """Lines that move nothing are left out."""
    return Posting(key, kind, owed.currency, tuple(each for each in lines if each.amount_minor), at)


def _reversal(
    key: str, source: LedgerAccount, campaign_id: int, owed: Owed, here_minor: int, at: datetime
) -> Posting:
    lines = (
        Line(source, owed.person_id, -here_minor),
        Line(A.CREATOR_RECEIVABLE, owed.person_id, here_minor - owed.amount_minor),
        Line(A.CAMPAIGN_FUNDS, campaign_id, owed.amount_minor),
    )
    return _posting(key, K.REVERSAL, owed, lines, at)


def _own(
    key: str,
    kind: PostingKind,
    owed: Owed,
    source: LedgerAccount,
    target: LedgerAccount,
    at: datetime,
) -> Posting:
    """Between two accounts of one person."""
    owner = owed.person_id
    return moved(
        key, kind, owed.amount_minor, owed.currency, (source, owner), (target, owner), at=at
    )
