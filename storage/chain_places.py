"""Which places of the chain a time takes, so that a query of a month does not read all of it.

Postings stand nearly in the order of their times. Whatever is of a moment or later stands at
`first` or behind it, whatever is before the other one at `last` or in front of it; the times
themselves are asked beside the places, as they are not quite in order.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select

from storage.tables.money import ledger_entry, posting

WITHIN: Final = (
    ledger_entry.c.posting_id >= bindparam("first"),
    ledger_entry.c.posting_id <= bindparam("last"),
    posting.c.at >= bindparam("since"),
    posting.c.at < bindparam("until"),
)
"""Of entries joined with their postings."""
_STRAGGLERS: Final = select(posting.c.id).where(
    posting.c.id > bindparam("first"), posting.c.at < bindparam("since")
)
BEFORE: Final = or_(
    ledger_entry.c.posting_id < bindparam("first"), ledger_entry.c.posting_id.in_(_STRAGGLERS)
)
"""Of entries alone: all that is not behind `first` is earlier."""
# Of a sum, as SQLite looks for the least id itself from the first posting on.
_FIRST: Final = select(func.min(posting.c.id + 0)).where(posting.c.at >= bindparam("since"))
_LAST: Final = select(func.max(posting.c.id)).where(posting.c.at < bindparam("until"))
_END: Final = select(func.max(posting.c.id))


@dataclass(frozen=True, slots=True)
class Places:
    """Of a time: found once for all that is asked of it, for that reads the times of postings."""

    since: datetime
    until: datetime
    first: int
    last: int

    @property
    def values(self) -> dict[str, Any]:
        """What WITHIN and BEFORE ask for."""
        return asdict(self)


def of(conn: Connection, since: datetime, until: datetime) -> Places:
    first = conn.scalar(_FIRST, {"since": since})
    if first is None:
        first = (conn.scalar(_END) or 0) + 1
    last = conn.scalar(_LAST, {"until": until}) or 0
    return Places(since, until, first, last)
