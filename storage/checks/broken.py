"""How an invariant is written as a query, and what it found; no invariant is stated here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, union_all

# Each row: what breaks the invariant (an id), and the numbers or words that show it.
Check = Select[Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """One row that breaks an invariant."""

    invariant: str
    subject: str
    found: str


def run(conn: Connection, checks: Mapping[str, Check]) -> Iterator[Broken]:
    for invariant, check in checks.items():
        for row in conn.execute(check):
            yield Broken(invariant, str(row[0]), ", ".join(map(str, row[1:])))


def told(mine: ColumnElement[Any]) -> ColumnElement[int]:
    """How many rows of a group say so."""
    return func.coalesce(func.sum(case((mine, 1), else_=0)), 0)


def differ(one: Select[Any], other: Select[Any]) -> Check:
    """Both give (subject, detail, amount); subjects whose amounts do not add up to the same."""
    first, second = one.subquery(), other.subquery()
    both = union_all(
        select(*_parts(first.c), literal(0).label("second")),
        select(*_parts(second.c)[:2], literal(0).label("amount"), _parts(second.c)[2]),
    ).subquery()
    subject, detail, left, right = tuple(both.c)
    return (
        select(subject, detail, func.sum(left), func.sum(right))
        .group_by(subject, detail)
        .having(func.sum(left) != func.sum(right))
        .order_by(subject, detail)
    )


def _parts(columns: Any) -> tuple[ColumnElement[Any], ...]:
    subject, detail, amount = tuple(columns)
    return subject.label("subject"), detail.label("detail"), amount.label("amount")
