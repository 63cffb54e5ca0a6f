"""The visitor's own matters: their language, and signing out here or everywhere."""

import re
from typing import Final

from aiohttp import web

from services import console, settings
from web.console.notes import Note, see_other
from web.console.sign_in import HOME, forget
from web.console.visitor import Visitor

_OUR_PATH: Final = re.compile(r"/console(/[a-z0-9-]+)*")


async def speak(visitor: Visitor) -> web.Response:
    """Back on the same page in the other language; the bot speaks it too from now on."""
    await visitor.act(settings.speak, await visitor.field("locale"))
    return see_other(await way_back(visitor), Note.LANGUAGE)


async def way_back(visitor: Visitor) -> str:
    """The page a form stood on, if it is one of ours."""
    path = await visitor.field("back")
    return path if _OUR_PATH.fullmatch(path) else HOME


async def sign_out(visitor: Visitor) -> web.Response:
    await visitor.sign_out()
    return forget(see_other(HOME))


async def sign_out_everywhere(visitor: Visitor) -> web.Response:
    await visitor.act(console.sign_out_everywhere)
    return forget(see_other(HOME))
