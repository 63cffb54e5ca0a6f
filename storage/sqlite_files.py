"""A SQLite database as a file: copied while it is in use, checked, its log taken in; no rows."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

PAGES_A_STEP: Final = 2_000
Show = Callable[[int, int, int], None]  # status, pages that remain, pages in all


def copy(source: Path, target: Path, show: Show) -> None:
    """Through SQLite's backup interface: what is committed, and nothing half done."""
    target.unlink(missing_ok=True)
    with closing(_opened(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new, pages=PAGES_A_STEP, progress=show)
        new.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    _sync(target)


def check(file: Path) -> None:
    """Raises sqlite3.Error for a file that is damaged or no database of ours."""
    with closing(_opened(file)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"damaged: {found}")
        connection.execute("SELECT version_num FROM alembic_version")


def take_in_log(file: Path) -> None:
    """What is in the write-ahead log goes into the file."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True, timeout=10)


def _sync(file: Path) -> None:
    with file.open("rb+") as written:
        os.fsync(written.fileno())
