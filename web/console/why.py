"""Why an amount is what it is: the way from post to pay drawn, and the words of the chat's /why."""

from aiohttp import web

from domain.people import Role
from services import why
from web.console import way_picture
from web.console.visitor import Visitor
from words import way
from words import why as words


async def one(visitor: Visitor) -> web.Response:
    """The part that the address names, else the last one that was fixed."""
    asked = (visitor.row_id("assignment_id"), visitor.request.query.get("part", ""))
    found = await visitor.look(why.explain, *asked, now=visitor.now)
    told = (visitor.actor.timezone, visitor.say, visitor.now)
    settled_at = found.fixed.settled_at if found.fixed else visitor.now
    return await visitor.page(
        "why.html",
        found=found,
        parts=found.parts,
        picture=way_picture.drawn(way.steps(found, *told)),
        tree=way.tree(found, *told).unescape(),
        words=words.explained(found, *told, to_staff=True),
        sees_creators=visitor.actor.may(Role.COORDINATOR),
        sees_batches=visitor.actor.may(Role.FINANCE),
        width=way_picture.WIDTH,
        text_at=way_picture.TEXT_AT,
        year=settled_at.year,
    )
