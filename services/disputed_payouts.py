"""A payout that its creator disputes: missed, as the bank said after all, or failed after all."""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import Stale
from domain.ledger import Posting
from domain.notices import NoticeKind
from domain.payout import PayoutItem, PayoutStatus, ensure_payout_leads_to
from services import ledger, notices, receivables
from storage import payouts


def missed(conn: Connection, payout_id: int, *, now: datetime) -> None:
    """It did not arrive as it should: those who sent it are told, they can ask the bank.

    WrongState, Stale when it stands where nobody can say so.
    """
    item = _item(conn, payout_id)
    ensure_payout_leads_to(item.status, PayoutStatus.DISPUTED)
    if not payouts.move_item(conn, item, PayoutStatus.DISPUTED, receipt_at=now):
        raise Stale("payout")
    batch = payouts.batch(conn, item.batch_id)
    assert batch is not None  # by foreign key
    for person_id in sorted({batch.prepared_by, batch.approved_by or batch.prepared_by}):
        _tell(conn, item, person_id, now)


def _tell(conn: Connection, item: PayoutItem, person_id: int, now: datetime) -> None:
    """Where it was sent to stands in the batch alone, so that an erasure finds it."""
    notices.queue(
        conn,
        person_id,
        NoticeKind.PAYOUT_DISPUTED,
        {
            "batch_id": item.batch_id,
            "reference": item.reference,
            "amount_minor": item.amount_minor,
            "currency": item.currency,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"payout_disputed:{item.payout_id}:{now.isoformat()}:{person_id}",
        now=now,
    )


def stands(conn: Connection, payout_id: int) -> None:
    """It is what the bank said it is; its creator may still say that it arrived."""
    item = _item(conn, payout_id)
    if item.status is PayoutStatus.DISPUTED:
        _move(conn, item, PayoutStatus.PAID)


def failed(conn: Connection, payout_id: int, dispute_id: int, *, at: datetime) -> Posting:
    """It never arrived: payable again, but for what fell away since it was sent."""
    item = _item(conn, payout_id)
    _move(conn, item, PayoutStatus.FAILED)
    back = receivables.undone(conn, item)
    return ledger.not_arrived(dispute_id, back.owed, back.withheld_minor, back.made_up, at=at)


def _item(conn: Connection, payout_id: int) -> PayoutItem:
    item = payouts.item(conn, payout_id)
    assert item is not None  # a dispute is about one that is there
    return item


def _move(conn: Connection, item: PayoutItem, target: PayoutStatus) -> None:
    ensure_payout_leads_to(item.status, target)
    if not payouts.move_item(conn, item, target):
        raise Stale("payout")
