"""What went wrong with a whole request, as RFC 9457 problems; flaws of single items are results."""

from typing import Final

import orjson
from aiohttp import web

from web.security import BARE, SERVER

_HEADERS: Final = {
    "Server": SERVER,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
_JSON: Final = {**_HEADERS, "Content-Type": "application/json"}
_PROBLEM: Final = {**_HEADERS, "Content-Type": "application/problem+json"}


def json_response(body: bytes) -> web.Response:
    """For programs alone: nothing that a browser would show."""
    return _bare(body, 200, _JSON)


def problem(status: int, code: str, detail: str) -> web.Response:
    """`code` is for programs and stays stable; `detail` is for who reads the log."""
    facts = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return _bare(orjson.dumps(facts), status, _PROBLEM)


def _bare(body: bytes, status: int, headers: dict[str, str]) -> web.Response:
    response = web.Response(body=body, status=status, headers=headers)
    response[BARE] = True
    return response
