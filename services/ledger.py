"""Every way money moves: one balanced posting and its key; when it may move, other services say."""

from dataclasses import replace
from datetime import datetime

from domain.ledger import LedgerAccount, Line, Owed, Posting, PostingKind, moved

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
    settlement_id: int, campaign_id: int, owed: Owed, *, was_matured: bool, at: datetime
) -> Posting:
    """Back to the campaign; payable may go below zero by it: later earnings make that up."""
    source = A.CREATOR_PAYABLE if was_matured else A.CREATOR_PENDING
    return moved(
        reverse_key(settlement_id),
        K.REVERSAL,
        owed.amount_minor,
        owed.currency,
        (source, owed.person_id),
        (A.CAMPAIGN_FUNDS, campaign_id),
        at=at,
    )


def matured(settlement_id: int, owed: Owed, *, at: datetime) -> Posting:
    """Pending → payable: the hold period is over."""
    key = mature_key(settlement_id)
    return _own(key, K.MATURITY, owed, A.CREATOR_PENDING, A.CREATOR_PAYABLE, at)


def sent(payout_id: int, owed: Owed, withheld_minor: int = 0, *, at: datetime) -> Posting:
    """Payable → in transit and tax withheld: another person approved the batch."""
    lines = _sent_lines(owed, withheld_minor)
    return Posting(send_key(payout_id), K.PAYOUT, owed.currency, lines, at)


def paid(payout_id: int, owed: Owed, withheld_minor: int = 0, *, at: datetime) -> Posting:
    """In transit → paid out, by the bank's result; the tax stays withheld."""
    net = replace(owed, amount_minor=owed.amount_minor - withheld_minor)
    return _own(answer_key(payout_id), K.PAYMENT, net, A.PAYOUT_IN_TRANSIT, A.PAID_OUT, at)


def returned(payout_id: int, owed: Owed, withheld_minor: int = 0, *, at: datetime) -> Posting:
    """All of it payable again: the bank refused. It shares `paid`'s key: a bank answers once."""
    lines = tuple(
        replace(line, amount_minor=-line.amount_minor)
        for line in _sent_lines(owed, withheld_minor)[::-1]
    )
    return Posting(answer_key(payout_id), K.RETURN, owed.currency, lines, at)


def _sent_lines(owed: Owed, withheld_minor: int) -> tuple[Line, ...]:
    """Off payable; to the bank, and to the tax office where something is withheld."""
    whole, owner = owed.amount_minor, owed.person_id
    lines = (
        Line(A.CREATOR_PAYABLE, owner, -whole),
        Line(A.PAYOUT_IN_TRANSIT, owner, whole - withheld_minor),
    )
    tax = (Line(A.TAX_WITHHELD, owner, withheld_minor),) if withheld_minor else ()
    return (*lines, *tax)


def settle_key(assignment_id: int, checkpoint: str) -> str:
    return f"settle:{assignment_id}:{checkpoint}"


def reverse_key(settlement_id: int) -> str:
    return f"reverse:{settlement_id}"


def mature_key(settlement_id: int) -> str:
    return f"mature:{settlement_id}"


def send_key(payout_id: int) -> str:
    return f"payout:{payout_id}"


def answer_key(payout_id: int) -> str:
    return f"answer:{payout_id}"


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
