"""The file a bank is paid from: frozen items with their opened details, always the same bytes."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.payout import BatchStatus, ensure_batch_leads_to
from domain.payout_file import payment_file
from domain.people import Actor
from services import payees
from services.payouts import need_finance
from services.vault import Vault
from storage import payouts


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Holds real account details: for the bank, not for a log."""

    name: str
    content: bytes = field(repr=False)


def export(
    conn: Connection, actor: Actor, vault: Vault, batch_id: int, *, now: datetime
) -> PaymentFile:
    """The file of an approved batch; again and again the same bytes."""
    need_finance(actor)
    return export_batch(conn, vault, batch_id, now=now)


def export_batch(conn: Connection, vault: Vault, batch_id: int, *, now: datetime) -> PaymentFile:
    """From the console of the machine. Raises NotFound, WrongState, VaultClosed, BrokenSeal."""
    batch = payouts.batch(conn, batch_id, hold=True)
    if batch is None:
        raise NotFound("payout_batch")
    if batch.status is not BatchStatus.DONE:
        ensure_batch_leads_to(batch.status, BatchStatus.EXPORTED)
    items = payouts.items(conn, batch_id)
    content = payment_file(
        (item, payees.opened(vault, item.person_id, item.sealed, item.stamp)) for item in items
    )
    if batch.status is BatchStatus.APPROVED:
        payouts.move_batch(conn, batch, BatchStatus.EXPORTED, exported_at=now)
    return PaymentFile(f"payout-{batch_id}-{batch.sha256[:8]}.csv", content)
