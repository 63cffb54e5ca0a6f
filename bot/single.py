"""One service on a SQLite file, or one that changes its tables; commands write beside it in turns.

Taking turns at writing is storage/write_lock.py's business, at polling bot/turn.py's.
"""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path


class InUse(Exception):
    """Another process has the database open."""


def hold_database(url: str) -> AbstractContextManager[None]:
    """Raises InUse for a SQLite file that is held; PostgreSQL serves any number of processes."""
    from sqlalchemy import make_url  # not for `koc --help`

    if serves_one(url):
        return hold(Path(make_url(url).database or ""))
    return nullcontext()


def serves_one(url: str) -> bool:
    """A SQLite file: whoever holds it is the only process."""
    from sqlalchemy import make_url  # not for `koc --help`

    return make_url(url).get_backend_name() == "sqlite"


@contextmanager
def hold(file: Path) -> Iterator[None]:
    """Raises InUse; the system lets go when the process ends, however it ends."""
    lock = file.with_name(f"{file.name}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(f"another process uses {file}") from None
        yield
