"""What each database says in words of its own, as INSERT … ON CONFLICT; no query lives here."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")


def in_both(made: Callable[[Any], T]) -> dict[str, T]:
    """By `conn.dialect.name`; `made` gets the module whose `insert` knows ON CONFLICT."""
    return {"sqlite": made(sqlite), "postgresql": made(postgresql)}
