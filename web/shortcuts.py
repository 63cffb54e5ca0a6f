"""Clicks and single readings before the router, which is an eighth of what they cost; no rule here.

docs/decisions/0024 has the measurement. Whatever is not plainly one of these goes the usual way,
which ends in the same functions.
"""

from typing import Final

from aiohttp import hdrs, web

from domain.tracking import PATH as LINKS
from web import tracking
from web.api import metrics

_CLICK: Final = hdrs.METH_GET
_MESSAGE: Final = hdrs.METH_POST


def take(runner: web.AppRunner) -> None:
    """Of a runner that is set up and listens nowhere yet."""
    server, app = runner.server, runner.app
    assert server is not None
    usual, click, message = server.request_handler, tracking.shortcut(app), metrics.shortcut(app)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if isinstance(request, web.Request):
            if request.method == _CLICK and request.raw_path.startswith(LINKS):
                led = click(request)
                if led is not None:
                    return led
            elif (
                request.raw_path == metrics.PATH
                and request.method == _MESSAGE
                and hdrs.EXPECT not in request.headers
            ):
                return await message(request)
        return await usual(request)

    server.request_handler = handle
