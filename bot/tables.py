"""Bringing the database to the present tables before work begins, or one clear line why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.endings import CannotGoOn
from bot.single import hold_database
from storage.migrate import HEAD, is_current, is_there, revision_of, upgrade

_FIRST: Final = "`koc run` and `koc migrate` make them; or is it another folder, another --config?"


def bring_up(url: str) -> bool:
    """False when they were there; for who holds the database."""
    with _one_line():
        found = revision_of(url)
        if found == HEAD:
            return False
        _refuse_newer(found)
        upgrade(url)
    return True


def bring_up_alone(url: str) -> None:
    """Nothing to do is fine beside a service; else raises InUse: it works with the older tables."""
    with _one_line():
        present = is_current(url)
    if not present:
        with hold_database(url):
            bring_up(url)


def ensure_present(url: str) -> None:
    """For who only reads: nothing is made, and nothing is brought along, to be looked at."""
    where = make_url(url).render_as_string()  # no password
    with _one_line():
        there, found = is_there(url), revision_of(url)
    if not there:
        raise CannotGoOn(f"database.url: there is no database at {where}: {_FIRST}")
    if found is None:
        raise CannotGoOn(f"database.url: {where} has none of our tables: {_FIRST}")
    _refuse_newer(found)
    if found != HEAD:
        raise CannotGoOn(
            f"database.url: the tables of {where} are at {found} and not at {HEAD}: "
            "`koc migrate` brings older ones along"
        )


def _refuse_newer(found: str | None) -> None:
    """Who was there when they came goes on; who starts does not know what they took away."""
    if found and found > HEAD:
        raise CannotGoOn(
            f"database.url: its tables are at {found}, and this version knows those up to {HEAD}: "
            "start the newer version"
        )


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", error)
        raise CannotGoOn(f"database.url: {str(cause).splitlines()[0]}") from None
