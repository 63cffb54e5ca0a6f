"""Fails where the migrations, run from nothing, make another database than the tables describe.

Both are made and read back, on SQLite and on PostgreSQL: what autogeneration overlooks (check
constraints, partial indexes) counts, too.
"""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import TextClause, create_engine, inspect

from storage.migrate import is_current, upgrade
from storage.tables import metadata
from tools.postgres import postgres


def main() -> int:
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as directory, postgres() as server:
        pairs = {
            "SQLite": [f"sqlite:///{Path(directory, name)}.db" for name in ("models", "migrated")],
            "PostgreSQL": [server.url(server.create_database()) for _ in range(2)],
        }
        for database, (of_models, of_migrations) in pairs.items():
            problems += (f"{database}: {line}" for line in _differences(of_models, of_migrations))
    print("\n".join(problems) or "Migrations and tables agree on SQLite and PostgreSQL")
    return 1 if problems else 0


def _differences(of_models: str, of_migrations: str) -> Iterator[str]:
    upgrade(of_migrations)
    if not is_current(of_migrations):
        yield "storage.migrate.HEAD is not the newest migration"
    wanted, found = _schema(of_models, create=True), _schema(of_migrations)
    for table in sorted(wanted.keys() ^ found.keys()):
        yield f"{table}: only the {'tables' if table in wanted else 'migrations'} know it"
    for table in sorted(wanted.keys() & found.keys()):
        for part in sorted(wanted[table].keys() | found[table].keys()):
            described, made = wanted[table].get(part), found[table].get(part)
            if described != made:
                yield f"{table} {part}: the tables say {described}, the migrations {made}"


def _schema(url: str, *, create: bool = False) -> dict[str, dict[str, str]]:
    """By table: every column, key, constraint and index."""
    engine = create_engine(url)
    try:
        if create:
            metadata.create_all(engine)
        seen = inspect(engine)
        reflected: dict[str, Mapping[Any, Any]] = {
            "column": seen.get_multi_columns(),
            "primary key": seen.get_multi_pk_constraint(),
            "foreign key": seen.get_multi_foreign_keys(),
            "unique": seen.get_multi_unique_constraints(),
            "check": seen.get_multi_check_constraints(),
            "index": seen.get_multi_indexes(),
        }
        schema: dict[str, dict[str, str]] = defaultdict(dict)
        for kind, tables in reflected.items():
            for (_, table), parts in tables.items():
                for part in parts if isinstance(parts, Sequence) else [parts]:
                    schema[table][f"{kind} {part.get('name')}"] = _described(part)
        schema.pop("alembic_version", None)
        return schema
    finally:
        engine.dispose()


def _described(part: Mapping[str, Any]) -> str:
    """All that was read back; a comment changes nothing for the rows."""
    return ", ".join(f"{key}={_plain(part[key])}" for key in sorted(part) if key != "comment")


def _plain(value: Any) -> str:
    """Comparable text: an index's condition is an object whose repr is an address."""
    if isinstance(value, Mapping):
        return str({key: _plain(item) for key, item in value.items()})
    return str(value) if isinstance(value, TextClause) else repr(value)


if __name__ == "__main__":
    sys.exit(main())
