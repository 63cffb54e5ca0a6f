"""What must hold after each single step, in a few quick statements; `verify` asks all the rest."""

from collections.abc import Iterator

from sqlalchemy import Connection

_ENDS = "SELECT length FROM ledger_head"
_UNBALANCED = """
SELECT p.id, sum(e.amount_minor) FROM posting AS p
LEFT JOIN ledger_entry AS e ON e.posting_id = p.id AND e.currency = p.currency
WHERE p.id > {seen} GROUP BY p.id HAVING coalesce(sum(e.amount_minor), 1) <> 0
"""
_NOT_ZERO = "SELECT currency, sum(amount_minor) FROM ledger_entry GROUP BY currency"
_OVERSPENT = """
SELECT id, reserved_minor, earned_minor, budget_minor FROM campaign
WHERE reserved_minor < 0 OR earned_minor < 0 OR reserved_minor + earned_minor > budget_minor
"""
_GONE = """
SELECT b.id FROM payout AS p JOIN payout_batch AS b ON b.id = p.batch_id
WHERE p.status IN ('in_transit', 'paid', 'confirmed', 'disputed')
AND (b.approved_by IS NULL OR b.confirmed_by IS NULL OR b.confirmed_by <> b.approved_by
  OR b.approved_by = b.prepared_by)
"""
_OVERPAID = """
SELECT gone.person_id, gone.amount, coalesce(ripe.amount, 0) FROM (
  SELECT person_id, currency, sum(amount_minor + withheld_minor) AS amount FROM payout
  WHERE status IN ('in_transit', 'paid', 'confirmed', 'disputed') GROUP BY person_id, currency
) AS gone LEFT JOIN (
  SELECT one.person_id, one.currency, sum(one.amount) AS amount FROM (
    SELECT s.person_id, s.currency, s.amount_minor AS amount FROM settlement AS s
    JOIN assignment AS a ON a.id = s.assignment_id
    WHERE s.matured_at IS NOT NULL AND s.amount_minor > 0
    AND (a.approved_at IS NOT NULL OR s.checkpoint = 'draft')
    UNION ALL SELECT e.owner_id, e.currency, e.amount_minor FROM ledger_entry AS e
    JOIN posting AS p ON p.id = e.posting_id
    WHERE p.kind IN ('grant', 'correction') AND e.amount_minor > 0
    AND e.account = 'creator_payable'
  ) AS one GROUP BY one.person_id, one.currency
) AS ripe ON ripe.person_id = gone.person_id AND ripe.currency = gone.currency
WHERE gone.amount > coalesce(ripe.amount, 0)
"""
_BELOW_NOUGHT = """
SELECT owner_id, sum(amount_minor) FROM ledger_entry WHERE account = 'creator_payable'
GROUP BY owner_id, currency HAVING sum(amount_minor) < 0
"""
_OWED_BELOW_NOUGHT = """
SELECT owner_id, sum(amount_minor) FROM ledger_entry WHERE account = 'creator_receivable'
GROUP BY owner_id, currency HAVING sum(amount_minor) > 0
"""
_NOT_POSTED_ONCE = """
SELECT r.id, r.amount_minor, sum(e.amount_minor) FROM repayment AS r
LEFT JOIN posting AS p ON p.key = 'repay:' || r.id
LEFT JOIN ledger_entry AS e ON e.posting_id = p.id AND e.account = 'creator_receivable'
GROUP BY r.id, r.amount_minor HAVING coalesce(sum(e.amount_minor), 0) <> r.amount_minor
"""


class Promises:
    """Sums are nought, budgets hold, nobody is paid above what matured or a dispute granted.

    Of the ledger, which only grows, each posting is looked at once.
    """

    def __init__(self) -> None:
        self._seen = 0

    def broken(self, conn: Connection) -> list[str]:
        return [*self._of_ledger(conn), *_rows(conn, "overspent", _OVERSPENT)]

    def _of_ledger(self, conn: Connection) -> Iterator[str]:
        """Money that moved has a posting: without a new one nothing of it can have changed."""
        length = conn.exec_driver_sql(_ENDS).scalar() or 0
        if length == self._seen:
            return
        yield from _rows(conn, "a posting is no nought", _UNBALANCED.format(seen=self._seen))
        for currency, total in conn.exec_driver_sql(_NOT_ZERO):
            if total:
                yield f"the ledger is {total} {currency}"
        yield from _rows(conn, "sent without two people's words", _GONE)
        yield from _rows(conn, "paid above what has matured", _OVERPAID)
        yield from _rows(conn, "payable below nought", _BELOW_NOUGHT)
        yield from _rows(conn, "a debt below nought", _OWED_BELOW_NOUGHT)
        yield from _rows(conn, "a transfer is not posted once, as it is", _NOT_POSTED_ONCE)
        self._seen = length


def _rows(conn: Connection, promise: str, query: str) -> Iterator[str]:
    for row in conn.exec_driver_sql(query):
        yield f"{promise}: {tuple(row)}"
