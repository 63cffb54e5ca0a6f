"""A creator transfers back what they owe: finance books it, with the bank's reference and a reason.

A posting of its own: nothing was earned and nothing is given up, the house has its money again.
"""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.reasons import LONGEST_REASON
from domain.receivable import (
    LONGEST_TRANSFER_REFERENCE,
    RepaidBefore,
    RepaymentOutOfRange,
    RepaymentUnsaid,
    transfer_of,
)
from services import ledger, notices, staff_notices
from services.authority import need, need_unlinked
from storage import ledger as chain
from storage import payables, receivables, repayments


def book(
    conn: Connection,
    actor: Actor,
    part: Owed,
    bank_reference: str,
    reason: str,
    *,
    now: datetime,
) -> int:
    """The id of the repayment. Its creator is told, and every owner but who booked it.

    Refusals: NotAllowed, OwnWork (a linked person's too), RepaymentUnsaid, NotFound (nothing is
    owed), RepaidBefore, RepaymentOutOfRange.
    """
    need(actor, Role.FINANCE, verb="payouts")
    need_unlinked(conn, actor, part.person_id, verb="payouts")
    reason, bank_reference = " ".join(reason.split()), " ".join(bank_reference.split())
    said = (len(reason), LONGEST_REASON), (len(bank_reference), LONGEST_TRANSFER_REFERENCE)
    if not all(0 < length <= longest for length, longest in said):
        raise RepaymentUnsaid
    if not transfer_of(bank_reference):
        raise RepaymentUnsaid  # nothing of it could be known again
    chain.hold_head(conn)  # no debt moves until this commits
    _ensure_not_booked(conn, actor, part, bank_reference)
    owed_minor = receivables.owed(conn, part.person_id, part.currency)
    if not owed_minor:
        raise NotFound("debt")
    if not 0 < part.amount_minor <= owed_minor:
        raise RepaymentOutOfRange(owed_minor, part.currency)
    number = repayments.add(conn, part, bank_reference, reason, actor.person_id, now)
    chain.post(conn, [ledger.repaid(number, part, at=now)])
    _tell(conn, actor, number, part, owed_minor - part.amount_minor, (bank_reference, reason), now)
    return number


def _ensure_not_booked(conn: Connection, actor: Actor, part: Owed, bank_reference: str) -> None:
    known = repayments.known(conn, part.person_id, part.currency, bank_reference)
    if known is not None:
        money = known.amount_minor, known.currency
        raise RepaidBefore(known.bank_reference, *money, known.booked_by, known.at, actor.timezone)


def _tell(
    conn: Connection,
    actor: Actor,
    number: int,
    part: Owed,
    left_minor: int,
    said: tuple[str, str],
    now: datetime,
) -> None:
    """A second pair of eyes: that money came, only the bank's paper shows."""
    about = {
        "amount_minor": part.amount_minor,
        "left_minor": left_minor,
        "currency": part.currency,
        "bank_reference": said[0],
    }
    notices.queue(
        conn,
        part.person_id,
        NoticeKind.DEBT_REPAID,
        about,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"debt_repaid:{number}",
        now=now,
    )
    name = payables.names(conn, [part.person_id])[part.person_id]
    staff_notices.tell(
        conn,
        frozenset({Role.OWNER}),
        NoticeKind.REPAYMENT_BOOKED,
        {**about, "name": name, "reason": said[1], "by": actor.name},
        f"{number}",
        but=actor.person_id,
        now=now,
    )
