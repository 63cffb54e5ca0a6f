"""Moments as each database reckons them; dialects knows no table, as tables need it."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.tables.base import Utc


class days_before(FunctionElement[Any]):  # noqa: N801  (reads as an SQL function)
    """The moment so many days of 24 hours before a moment, to the microsecond."""

    type = Utc()
    inherit_cache = True


@compiles(days_before, "sqlite")
def _before_in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    """As SQLAlchemy writes moments; SQLite's own functions round to milliseconds."""
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    second = f"datetime(substr({moment}, 1, 19), -({days}) || ' days')"
    return f"({second} || substr({moment}, 20))"


@compiles(days_before, "postgresql")
def _before_in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment, days = (compiler.process(each, **options) for each in element.clauses)
    return f"({moment} - make_interval(hours => 24 * ({days})))"
