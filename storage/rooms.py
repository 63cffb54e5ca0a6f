"""How much works may still earn: what was paid of them before, what caps and pots leave of it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, update

from domain.assignment import AssignmentStatus
from domain.disputes.life import DisputeStatus
from domain.disputes.lines import LineKind
from storage.driver_sql import among_these
from storage.prepared import Prepared
from storage.tables.money import settlement
from storage.tables.work import assignment

STANDS = assignment.c.status != AssignmentStatus.VOID
"""Of a settlement's work: what was settled of void work is reversed, all of it."""

_OF_WORKS: Final = """
SELECT assignment_id, sum(amount_minor) FROM settlement
WHERE assignment_id IN {these} GROUP BY assignment_id
"""
_GRANTED: Final = """
SELECT assignment_id, sum(awarded_minor) FROM dispute
WHERE status = ? AND kind <> ? AND assignment_id IN {these} GROUP BY assignment_id
"""
_CAPS: Final = "SELECT id, cap_minor FROM task WHERE cap_minor > 0 AND id IN {these}"
_SHARES: Final = "SELECT assignment_id, share_minor FROM pot_share WHERE assignment_id IN {these}"
_STANDING = (
    select(func.sum(settlement.c.amount_minor))
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(STANDS)
)
_OF_CREATORS = _STANDING.add_columns(settlement.c.campaign_id, settlement.c.person_id).group_by(
    settlement.c.campaign_id, settlement.c.person_id
)
_OF_TASKS = _STANDING.add_columns(assignment.c.task_id).group_by(assignment.c.task_id)
_IDS: Any = bindparam("ids", expanding=True)


def of_works(conn: Connection, assignment_ids: Iterable[int]) -> dict[int, int]:
    """assignment → what was settled of it so far."""
    return _sums(among_these(conn, _OF_WORKS, sorted(assignment_ids)))


def granted(conn: Connection, assignment_ids: Iterable[int]) -> dict[int, int]:
    """assignment → what disputes granted of it so far; what is granted for void work is not."""
    which = DisputeStatus.GRANTED.value, LineKind.TAKEN_BACK.value
    return _sums(among_these(conn, _GRANTED, sorted(assignment_ids), *which))


def of_creators(conn: Connection, people: Iterable[int]) -> dict[tuple[int, int], int]:
    """(campaign, person) → what stands of all that was settled of theirs."""
    which = _OF_CREATORS.where(settlement.c.person_id.in_(_IDS))
    rows = conn.execute(which, {"ids": sorted(people)})
    return {(campaign_id, person_id): int(total) for total, campaign_id, person_id in rows}


def of_tasks(conn: Connection, task_ids: Iterable[int]) -> dict[int, int]:
    """task → what stands of all that was settled of its works."""
    which = _OF_TASKS.where(assignment.c.task_id.in_(_IDS))
    return {
        task_id: int(total) for total, task_id in conn.execute(which, {"ids": sorted(task_ids)})
    }


def task_caps(conn: Connection, task_ids: Iterable[int]) -> dict[int, int]:
    """Of tasks that have one."""
    return _sums(among_these(conn, _CAPS, sorted(task_ids)))


def shares(conn: Connection, assignment_ids: Iterable[int]) -> dict[int, int]:
    """assignment → its share of the campaign's pot, if that has one."""
    return _sums(among_these(conn, _SHARES, sorted(assignment_ids)))


def _sums(rows: Iterable[Sequence[int]]) -> dict[int, int]:
    # PostgreSQL sums 64-bit integers as NUMERIC.
    return {of: int(total) for of, total in rows}


_PAY_OUT = (
    update(assignment)
    .where(assignment.c.id == bindparam("of_assignment"))
    .values(
        reserved_minor=assignment.c.reserved_minor - bindparam("amount_minor"),
        revision=assignment.c.revision + 1,
    )
)
_EARN = Prepared(_PAY_OUT)
_EARN_UNTIL = Prepared(_PAY_OUT.values(settle_at=bindparam("next_at")))


def pay_out(conn: Connection, assignment_id: int, amount_minor: int) -> None:
    """Of what it reserves that much is earned now; the rest stays until the last checkpoint."""
    _EARN.run(conn, of_assignment=assignment_id, amount_minor=amount_minor)


def pay_out_until(conn: Connection, works: Iterable[tuple[int, int, Any]]) -> None:
    """(assignment, amount, its next cut-off) each: the same, and the next one waits."""
    rows = [
        {"of_assignment": assignment_id, "amount_minor": amount_minor, "next_at": next_at}
        for assignment_id, amount_minor, next_at in works
    ]
    _EARN_UNTIL.many(conn, rows)
