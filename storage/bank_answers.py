"""Queries about what banks answered: what the ledger moved by it, rows that fitted nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from domain.ledger import LedgerAccount
from domain.payout_file import Counted, RefusedResult, ResultFlaw
from domain.posting_keys import KeyOf
from storage.dialects import in_both
from storage.posting_keys import key_of
from storage.tables.disputes import dispute
from storage.tables.money import ledger_entry, payout, posting, refused_answer
from storage.tables.people import person


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of a booked answer that moved nothing; `value` is what it said."""

    refused_id: int
    name: str
    line: int
    flaw: ResultFlaw
    value: str
    counted: Counted
    at: datetime
    resolved_by: str = ""  # empty: somebody must still look
    resolved_at: datetime | None = None
    resolution: str = ""


_KEYS: Final = [key_of(each, payout.c.id) for each in (KeyOf.PAYOUT, KeyOf.ANSWER, KeyOf.BOUNCE)]
_MOVED = (
    select(func.coalesce(func.sum(ledger_entry.c.amount_minor), 0))
    .select_from(payout)
    .join(posting, posting.c.key.in_(_KEYS))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(
        payout.c.batch_id == bindparam("of_batch"),
        ledger_entry.c.account == bindparam("on_account"),
    )
)


_CORRECTED = (
    select(func.coalesce(func.sum(ledger_entry.c.amount_minor), 0))
    .select_from(payout)
    .join(dispute, dispute.c.payout_id == payout.c.id)
    .join(posting, posting.c.key == key_of(KeyOf.DISPUTE, dispute.c.id))
    .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id)
    .where(
        payout.c.batch_id == bindparam("of_batch"),
        ledger_entry.c.account == bindparam("on_account"),
    )
)


def moved(conn: Connection, batch_id: int, account: LedgerAccount) -> int:
    """What postings of a batch and of disputes about it have put on an account, net, minor."""
    values = {"of_batch": batch_id, "on_account": account}
    return sum(int(conn.execute(each, values).scalar_one()) for each in (_MOVED, _CORRECTED))


_KEEP = in_both(lambda sql: sql.insert(refused_answer).on_conflict_do_nothing())
_NEWEST = (
    select(
        refused_answer.c.id,
        refused_answer.c.name,
        refused_answer.c.line,
        refused_answer.c.flaw,
        refused_answer.c.value,
        refused_answer.c.counted,
        refused_answer.c.at,
        func.coalesce(person.c.name, ""),
        refused_answer.c.resolved_at,
        refused_answer.c.resolution,
    )
    .outerjoin(person, person.c.id == refused_answer.c.resolved_by)
    .order_by(refused_answer.c.resolved_at.is_not(None), refused_answer.c.id.desc())
    .limit(bindparam("most"))
)


def keep_refused(
    conn: Connection, upload_id: int, name: str, rows: Sequence[RefusedResult], at: datetime
) -> None:
    """Once a row of a file, however often the file is booked."""
    if rows:
        found = [
            {
                "upload_id": upload_id,
                "name": name,
                "line": row.line,
                "counted": row.counted,
                "flaw": row.code,
                "value": row.value,
                "at": at,
            }
            for row in rows
        ]
        conn.execute(_KEEP[conn.dialect.name], found)


def refused(conn: Connection, most: int) -> list[Refused]:
    """Those that nobody resolved first, of both the newest first."""
    rows = conn.execute(_NEWEST, {"most": most})
    return [_refused(row) for row in rows]


def _refused(row: Any) -> Refused:
    values: list[Any] = [*row[:3], ResultFlaw(row[3]), row[4], Counted(row[5]), *row[6:]]
    return Refused(*values)


def resolve(conn: Connection, refused_id: int, by: int, resolution: str, now: datetime) -> bool:
    """False where there is none, or somebody was quicker."""
    done = conn.execute(
        update(refused_answer)
        .where(refused_answer.c.id == refused_id, refused_answer.c.resolved_at.is_(None))
        .values(resolved_by=by, resolved_at=now, resolution=resolution)
    )
    return done.rowcount == 1
