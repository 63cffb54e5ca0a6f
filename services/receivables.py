"""What was paid and falls away is owed back, and later earnings make it up, a part of each.

Payable money never goes below nought: what is still here is taken first, the rest is a receivable.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.ledger import Owed, Posting
from domain.made_up import MadeUp, made_up
from domain.notices import NoticeKind
from domain.payout import PayoutItem
from domain.receivable import recoverable, still_here
from services import ledger, notices
from storage import dispute_lines, receivables
from storage import ledger as chain
from storage.settlements import Settled


def take_back(conn: Connection, settled: Settled, *, now: datetime) -> int:
    """Reverse one settlement; how much of it its creator owes by that."""
    chain.hold_head(conn)
    owed = settled.owed
    here = owed.amount_minor
    if settled.matured_at is not None:
        here = still_here(here, receivables.standing(conn, owed.person_id, owed.currency))
    opposite = ledger.reversed_(
        settled.settlement_id,
        settled.campaign_id,
        owed,
        was_matured=settled.matured_at is not None,
        here_minor=here,
        at=now,
    )
    chain.post(conn, [opposite])
    return owed.amount_minor - here


def take_grant_back(
    conn: Connection, dispute_id: int, campaign_id: int, owed: Owed, *, now: datetime
) -> int:
    """The same of what a dispute had granted; how much of it was still here."""
    chain.hold_head(conn)
    here_minor = still_here(
        owed.amount_minor, receivables.standing(conn, owed.person_id, owed.currency)
    )
    opposite = ledger.grant_reversed(dispute_id, campaign_id, owed, here_minor=here_minor, at=now)
    chain.post(conn, [opposite])
    return here_minor


def set_off(conn: Connection, matured: Settled, percent: int, *, now: datetime) -> None:
    """Of what has just matured, the part that goes to what its creator owes; they are told.

    What a falling count took from money that was paid is owed.
    """
    chain.hold_head(conn)
    owed = matured.owed
    if owed.amount_minor < 0:
        if short := receivables.short(conn, owed.person_id, owed.currency):
            chain.post(conn, [ledger.recovered(matured.settlement_id, owed.of(-short), at=now)])
        return
    debt_minor = receivables.owed(conn, owed.person_id, owed.currency)
    part = recoverable(owed.amount_minor, debt_minor, percent)
    if part and chain.post(conn, [ledger.recovered(matured.settlement_id, owed.of(part), at=now)]):
        _tell(conn, matured, part, debt_minor - part, now)


def _tell(conn: Connection, matured: Settled, part: int, left: int, now: datetime) -> None:
    notices.queue(
        conn,
        matured.person_id,
        NoticeKind.RECOVERED,
        {
            "assignment_id": matured.assignment_id,
            "amount_minor": part,
            "left_minor": left,
            "currency": matured.currency,
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"recovered:{matured.settlement_id}",
        now=now,
    )


def returned(conn: Connection, item: PayoutItem, *, at: datetime) -> Posting:
    """In transit → payable, but for what fell away while the money was on its way.

    That was made a debt only because it could not be taken from here; now it is here.
    """
    kept = _made_up(conn, item.payout_id, item.owed)
    return ledger.returned(item.payout_id, item.owed, item.withheld_minor, kept, at=at)


@dataclass(frozen=True, slots=True)
class Undone:
    """What a payout brings back that did not reach its creator in the end; minor units."""

    owed: Owed
    withheld_minor: int
    made_up: MadeUp  # of it fell away since it was sent


def undone(conn: Connection, item: PayoutItem) -> Undone:
    """Of a payout that had been paid: tax that a dispute gave back is payable already."""
    withheld_minor = item.withheld_minor - dispute_lines.tax_returned(conn, item.payout_id)
    owed = item.owed.of(item.amount_minor + withheld_minor)
    return Undone(owed, withheld_minor, _made_up(conn, item.payout_id, owed))


def _made_up(conn: Connection, payout_id: int, owed: Owed) -> MadeUp:
    """What of a payout that comes back was made a debt since it was sent."""
    chain.hold_head(conn)
    past = receivables.past(conn, owed.person_id, owed.currency)
    sent = receivables.sent(conn, ledger.send_key(payout_id))
    return made_up(past, sent, owed.amount_minor)
