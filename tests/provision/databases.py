"""Databases for tests: each test its own, empty or migrated, on SQLite and on PostgreSQL.

Every fixture gives a synchronous SQLAlchemy URL. The PostgreSQL is real, started once per worker.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.provision.recycled import RecycledDatabases
from tools.postgres import PostgresServer, postgres

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def pg_server() -> Iterator[PostgresServer]:
    """A running server for tests that make and drop databases themselves."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres())
        except FileNotFoundError as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'koc.sqlite3'}"


@pytest.fixture
def postgresql_url(pg_server: PostgresServer) -> Iterator[str]:
    """A new empty database, dropped afterwards whoever is still connected."""
    name = pg_server.create_database()
    yield pg_server.url(name)
    pg_server.drop_database(name)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice, on an empty SQLite and on an empty PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once, copied for each test."""
    from storage.migrate import upgrade

    file = tmp_path_factory.mktemp("migrated") / "koc.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql_name(pg_server: PostgresServer) -> str:
    """Migrated once, the template of each test's database."""
    from storage.migrate import upgrade

    name = pg_server.create_database()
    upgrade(pg_server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_postgresql(
    pg_server: PostgresServer, migrated_postgresql_name: str
) -> Iterator[RecycledDatabases]:
    """Each test has one to itself that is as new."""
    with closing(RecycledDatabases(pg_server, migrated_postgresql_name)) as databases:
        yield databases


@pytest.fixture
def migrated_sqlite_url(tmp_path: Path, migrated_sqlite_file: Path) -> str:
    copy = shutil.copyfile(migrated_sqlite_file, tmp_path / "koc.sqlite3")
    return f"sqlite:///{copy}"


@pytest.fixture
def migrated_postgresql_url(
    pg_server: PostgresServer, migrated_postgresql: RecycledDatabases
) -> Iterator[str]:
    with migrated_postgresql.one() as name:
        yield pg_server.url(name)


@pytest.fixture(params=DATABASES)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice, on a SQLite and on a PostgreSQL with the present tables."""
    url: str = request.getfixturevalue(f"migrated_{request.param}_url")
    return url
