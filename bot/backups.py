"""Copies of a SQLite database, taken while it is in use and put back while it is not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.progress import Progress
from sqlalchemy import make_url

from bot.single import InUse, hold
from storage import sqlite_files
from storage.sqlite_files import Show

_WITH_IT: Final = ("-wal", "-shm")


class CannotKeep(Exception):
    """Why there is no copy; one clear line."""


def backup(url: str, file: Path) -> None:
    """A consistent copy at `file`, which must not exist; other writers are not disturbed."""
    source = _file_of(url, "pg_dump --format=custom --file=FILE DATABASE_URL")
    if file.exists():
        raise CannotKeep(f"{file} exists already")
    if not source.exists():
        raise CannotKeep(f"there is no database at {source}")
    part = file.with_name(f".{file.name}.part")
    try:
        _copy(source, part)
        sqlite_files.check(part)
        part.replace(file)
    except (sqlite3.Error, OSError) as error:
        raise CannotKeep(f"{file}: {error}") from None
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, file: Path) -> Path | None:
    """`file` becomes the database; returns where the former one was put aside."""
    target = _file_of(url, "pg_restore --clean --dbname=DATABASE_URL FILE")
    if not file.exists():
        raise CannotKeep(f"there is no backup at {file}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with hold(target):
            sqlite_files.check(file)
            part = target.with_name(f".{target.name}.part")
            _copy(file, part)
            aside = _put_aside(target)
            part.replace(target)
    except InUse as used:
        raise CannotKeep(f"{used}: stop the service first") from None
    except (sqlite3.Error, OSError) as error:
        raise CannotKeep(f"{file}: {error}") from None
    return aside


def _file_of(url: str, instead: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise CannotKeep(f"PostgreSQL has its own tools for this: {instead}")
    return Path(parsed.database or "")


def _copy(source: Path, target: Path) -> None:
    with _bar() as show:
        sqlite_files.copy(source, target, show)


def _put_aside(target: Path) -> Path | None:
    """What is in the write-ahead log belongs to the file that goes: it is taken in first."""
    if not target.exists():
        return None
    sqlite_files.take_in_log(target)
    aside = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    target.replace(aside)
    for ending in _WITH_IT:
        target.with_name(target.name + ending).unlink(missing_ok=True)
    return aside


@contextmanager
def _bar() -> Iterator[Show]:
    with Progress(transient=True) as progress:
        task = progress.add_task("copying", total=None)

        def show(_: int, remaining: int, total: int) -> None:
            progress.update(task, total=total, completed=total - remaining)

        yield show
