"""The tables that money follows from as CSV files: all that a recomputation may look at."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Engine, Table, select

from storage.tables.campaigns import campaign, task, terms
from storage.tables.conversions import conversion
from storage.tables.disputes import dispute
from storage.tables.metrics import metric_snapshot
from storage.tables.money import pot_share, settlement
from storage.tables.work import assignment

TABLES: Final[tuple[Table, ...]] = (
    campaign,
    terms,
    task,
    assignment,
    settlement,
    pot_share,
    metric_snapshot,
    conversion,
    dispute,
)
_BY_POST: Final = frozenset({"metric_snapshot", "conversion"})
_AT_ONCE: Final = 5_000


def export(engine: Engine, folder: Path) -> None:
    """Moments as seconds since 1970 with their fraction, what is empty as nothing."""
    for table in TABLES:
        order: tuple[Column[Any], ...] = tuple(table.primary_key)
        if table.name in _BY_POST:
            order = (table.c.post_id, table.c.id)
        with engine.connect() as conn, (folder / f"{table.name}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table.c.keys())
            rows = conn.execution_options(yield_per=_AT_ONCE).execute(
                select(table).order_by(*order)
            )
            writer.writerows([_told(value) for value in row] for row in rows)


def read(folder: Path, table: str) -> Iterator[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="") as file:
        yield from csv.DictReader(file)


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).timestamp():.6f}"
    if isinstance(value, bool):
        return int(value)
    return value
