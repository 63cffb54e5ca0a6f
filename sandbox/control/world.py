"""Control API: the clock, the log, faults, limits, Stars and the demo's links."""

from dataclasses import asdict, fields

from aiohttp import web

from sandbox.control.requests import WORLD, answer, body_of, bot_in, refusing
from sandbox.control.views import clock_view
from sandbox.faults import Fault, FaultKind
from sandbox.limits import Limits
from sandbox.wire import Json


def routes(prefix: str) -> list[web.RouteDef]:
    return [
        web.get(f"{prefix}/clock", _clock),
        web.post(f"{prefix}/clock", _advance),
        web.get(f"{prefix}/log", _log),
        web.get(f"{prefix}/faults", _faults),
        web.post(f"{prefix}/faults", _add_fault),
        web.delete(f"{prefix}/faults", _clear_faults),
        web.get(f"{prefix}/limits", _limits),
        web.put(f"{prefix}/limits", _set_limits),
        web.get(f"{prefix}/stars", _stars),
        web.put(f"{prefix}/stars", _fill),
        web.get(f"{prefix}/links", _links),
    ]


@refusing
async def _clock(request: web.Request) -> web.Response:
    return answer(clock_view(request.app[WORLD]))


@refusing
async def _advance(request: web.Request) -> web.Response:
    body = await body_of(request)
    request.app[WORLD].clock.advance(float(body.get("advance_seconds") or 0))
    return answer(clock_view(request.app[WORLD]))


@refusing
async def _log(request: web.Request) -> web.Response:
    since = int(request.query.get("since", 0))
    return answer([entry.as_json() for entry in request.app[WORLD].log.since(since)])


@refusing
async def _faults(request: web.Request) -> web.Response:
    return answer([fault.as_json() for fault in request.app[WORLD].faults])


@refusing
async def _add_fault(request: web.Request) -> web.Response:
    body = await body_of(request)
    given = _known(body, {field.name for field in fields(Fault) if field.init} - {"kind"})
    fault = Fault(FaultKind(str(body.get("kind"))), **given)
    return answer(request.app[WORLD].faults.add(fault).as_json(), 201)


@refusing
async def _clear_faults(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return answer([])


@refusing
async def _limits(request: web.Request) -> web.Response:
    return answer(asdict(request.app[WORLD].limiter.limits))


@refusing
async def _set_limits(request: web.Request) -> web.Response:
    """What is left out stays as it is."""
    limiter, body = request.app[WORLD].limiter, await body_of(request)
    given = _known(body, {field.name for field in fields(Limits)})
    limiter.reset(Limits(**(asdict(limiter.limits) | given)))
    return answer(asdict(limiter.limits))


@refusing
async def _stars(request: web.Request) -> web.Response:
    return answer(bot_in(request).purse.as_json())


@refusing
async def _fill(request: web.Request) -> web.Response:
    """`stars`, and how many messages a second cost nothing."""
    purse, body = bot_in(request).purse, await body_of(request)
    purse.fill(float(body["stars"]), float(body.get("free_per_second", 30)))
    return answer(purse.as_json())


@refusing
async def _links(request: web.Request) -> web.Response:
    return answer([{"label": label, "url": url} for label, url in request.app[WORLD].links])


def _known(body: Json, names: set[str]) -> Json:
    return {name: value for name, value in body.items() if name in names}
