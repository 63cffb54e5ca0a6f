"""GET /healthz (the process answers) and /readyz (it can work); figures are prometheus."""

import asyncio
from time import monotonic
from typing import Final

import structlog
from aiohttp import web

from domain.figures import ProcessFigures
from services import health
from services.seam import Database
from web.house import HOUSE

log = structlog.get_logger()

_LONGEST_WRITE_SECONDS: Final = 5.0
_LONGEST_ROUND_SECONDS: Final = 60.0  # the messenger looks twice a second, but may wait to write
_LONGEST_QUIET_SECONDS: Final = 60.0  # some job ticks every second


async def healthz(request: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def readyz(request: web.Request) -> web.Response:
    """503 takes this process out of a balancer; the body says which part is missing."""
    house = request.app[HOUSE]
    answers, current = await _schema(house.db)
    checks = {"database": answers, "migrations": current, "writes": await _writes(house.db)}
    if flow := house.updates():
        checks["updates"] = flow.flowing
    checks |= _sides(house.figures, monotonic())
    ready = all(checks.values())
    return web.json_response({"ready": ready, **checks}, status=200 if ready else 503)


def _sides(figures: ProcessFigures, now: float) -> dict[str, bool]:
    """What this process has taken on: whether it does it, and whether it stays."""
    sides = {"staying": not figures.draining}
    if figures.pump_at is not None:
        sides["messages"] = now - figures.pump_at < _LONGEST_ROUND_SECONDS
    if figures.ticked_at is not None:
        sides["jobs"] = now - figures.ticked_at < _LONGEST_QUIET_SECONDS
    return sides


async def _schema(db: Database) -> tuple[bool, bool]:
    """Whether the database answers, and whether its tables are ones we work with."""
    try:
        return True, await db.read(health.schema_serves)
    except Exception:  # whatever is wrong with it: a probe wants to know that, not why
        log.exception("the database does not answer")
        return False, False


async def _writes(db: Database) -> bool:
    """Whether a write comes to its turn: another process may keep it, or the disk be full."""
    try:
        await asyncio.wait_for(db.write(health.write_nothing), _LONGEST_WRITE_SECONDS)
    except Exception:
        log.exception("the database takes no write")
        return False
    return True


def routes() -> list[web.RouteDef]:
    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
