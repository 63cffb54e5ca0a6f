"""What live campaigns hand out is looked at once, one address a host; what it means, services."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from scheduler.side_by_side import all_of
from scheduler.turns import NotYet, Outside, Turns, picture_of
from services import material
from services.seam import Database

AT_ONCE: Final = 4


async def look(db: Database, now: Callable[[], datetime], outside: Outside) -> int:
    """The oldest due address of each host that may be asked now; how many are known for good."""
    if await db.read(material.is_behind):
        await db.write(material.list_new, now=now())
    due = await db.read(material.due, most=AT_ONCE, now=now())
    return await all_of((_seen(db, now, outside, each) for each in due), noun="material")


async def _seen(
    db: Database, now: Callable[[], datetime], outside: Outside, material_id: int
) -> bool:
    asked = await db.write(material.take, material_id, now=now())
    if asked is None:
        return False
    try:
        answer = await Turns(db, now, outside).page(asked.url)
    except NotYet as closed:
        await db.write(material.put_off, asked, closed.until)
        return False
    return await db.write(material.note, asked, answer, await picture_of(answer), now=now())
