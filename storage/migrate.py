"""Bringing a database to the present schema: alembic, run from code; no table lives here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, inspect, make_url, text

from storage.write_lock import WriteLock

HEAD: Final = "0067"  # the newest revision in migrations/versions; checked by `make check`
_SCRIPTS: Final = Path(__file__).parent / "migrations"
_TAKE_TURNS: Final = text("SELECT pg_advisory_xact_lock(hashtext('koc migrations'))")


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing; nothing to do is quick and imports no alembic.

    Of several processes that start at once one does it; the others wait and find it done.
    """
    if revision == "head" and is_current(url):
        return
    from alembic import command

    with _alone(sync_url(url)):
        command.upgrade(alembic_config(url), revision)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        lock = WriteLock(Path(parsed.database or ""))
        with closing(lock), lock:
            yield
        return
    engine = create_engine(url)
    try:
        with engine.begin() as conn:
            conn.execute(_TAKE_TURNS)
            yield
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    return revision_of(url) == HEAD


def revision_of(url: str) -> str | None:
    """Whose tables are there; None without ours. Looking makes neither a file nor a folder."""
    if not is_there(url):
        return None
    engine = create_engine(_plain(url))
    try:
        with engine.connect() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return None
            return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    finally:
        engine.dispose()


def is_there(url: str) -> bool:
    """False without the file of SQLite; a server says by itself that it has no such database."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and bool(parsed.database)
    return not is_file or Path(parsed.database or "").exists()


def alembic_config(url: str) -> Any:
    """An alembic Config without an ini file; the env script reads `koc_url`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["koc_url"] = sync_url(url)
    return config


def sync_url(url: str) -> str:
    """The same database for a plain connection; a SQLite file's folder is made."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).absolute().parent.mkdir(parents=True, exist_ok=True)
    return _plain(url)


def _plain(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)
