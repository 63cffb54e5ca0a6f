"""A request that may change something gets an id of its own, which all that comes of it bears."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import hdrs, web
from structlog.contextvars import bound_contextvars

from services import traces
from services.traces import Cause

_LOOKS: Final = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})


@web.middleware
async def traced(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    if request.method in _LOOKS:
        return await handler(request)
    with bound_contextvars(trace=traces.fresh(Cause.REQUEST), route=_route(request)):
        return await handler(request)


def _route(request: web.Request) -> str:
    """As it was declared: a path itself may hold what lets somebody in."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
