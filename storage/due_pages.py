"""Rows that fall due are read oldest first, a page at a time; what is due, their nouns say."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, tuple_

from domain.due_work import DueItem
from storage.tables.base import Utc


def paged(
    statement: Select[Any],
    due_at: ColumnElement[Any],
    row_id: ColumnElement[int],
) -> Select[Any]:
    """What stands behind an item, oldest first."""
    behind = tuple_(bindparam("after_at", type_=Utc), bindparam("after_id"))
    return (
        statement.where(tuple_(due_at, row_id) > behind)
        .order_by(due_at, row_id)
        .limit(bindparam("most"))
    )


def page(
    conn: Connection, paged: Select[Any], after: DueItem, most: int, **values: Any
) -> list[DueItem]:
    values |= {"after_at": after[0], "after_id": after[1], "most": most}
    return [(row[0], row[1]) for row in conn.execute(paged, values)]
