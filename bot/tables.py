"""Bringing the database to the present tables before work begins, or one clear line why not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.endings import CannotGoOn
from bot.single import hold_database
from storage.migrate import is_current, upgrade


def bring_up(url: str) -> bool:
    """False when they were there; for who holds the database."""
    with _one_line():
        if is_current(url):
            return False
        upgrade(url)
    return True


def bring_up_alone(url: str) -> None:
    """Nothing to do is fine beside a service; else raises InUse: it works with the older tables."""
    with _one_line():
        present = is_current(url)
    if not present:
        with hold_database(url):
            bring_up(url)


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", error)
        raise CannotGoOn(f"database.url: {str(cause).splitlines()[0]}") from None
