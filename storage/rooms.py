"""How much works may still earn: what was paid of them before, what caps and pots leave of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, update

from domain.assignment import AssignmentStatus
from domain.disputes.life import DisputeStatus
from domain.disputes.lines import LineKind
from storage import grants
from storage.driver_sql import among_these
from storage.prepared import Prepared
from storage.tables.disputes import dispute
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
_IDS: Any = bindparam("ids", expanding=True)
_SETTLED = (
    select(func.sum(settlement.c.amount_minor))
    .join(assignment, assignment.c.id == settlement.c.assignment_id)
    .where(STANDS)
)
_GRANTS = (
    select(func.sum(dispute.c.awarded_minor))
    .select_from(grants.OF_WORK)
    .where(grants.IS_GRANTED, grants.STANDS)
)


def _sums_by(of: Any, *more: Any, paid: Select[Any] = _SETTLED) -> Select[Any]:
    """By whom or what `_IDS` names, and by what stands beside it."""
    return paid.add_columns(of, *more).where(of.in_(_IDS)).group_by(of, *more)


# Settled, and granted by disputes: a part of the pay like any other, paid early.
_OF_CREATORS = (
    _sums_by(settlement.c.person_id, settlement.c.campaign_id),
    _sums_by(dispute.c.person_id, dispute.c.campaign_id, paid=_GRANTS),
)
_OF_TASKS = (_sums_by(assignment.c.task_id), _sums_by(assignment.c.task_id, paid=_GRANTS))


def of_works(conn: Connection, assignment_ids: Iterable[int]) -> dict[int, int]:
    """assignment → what was settled of it so far."""
    return _sums(among_these(conn, _OF_WORKS, sorted(assignment_ids)))


def granted(conn: Connection, assignment_ids: Iterable[int]) -> dict[int, int]:
    """assignment → what disputes granted of it so far; what is granted for void work is not."""
    which = DisputeStatus.GRANTED.value, LineKind.TAKEN_BACK.value
    return _sums(among_these(conn, _GRANTED, sorted(assignment_ids), *which))


def of_creators(conn: Connection, people: Iterable[int]) -> Counter[tuple[int, int]]:
    """(campaign, person) → what stands of all that was settled of theirs or granted to them."""
    found: Counter[tuple[int, int]] = Counter()
    for paid in _OF_CREATORS:
        for total, person_id, campaign_id in conn.execute(paid, {"ids": sorted(people)}):
            found[campaign_id, person_id] += int(total)
    return found


def of_tasks(conn: Connection, task_ids: Iterable[int]) -> Counter[int]:
    """task → what stands of all that was settled of its works or granted for them."""
    found: Counter[int] = Counter()
    for paid in _OF_TASKS:
        for total, task_id in conn.execute(paid, {"ids": sorted(task_ids)}):
            found[task_id] += int(total)
    return found


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
