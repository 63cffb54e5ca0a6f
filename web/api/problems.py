"""What went wrong with a whole request, as RFC 9457 problems; flaws of single items are results."""

from typing import Any

import orjson
from aiohttp import web


def json_response(facts: Any, *, status: int = 200, content_type: str = "") -> web.Response:
    return web.Response(
        body=orjson.dumps(facts),
        status=status,
        content_type=content_type or "application/json",
    )


def problem(status: int, code: str, detail: str) -> web.Response:
    """`code` is for programs and stays stable; `detail` is for who reads the log."""
    facts = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return json_response(facts, status=status, content_type="application/problem+json")
