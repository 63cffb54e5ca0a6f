"""Bringing the database to the present tables before work begins, or one clear line why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.endings import CannotGoOn, Outgrown
from bot.single import hold_database
from storage.migrate import HEAD, is_there, tables, upgrade
from storage.revisions import Tables

_FIRST: Final = "`koc run` and `koc migrate` make them; or is it another folder, another --config?"


@dataclass(frozen=True, slots=True)
class Brought:
    """Which tables there are to work with, and whether they were brought up just now."""

    revision: str
    changed: bool

    @property
    def is_newer(self) -> bool:
        """They are a newer release's, and serve this one as well."""
        return self.revision != HEAD


def bring_up(url: str) -> Brought:
    """For who holds the database. Raises Outgrown."""
    with _one_line():
        before = tables(url)
        if not before.serve(HEAD):
            upgrade(url)
        now = tables(url) if before.revision != HEAD else before
    _ensure_served(url, now)
    assert now.revision is not None  # they have been made
    return Brought(now.revision, now.revision != before.revision)


def bring_up_alone(url: str) -> None:
    """Nothing to do is fine beside a service; else raises InUse: it works with the older tables."""
    with _one_line():
        found = tables(url)
    if found.are_newer_than(HEAD):
        _ensure_served(url, found)
    elif not found.serve(HEAD):
        with hold_database(url):
            bring_up(url)


def ensure_present(url: str) -> None:
    """For who only reads: nothing is made, and nothing is brought along, to be looked at."""
    where = _named(url)
    with _one_line():
        there, found = is_there(url), tables(url)
    if not there:
        raise CannotGoOn(f"database.url: there is no database at {where}: {_FIRST}")
    if found.revision is None:
        raise CannotGoOn(f"database.url: {where} has none of our tables: {_FIRST}")
    _ensure_served(url, found)
    if not found.serve(HEAD):
        raise CannotGoOn(
            f"database.url: the tables of {where} are at {found.revision} and not at {HEAD}: "
            "`koc migrate` brings older ones along"
        )


def _ensure_served(url: str, found: Tables) -> None:
    if found.are_newer_than(HEAD) and not found.serve(HEAD):
        raise Outgrown(
            f"database.url: the tables of {_named(url)} are at {found.revision}, which a release "
            f"of {HEAD} cannot work with: start the newer one, these are not taken back"
        )


def _named(url: str) -> str:
    return make_url(url).render_as_string()  # no password


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", error)
        raise CannotGoOn(f"database.url: {str(cause).splitlines()[0]}") from None
