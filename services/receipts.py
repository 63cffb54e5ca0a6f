"""The creator's word on a payout: it arrived, or it did not; the bank's is bank_results.py's."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.errors import NotFound, Stale
from domain.notices import NoticeKind
from domain.payout import PayoutItem, PayoutStatus, ensure_payout_leads_to
from domain.people import Actor
from services import staff_notices
from services.payouts import APPROVERS
from storage import payouts

MOST_SHOWN: Final = 6


def recent(conn: Connection, actor: Actor) -> tuple[PayoutItem, ...]:
    """The creator's own payouts, newest first; those still being prepared are not news yet."""
    return tuple(payouts.of_person(conn, actor.person_id, MOST_SHOWN))


def confirm(conn: Connection, actor: Actor, payout_id: int, *, now: datetime) -> PayoutItem:
    """It arrived; also after a dispute."""
    return _say(conn, actor, payout_id, PayoutStatus.CONFIRMED, now)


def dispute(conn: Connection, actor: Actor, payout_id: int, *, now: datetime) -> PayoutItem:
    """It did not arrive: finance is told."""
    item = _say(conn, actor, payout_id, PayoutStatus.DISPUTED, now)
    facts = {
        "batch_id": item.batch_id,
        "reference": item.reference,
        "amount_minor": item.amount_minor,
        "currency": item.currency,
        "masked": item.masked,
    }
    staff_notices.tell(conn, APPROVERS, NoticeKind.PAYOUT_DISPUTED, facts, f"{payout_id}", now=now)
    return item


def own(conn: Connection, actor: Actor, payout_id: int) -> PayoutItem:
    """Anybody else's is simply not found."""
    item = payouts.item(conn, payout_id)
    if item is None or item.person_id != actor.person_id:
        raise NotFound("payout")
    return item


def _say(
    conn: Connection, actor: Actor, payout_id: int, target: PayoutStatus, now: datetime
) -> PayoutItem:
    item = own(conn, actor, payout_id)
    ensure_payout_leads_to(item.status, target)
    if not payouts.move_item(conn, item, target, receipt_at=now):
        raise Stale("payout")
    return item
