"""Databases to prove on: new ones with the present tables, as many as a proof wants."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from storage.migrate import upgrade
from tools.postgres import PostgresServer, postgres

NewUrl = Callable[[], str]
KINDS: Final = ("sqlite", "postgresql")


def on_sqlite(folder: Path) -> NewUrl:
    """Files in this folder."""
    template, numbers = folder / "template.sqlite3", itertools.count(1)
    upgrade(f"sqlite:///{template}")
    return lambda: f"sqlite:///{shutil.copyfile(template, folder / f'{next(numbers)}.sqlite3')}"


def on_postgresql(server: PostgresServer) -> NewUrl:
    template = server.create_database()
    upgrade(server.url(template))
    return lambda: server.url(server.create_database(template=template))


@contextmanager
def ground(kind: str) -> Iterator[NewUrl]:
    """With a folder or a server of its own, gone at the end."""
    if kind == "sqlite":
        with TemporaryDirectory() as folder:
            yield on_sqlite(Path(folder))
    else:
        with postgres() as server:
            yield on_postgresql(server)
