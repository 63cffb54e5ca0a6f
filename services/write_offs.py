"""An owner gives up what a creator owes, with a reason: the house bears it, by a posting."""

from datetime import datetime

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.reasons import ensure_reason
from domain.receivable import MoneyOnItsWay
from services import ledger, notices
from services.authority import need, need_unlinked
from storage import ledger as chain
from storage import receivables, write_offs


def write_off(
    conn: Connection, actor: Actor, person_id: int, currency: str, reason: str, *, now: datetime
) -> int:
    """All that they owe in a currency by now; the id of the write-off.

    Refusals: NotAllowed, OwnWork (a linked person's too), ReasonMissing, MoneyOnItsWay, NotFound
    (nothing is owed).
    """
    need(actor, Role.OWNER, verb="write_off")
    need_unlinked(conn, actor, person_id, verb="write_off")
    reason = ensure_reason(reason)
    chain.hold_head(conn)  # no debt moves until this commits
    if receivables.on_its_way(conn, person_id, currency):
        raise MoneyOnItsWay
    debt = Owed(person_id, receivables.owed(conn, person_id, currency), currency)
    if not debt.amount_minor:
        raise NotFound("debt")
    write_off_id = write_offs.add(conn, debt, reason, actor.person_id, now)
    chain.post(conn, [ledger.written_off(write_off_id, debt, at=now)])
    notices.queue(
        conn,
        person_id,
        NoticeKind.DEBT_GIVEN_UP,
        {"amount_minor": debt.amount_minor, "currency": currency},
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"debt_given_up:{write_off_id}",
        now=now,
    )
    return write_off_id
