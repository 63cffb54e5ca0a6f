"""Which page somebody wanted who was not signed in: kept in their browser until they are.

A cookie may say anything: only an address of the console's own is gone to.
"""

import re
from typing import Final

from aiohttp import web

from web.security import is_https

HOME: Final = "/console"
COOKIE: Final = "koc_wanted"
_LIFE_SECONDS: Final = 15 * 60  # asking the bot for a link takes less
_OURS: Final = re.compile(r"/console(/[a-z0-9-]+)*")  # no file: that is no page to be on


def remember(request: web.Request, response: web.Response) -> None:
    """What was only looked at: a form is not sent again."""
    if request.method == "GET" and _OURS.fullmatch(request.path):
        response.set_cookie(
            COOKIE,
            request.path,
            max_age=_LIFE_SECONDS,
            path=HOME,
            httponly=True,
            samesite="Lax",
            secure=is_https(request),
        )


def page(request: web.Request) -> str:
    """The page they wanted, else the first one."""
    return ours(request.cookies.get(COOKIE, ""))


def ours(said: str) -> str:
    """What a browser says is the address of a page of ours, if it is one."""
    return said if _OURS.fullmatch(said) else HOME


def forget(response: web.Response) -> None:
    response.del_cookie(COOKIE, path=HOME)
