"""The name of a posting in SQL, of the columns it follows from; the names are the domain's."""

from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal

from domain.posting_keys import SEPARATOR, KeyOf


def key_of(of: KeyOf, *columns: ColumnElement[Any]) -> ColumnElement[str]:
    """As `domain.posting_keys.posting_key` spells it."""
    key: ColumnElement[str] = literal(of.value)
    for column in columns:
        key = key + literal(SEPARATOR) + cast(column, String)
    return key
