"""Killed at every write of what moves money, then done again: the same money, the same files."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from services import verify
from storage.database import open_database
from tests.loop.loop import rows_of
from tests.prove import boundaries, deeds
from tests.prove.boundaries import Boundaries, Manner
from tests.prove.deeds import DEEDS, House, Row
from tests.prove.grounds import NewUrl
from tests.prove.proof import Trial

_NEVER: Final = 0
_MOST: Final = 200  # boundaries that a deed may have


def killed(name: str, new_url: NewUrl, manner: Manner = Manner.WHOLE, *, every: int = 1) -> Trial:
    """At each boundary of that deed on a house of its own; tried is how many there were.

    `every`: at the first one, and then at one of so many.
    """
    wanted, trial = _lived(name, new_url(), _NEVER, Manner.WHOLE, []), Trial()
    for fatal in range(1, _MOST, every):
        found: list[str] = []
        stands = _lived(name, new_url(), fatal, manner, found)
        if found == [_OUTLIVED]:
            return trial
        trial.tried += 1
        if stands != wanted:
            found.append(f"{len(set(stands) ^ set(wanted))} rows differ in the end")
        trial.problems += [f"{name}, boundary {fatal}: {each}" for each in found]
    raise AssertionError(f"{name} has no end")


_OUTLIVED: Final = "it was done before its time came"


def _lived(name: str, url: str, fatal: int, manner: Manner, found: list[str]) -> list[Row]:
    """Dies once, is looked at, and then somebody does it again; what stands in the end."""
    with TemporaryDirectory() as folder:
        with rows_of(url) as rows:
            house = rows.do(deeds.furnish, name, Path(folder))
        if fatal != _NEVER:
            _die(name, url, house, fatal, manner, found)
        boundaries.in_a_child(partial(_do, url, name, house), lambda: None)
        with rows_of(url) as rows:
            found += map(str, rows.do(verify.problems))
            if len({file.read_bytes() for file in Path(folder).glob("*.csv")}) > 1:
                found.append("two files of one batch differ")
            return rows.do(deeds.picture)


def _die(name: str, url: str, house: House, fatal: int, manner: Manner, found: list[str]) -> None:
    noted = house.folder / "boundaries"
    prepare: Callable[[], None] = partial(boundaries.install, Boundaries(fatal, noted), manner)
    status = boundaries.in_a_child(partial(_do, url, name, house), prepare)
    if status == 0:
        found.append(_OUTLIVED)
    elif status != -9:
        found.append(f"ended by itself ({status})")
    with rows_of(url) as rows:
        found += map(str, rows.do(verify.problems))


def _do(url: str, name: str, house: House) -> None:
    asyncio.run(_done(url, name, house))


async def _done(url: str, name: str, house: House) -> None:
    db = open_database(url)
    try:
        await deeds.until_it_is_done(DEEDS[name], db, house)
    finally:
        await db.close()
