"""Bringing a database to the present schema: alembic, run from code; no table lives here."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, make_url, text

from storage import revisions
from storage.revisions import Tables
from storage.write_lock import WriteLock

HEAD: Final = "0076"  # the newest revision in migrations/versions; checked by `make check`
_SCRIPTS: Final = Path(__file__).parent / "migrations"
_TAKE_TURNS: Final = text("SELECT pg_advisory_xact_lock(hashtext('koc migrations'))")


def upgrade(url: str, revision: str = "head") -> None:
    """Run what is missing; nothing to do is quick and imports no alembic. Never goes back: tables
    that are newer than ours stay as they are.

    Of several processes that start at once one does it; the others wait and find it done.
    """
    if revision == "head" and _are_there(url):
        return
    from alembic import command

    with _alone(sync_url(url)):
        if revision != "head" or not _are_there(url):  # another was first, of whichever release
            command.upgrade(alembic_config(url), revision)


def _are_there(url: str) -> bool:
    found = tables(url)
    return found.revision == HEAD or found.are_newer_than(HEAD)


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
    return tables(url).revision == HEAD


def tables(url: str) -> Tables:
    """Whose are there, and whom they serve. Looking makes neither a file nor a folder."""
    if not is_there(url):
        return Tables(None)
    engine = create_engine(_plain(url))
    try:
        with engine.connect() as conn:
            return revisions.found(conn)
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
