"""The visitor's own matters: their language, and signing out here or everywhere."""

from aiohttp import web

from services import console, settings
from web.console import wanted
from web.console.notes import Note, see_other
from web.console.sign_in import forget
from web.console.visitor import Visitor
from web.console.wanted import HOME


async def speak(visitor: Visitor) -> web.Response:
    """Back on the same page in the other language; the bot speaks it too from now on."""
    await visitor.act(settings.speak, await visitor.field("locale"))
    return see_other(await way_back(visitor), Note.LANGUAGE)


async def way_back(visitor: Visitor) -> str:
    """The page a form stood on, if it is one of ours."""
    return wanted.ours(await visitor.field("back"))


async def sign_out(visitor: Visitor) -> web.Response:
    await visitor.sign_out()
    return forget(see_other(HOME))


async def sign_out_everywhere(visitor: Visitor) -> web.Response:
    await visitor.act(console.sign_out_everywhere)
    return forget(see_other(HOME))
