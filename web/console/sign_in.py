"""Signing in by the bot's one-time link: looking shows a button, only the button uses it up."""

from aiohttp import web

from services import console
from web.console import pages, wanted
from web.console.guard import COOKIE
from web.console.notes import see_other
from web.console.wanted import HOME
from web.house import HOUSE
from web.security import is_https
from words.speech import speech


async def home(request: web.Request) -> web.Response:
    """For who types an address without its end, or with a slash too many."""
    return see_other(HOME)


async def offer(request: web.Request) -> web.Response:
    """Link previews and scanners come here too: nothing happens yet."""
    house = request.config_dict[HOUSE]
    now = house.now()
    holder = await house.db.read(console.holder, request.match_info["token"], now=now)
    return await pages.render(
        request, "sign_in.html", speech(holder.locale), holder.timezone, now, holder=holder
    )


async def enter(request: web.Request) -> web.Response:
    house = request.config_dict[HOUSE]
    token = await house.db.write(console.sign_in, request.match_info["token"], now=house.now())
    response = see_other(wanted.page(request))
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(console.SESSION_LIFE.total_seconds()),
        path=HOME,
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )
    wanted.forget(response)
    return response


def forget(response: web.Response) -> web.Response:
    response.del_cookie(COOKIE, path=HOME)
    return response
