"""How a batch stands against what the bank answered of it; booking answers is bank_results.py's."""

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.ledger import LedgerAccount
from domain.people import Actor
from domain.reconciliation import Reconciliation, reconciled
from services.payouts import need_finance
from storage import bank_answers, payouts

A = LedgerAccount


def of_batch(conn: Connection, actor: Actor, batch_id: int) -> Reconciliation:
    """Raises NotAllowed, NotFound."""
    need_finance(actor)
    batch = payouts.batch(conn, batch_id)
    if batch is None:
        raise NotFound("payout_batch")
    return reconciled(
        batch_id,
        batch.currency,
        payouts.items(conn, batch_id),
        posted_minor=bank_answers.moved(conn, batch_id, A.PAID_OUT),
        waiting_minor=bank_answers.moved(conn, batch_id, A.PAYOUT_IN_TRANSIT),
    )
