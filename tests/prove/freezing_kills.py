"""Killed at every write of confirming and freezing an audience: all are in it, nobody twice."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, func, select, update

from benchmarks.confirming import confirm
from domain.delivery import BroadcastStatus
from domain.errors import Refusal
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Role
from domain.platforms import Platform
from scheduler import freezing
from services import broadcast_drafts, segments, verify
from services import freezing as parts
from services.segments import Holder, Place
from storage.database import open_database
from storage.tables.delivery import broadcast, delivery
from storage.tables.people import account, person
from tests.loop.loop import rows_of
from tests.prove import boundaries
from tests.prove.boundaries import Boundaries, Manner
from tests.prove.grounds import NewUrl
from tests.prove.proof import Trial
from tests.world import NOW, World, creator, staff

READERS: Final = 14
PART: Final = 4  # persons frozen by one commit
_MUTED: Final = 5  # one reader of so many wants none
_MOST: Final = 300


def killed(new_url: NewUrl, manner: Manner = Manner.WHOLE, *, every: int = 1) -> Trial:
    """At each boundary, then done again; tried is how many there were."""
    trial = Trial()
    for fatal in range(1, _MOST, every):
        found = _lived(new_url(), fatal, manner)
        if found is None:
            return trial
        trial += Trial(1, [f"boundary {fatal}: {each}" for each in found])
    raise AssertionError("freezing has no end")


def _lived(url: str, fatal: int, manner: Manner) -> list[str] | None:
    """None: it was done before its time came."""
    with rows_of(url) as rows, TemporaryDirectory() as folder:
        maker, made = furnish(rows)
        bounds = Boundaries(fatal, Path(folder) / "noted")
        prepare: Callable[[], None] = partial(boundaries.install, bounds, manner)
        status = boundaries.in_a_child(partial(_do, url, maker, made), prepare)
        if status == 0:
            return None
        found = [] if status == -9 else [f"ended by itself ({status})"]
        found += map(str, rows.do(verify.problems))
        on_roll = rows.do(matching) if rows.do(is_confirmed, made) else None
        rows.do(creator)  # who comes while nobody works …
        rows.do(_moves_away)  # … and who leaves
        again = boundaries.in_a_child(partial(_do, url, maker, made), lambda: None)
        found += [] if again == 0 else [f"the next one ended by itself ({again})"]
        found += rows.do(wrongs, made, on_roll or rows.do(matching))
        return [*found, *map(str, rows.do(verify.problems))]


def is_confirmed(conn: Connection, broadcast_id: int) -> bool:
    stands = select(broadcast.c.status).where(broadcast.c.id == broadcast_id)
    return conn.execute(stands).scalar_one() != BroadcastStatus.DRAFT


def _moves_away(conn: Connection) -> None:
    last = select(func.max(account.c.id)).where(account.c.id <= READERS).scalar_subquery()
    moved = update(account).where(account.c.id == last)
    conn.execute(moved.values(platform=Platform.WEIBO))


def furnish(rows: World) -> tuple[Actor, int]:
    people = [rows.do(creator).actor.person_id for _ in range(READERS)]
    muted = update(person).where(person.c.id.in_(people[::_MUTED]))
    rows.do(lambda conn: conn.execute(muted.values(wants_broadcasts=False)))
    maker = rows.do(staff, Role.COORDINATOR)
    made = rows.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    place = Place(Holder.BROADCAST, made)
    rows.do(segments.rewrite, maker, place, "platform:douyin", now=NOW)
    return maker, made


def _do(url: str, maker: Actor, made: int) -> None:
    parts.FIRST_PART = freezing.SHORTEST = freezing.LONGEST = PART  # type: ignore[misc]
    asyncio.run(_done(url, maker, made))


async def _done(url: str, maker: Actor, made: int) -> None:
    db = open_database(url)
    try:
        with suppress(Refusal):  # it was confirmed before
            await confirm(db, maker, made, now=NOW)
        await freezing.go_on(db, lambda: NOW)
    finally:
        await db.close()


def matching(conn: Connection) -> list[int]:
    """Whom it is for now, and who wants it."""
    theirs = select(account.c.person_id).where(account.c.platform == Platform.DOUYIN)
    wanted = select(person.c.id).where(
        person.c.id.in_(theirs), person.c.wants_broadcasts, person.c.reachable
    )
    return sorted(conn.execute(wanted).scalars())


def wrongs(conn: Connection, broadcast_id: int, should: list[int]) -> list[str]:
    """Who should be in it and is not, or the other way round, or is in it twice."""
    stands = conn.execute(select(broadcast).where(broadcast.c.id == broadcast_id)).one()
    told = select(delivery.c.person_id).where(delivery.c.broadcast_id == broadcast_id)
    are = sorted(conn.execute(told).scalars())
    found = []
    if are != should:
        twice = len(are) - len(set(are))
        found.append(f"{len(should)} should be told, {len(set(are))} are, {twice} of them twice")
    if stands.frozen_to != stands.freeze_to:
        found.append(f"frozen to {stands.frozen_to} of {stands.freeze_to}")
    if stands.audience != len(are):
        found.append(f"its audience says {stands.audience}, its rows {len(are)}")
    return found
