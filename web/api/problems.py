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


def problem(status: int, code: str, detail: str, *, retry_after: int = 0) -> web.Response:
    """`code` is for programs and stays stable; `detail` is for who reads the log.

    `retry_after`, in seconds: when it may be sent again.
    """
    facts = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    later = {"Retry-After": str(retry_after)} if retry_after else {}
    return _bare(orjson.dumps(facts), status, _PROBLEM | later)


def _bare(body: bytes, status: int, headers: dict[str, str]) -> web.Response:
    response = web.Response(body=body, status=status, headers=headers)
    response[BARE] = True
    return response
