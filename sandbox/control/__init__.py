"""The control API: people, their gestures, the clock, faults and limits, for page and tests."""

from aiohttp import web

from sandbox.control import acting, bulk, events, people, world
from sandbox.control.requests import WORLD
from sandbox.world import World

__all__ = ["add_control_routes"]

PREFIX = "/sandbox/api"


def add_control_routes(app: web.Application, served: World) -> None:
    app[WORLD] = served
    for room in (people, acting, world, events, bulk):
        app.router.add_routes(room.routes(PREFIX))
