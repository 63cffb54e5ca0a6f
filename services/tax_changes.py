"""Payouts whose frozen tax is not what the rules keep back by now; approval is payouts.py's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from domain.payout import Batch, PayoutItem, TaxChange
from domain.payout_rules import PayoutRules
from domain.withholding import NOTHING
from services import payable
from storage import month_payouts, payables


def since_prepared(
    conn: Connection,
    batch: Batch,
    items: Sequence[PayoutItem],
    rules: PayoutRules,
    *,
    now: datetime,
) -> tuple[TaxChange, ...]:
    """Of a batch that waits: money of the month came back since, or the rules are others.

    What was frozen as tax given back stays so here (`month_payouts.is_taxed_after_all`). Ask while
    holding the ledger's head.
    """
    people = {each.person_id for each in items}
    before = payable.paid_before(conn, batch.currency, rules, now, people)
    untaxed = month_payouts.taken_along(conn, batch.batch_id)

    def due_minor(each: PayoutItem) -> int:
        paid = before.get((each.person_id, each.kind), NOTHING)
        paid = replace(paid, untaxed_minor=untaxed[each.person_id, each.currency])
        return rules.withheld_minor(each.kind, each.currency, each.gross_minor, paid)

    changed = [(each, due) for each in items if (due := due_minor(each)) != each.withheld_minor]
    names = payables.names(conn, [each.person_id for each, _ in changed])
    return tuple(
        TaxChange(each.reference, names[each.person_id], each.withheld_minor, due, each.currency)
        for each, due in changed
    )
