"""The creator's word on a payout: it arrived, or it did not; the bank's is bank_results.py's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.disputes.lines import DisputeReason, LineKind
from domain.disputes.listing import Objection
from domain.errors import NotFound, Stale
from domain.payout import OwnPayout, PayoutItem, PayoutStatus, ensure_payout_leads_to
from domain.people import Actor
from services import disputes
from storage import disputes as rows
from storage import objections, payouts

MOST_SHOWN: Final = 6


def recent(conn: Connection, actor: Actor) -> tuple[OwnPayout, ...]:
    """The creator's own payouts, newest first; those still being prepared are not news yet."""
    return tuple(payouts.of_person(conn, actor.person_id, MOST_SHOWN))


def objections_of(conn: Connection, actor: Actor) -> Mapping[int, Objection]:
    """By payout: what the creator disputes, or did before somebody decided."""
    return objections.of_person(conn, actor.person_id)


def confirm(conn: Connection, actor: Actor, payout_id: int, *, now: datetime) -> PayoutItem:
    """It arrived; whoever had disputed that withdraws it by saying so."""
    item = own(conn, actor, payout_id)
    if (dispute_id := rows.open_about_payout(conn, payout_id)) is not None:
        disputes.withdraw(conn, actor, dispute_id, now=now)
        item = own(conn, actor, payout_id)
    ensure_payout_leads_to(item.status, PayoutStatus.CONFIRMED)
    if not payouts.move_item(conn, item, PayoutStatus.CONFIRMED, receipt_at=now):
        raise Stale("payout")
    return item


def dispute(conn: Connection, actor: Actor, payout_id: int, *, now: datetime) -> int:
    """It did not arrive, in one tap: the id of the dispute, to which more may be said."""
    reason = DisputeReason.NOT_ARRIVED
    return disputes.open_(conn, actor, LineKind.PAYOUT, payout_id, reason, now=now)


def own(conn: Connection, actor: Actor, payout_id: int) -> PayoutItem:
    """Anybody else's is simply not found."""
    item = payouts.item(conn, payout_id)
    if item is None or item.person_id != actor.person_id:
        raise NotFound("payout")
    return item
