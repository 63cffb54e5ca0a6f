"""Killed at every write of forgetting: what came of a broadcast is told whole, before and after."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select, update

from domain.delivery import DeliveryStatus, Response
from domain.locales import ZH
from domain.message import Version
from domain.people import Actor, Role
from scheduler import forgetting
from services import broadcast_drafts, broadcast_outcomes, broadcasts, verify
from services import forgetting as steps
from services.broadcast_outcomes import BroadcastReport
from storage.database import Database, open_database
from storage.tables.delivery import broadcast, broadcast_response, delivery
from tests.confirming import confirm
from tests.loop.loop import rows_of
from tests.prove import boundaries
from tests.prove.boundaries import Boundaries, Manner
from tests.prove.grounds import NewUrl
from tests.prove.proof import Trial
from tests.wordings import write_wording
from tests.world import NOW, World, creator, staff

READERS: Final = 13
PIECE: Final = 3  # rows that go by one commit
KEPT: Final = timedelta(days=400)
LATER: Final = NOW + KEPT + timedelta(days=2)
_MOST: Final = 300
Forget = Callable[[Database, Callable[[], datetime], timedelta], Awaitable[object]]


def killed(new_url: NewUrl, forget: Forget = forgetting.broadcasts, *, every: int = 1) -> Trial:
    """At each boundary, then done again; tried is how many there were."""
    trial = Trial()
    for fatal in range(1, _MOST, every):
        found = _lived(new_url(), fatal, forget)
        if found is None:
            return trial
        trial += Trial(1, [f"boundary {fatal}: {each}" for each in found])
    raise AssertionError("forgetting has no end")


def _lived(url: str, fatal: int, forget: Forget) -> list[str] | None:
    """None: it was done before its time came."""
    with rows_of(url) as rows, TemporaryDirectory() as folder:
        maker, made = furnish(rows)
        told = report(rows, maker, made)
        bounds = Boundaries(fatal, Path(folder) / "noted")
        prepare: Callable[[], None] = partial(boundaries.install, bounds, Manner.WHOLE)
        status = boundaries.in_a_child(partial(_do, url, forget), prepare)
        if status == 0:
            return None
        found = [] if status == -9 else [f"ended by itself ({status})"]
        found += _wrongs(rows, maker, made, told)
        again = boundaries.in_a_child(partial(_do, url, forget), lambda: None)
        found += [] if again == 0 else [f"the next one ended by itself ({again})"]
        return [*found, *_wrongs(rows, maker, made, told), *rows.do(_left, made)]


def furnish(rows: World) -> tuple[Actor, int]:
    """A broadcast in two wordings that is over, and one message that is newer than all of its."""
    people = [rows.do(creator).actor.person_id for _ in range(READERS)]
    maker = rows.do(staff, Role.COORDINATOR)
    made = rows.do(broadcast_drafts.draft, maker, {ZH: Version("新任务")}, now=NOW)
    rows.do(write_wording, maker, made, 1, {ZH: Version("另一种")}, now=NOW)
    rows.do(confirm, maker, made, now=NOW)
    tapped = [
        {"broadcast_id": made, "person_id": each, "kind": Response.TAPPED, "at": NOW}
        for each in people[::2]
    ]
    sent = {"status": DeliveryStatus.SENT, "ended_at": NOW, "message_id": 7}
    dead = {"status": DeliveryStatus.DEAD, "message_id": None, "problem": "blocked"}
    for statement in (
        update(delivery).values(sent),
        update(delivery).where(delivery.c.person_id.in_(people[-4:])).values(dead),
        insert(broadcast_response).values(tapped),
    ):
        rows.do(lambda conn, statement=statement: conn.execute(statement))
    assert rows.do(broadcasts.finish, made, now=NOW)
    return maker, made


def report(rows: World, maker: Actor, made: int) -> BroadcastReport:
    return rows.do(broadcast_outcomes.report, maker, made, now=LATER)


def _do(url: str, forget: Forget) -> None:
    pieces: Any = forgetting
    pieces.SHORTEST = pieces.FIRST = pieces.LONGEST = PIECE
    asyncio.run(_done(url, forget))


async def _done(url: str, forget: Forget) -> None:
    db = open_database(url)
    try:
        await forget(db, lambda: LATER, KEPT)
    finally:
        await db.close()


async def rows_first(db: Database, now: Callable[[], datetime], kept: timedelta) -> None:
    """What the proof must notice: rows go, then what is left is counted."""
    for made in await db.read(steps.broadcasts_over, before=now() - kept):
        first, last = await db.read(steps.span, made)
        of = {"broadcast_id": made, "last": last, "most": PIECE}
        found, after = await db.read(steps.messages_of, first - 1, **of)
        outcome = await db.read(steps.count, made)
        while found:
            await db.write(steps.forget_messages, found)
            found, after = await db.read(steps.messages_of, after, **of)
        await db.write(steps.close, made, now=now())
        await db.write(steps.keep, made, outcome, now=now())


def _wrongs(rows: World, maker: Actor, made: int, told: BroadcastReport) -> list[str]:
    found = list(map(str, rows.do(verify.problems)))
    says = report(rows, maker, made)
    return [*found, f"the report says {says}"] if says != told else found


def _left(conn: Connection, made: int) -> list[str]:
    """Once somebody has gone on there is nothing of it but what it is and what came of it."""
    of = select(func.count())
    rows = conn.execute(of.where(delivery.c.broadcast_id == made)).scalar_one()
    taps = conn.execute(of.where(broadcast_response.c.broadcast_id == made)).scalar_one()
    there = conn.execute(of.where(broadcast.c.id == made)).scalar_one()
    left = rows, taps, there
    return [] if left == (0, 0, 1) else [f"(messages, answers, broadcasts) left: {left}"]
