"""What is only ever appended cannot be changed, in a new database as in a migrated one."""

import pytest
from sqlalchemy import create_engine, text

from storage.tables import metadata
from storage.tables.guards import APPEND_ONLY

_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def triggers(url: str, *, create: bool) -> set[str]:
    engine = create_engine(url)
    try:
        if create:
            metadata.create_all(engine)
        with engine.connect() as conn:
            return set(conn.execute(text(_TRIGGERS[engine.dialect.name])).scalars())
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def test_a_migrated_database_has_the_guards_of_a_new_one(
    request: pytest.FixtureRequest, kind: str
) -> None:
    new = triggers(request.getfixturevalue(f"{kind}_url"), create=True)
    migrated = triggers(request.getfixturevalue(f"migrated_{kind}_url"), create=False)
    assert new == migrated
    assert {f"{table.name}_no_delete" for table in APPEND_ONLY} < new
