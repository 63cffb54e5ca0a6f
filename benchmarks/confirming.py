"""A broadcast is confirmed as the chat does it: asked, its roll called, yes; measures nothing."""

import asyncio
from datetime import datetime

from domain.broadcast_rules import PLAIN, BroadcastRules
from domain.people import Actor
from services import broadcasts, rolls
from services.broadcast_sheets import known_to
from services.seam import Database


async def confirm(
    db: Database, actor: Actor, number: int, *, now: datetime, rules: BroadcastRules = PLAIN
) -> None:
    question = (await db.read(known_to, actor, number)).question(now)
    called = await db.read(rolls.call, actor, number, question, now=now)
    roll = await asyncio.to_thread(called.packed)
    await db.write(broadcasts.confirm, actor, number, roll, rules, now=now)
