"""Several rounds of a job at once: one that fails is logged and stops no other; no job here."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

import structlog

from services.seam import is_away

log = structlog.get_logger()


async def all_of(rounds: Iterable[Coroutine[Any, Any, int]], *, noun: str) -> int:
    """How much they did together; `noun` says in the log what failed.

    Raises when the database is away: the next tick goes on. Whoever fails otherwise holds a lease,
    whose end makes its work due again.
    """
    done = 0
    for found in await asyncio.gather(*rounds, return_exceptions=True):
        if isinstance(found, BaseException):
            if not isinstance(found, Exception) or is_away(found):
                raise found
            log.error("round failed", of=noun, exc_info=found)
        else:
            done += found
    return done
