"""A redirect with nothing around it: one aiohttp route that sends everybody to one address."""

import asyncio
import os

from aiohttp import web

LOCATION = "https://shop.example.com/tea?utm_source=douyin&utm_medium=koc&utm_content=0123456789"


async def follow(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": LOCATION})


async def main() -> None:
    app = web.Application()
    app.add_routes([web.get("/t/{code}", follow)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["KOC__WEB__PORT"])).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
