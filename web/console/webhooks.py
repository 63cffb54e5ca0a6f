"""Partners' addresses for owners: how each fares, pause, resume, test, replay; no secrets here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from services import endpoints
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words.speech import msg

ADDRESS: Final = "/console/webhooks"
SPANS: Final = {"1": timedelta(hours=1), "24": timedelta(days=1), "168": timedelta(days=7)}
"""How far back a replay goes, by its hours; the command line knows any other."""

_BACK: Final = {
    "1": msg("the last hour"),
    "24": msg("the last 24 hours"),
    "168": msg("the last 7 days"),
}

_VERBS: Final[dict[str, tuple[Callable[..., Any], Note]]] = {
    "pause": (endpoints.pause_by, Note.PAUSED),
    "resume": (endpoints.resume_by, Note.RESUMED),
    "test": (endpoints.test_by, Note.TESTED),
}


async def listed(visitor: Visitor) -> web.Response:
    found = await visitor.look(endpoints.listed)
    return await visitor.page("webhooks.html", found=found, spans=_BACK)


async def act(visitor: Visitor) -> web.Response:
    verb, name = await visitor.field("verb"), await visitor.field("name")
    if verb == "replay":
        span = SPANS.get(await visitor.field("hours"))
        if span is None:
            raise web.HTTPBadRequest
        await visitor.act(endpoints.replay_by, name, visitor.now - span)
        return see_other(ADDRESS, Note.REPLAYED)
    if verb not in _VERBS:
        raise web.HTTPBadRequest
    service, said = _VERBS[verb]
    await visitor.act(service, name)
    return see_other(ADDRESS, said)
