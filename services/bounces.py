"""A payout that the bank had paid and sent back: payable again by a posting of its own, once."""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound, Stale
from domain.notices import NoticeKind
from domain.payout import (
    LONGEST_BANK_REFERENCE,
    BounceUnsaid,
    PayoutEventKind,
    PayoutItem,
    PayoutStatus,
    ensure_payout_leads_to,
)
from domain.payout_file import LONGEST_REASON
from domain.people import Actor
from services import disputes, ledger, notices, receivables
from services.authority import need_unlinked
from services.payouts import held, need_finance
from services.receivables import Undone
from storage import bounces, payout_events, payouts
from storage import ledger as chain


def book_by_hand(
    conn: Connection,
    actor: Actor,
    payout_id: int,
    reason: str,
    bank_reference: str,
    *,
    now: datetime,
) -> int:
    """What no file of the bank says; the id of its batch.

    Also against the creator's word that it arrived: a person looked.

    Refusals: NotAllowed, NotFound, OwnWork (a linked person's too), BounceUnsaid, WrongState (it
    was not paid, or came back before).
    """
    need_finance(actor)
    reason, bank_reference = " ".join(reason.split()), " ".join(bank_reference.split())
    said = (len(reason), LONGEST_REASON), (len(bank_reference), LONGEST_BANK_REFERENCE)
    if not all(0 < length <= longest for length, longest in said):
        raise BounceUnsaid
    item = _held(conn, actor, payout_id)
    need_unlinked(conn, actor, item.person_id, verb="payouts")
    book(conn, actor, item, reason, bank_reference, now=now)
    of = item.batch_id, PayoutEventKind.BOUNCED, actor.person_id
    payout_events.note(conn, *of, 1, item.reference, now=now)
    return item.batch_id


def _held(conn: Connection, actor: Actor, payout_id: int) -> PayoutItem:
    """It stands still until the commit."""
    found = payouts.item(conn, payout_id)
    if found is None:
        raise NotFound("payout")
    held(conn, actor, found.batch_id)
    item = payouts.item(conn, payout_id)
    assert item is not None  # no payout is ever deleted
    return item


def book(
    conn: Connection,
    actor: Actor,
    item: PayoutItem,
    reason: str,
    bank_reference: str,
    *,
    now: datetime,
) -> None:
    """Its creator is told what to do; an open dispute over it has nothing left to decide."""
    ensure_payout_leads_to(item.status, PayoutStatus.BOUNCED)
    if not payouts.move_item(conn, item, PayoutStatus.BOUNCED, problem=reason):
        raise Stale("payout")
    bounces.add(conn, item.payout_id, bank_reference, actor.person_id, now)
    back = receivables.undone(conn, item)
    posting = ledger.bounced(item.payout_id, back.owed, back.withheld_minor, back.made_up, at=now)
    chain.post(conn, [posting])
    _tell(conn, item, back, reason, now)
    disputes.end_with_payout(conn, item.payout_id, now=now)


def _tell(conn: Connection, item: PayoutItem, back: Undone, reason: str, now: datetime) -> None:
    notices.queue(
        conn,
        item.person_id,
        NoticeKind.PAYOUT_BOUNCED,
        {
            "payout_id": item.payout_id,
            "reference": item.reference,
            "amount_minor": item.amount_minor,
            "kept_minor": back.made_up.kept_minor,
            "currency": item.currency,
            "masked": item.masked,
            "reason": reason,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"payout:{item.payout_id}:{PayoutStatus.BOUNCED}",
        now=now,
    )
