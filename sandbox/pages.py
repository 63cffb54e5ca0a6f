"""The chat page's own files, served fresh every time; what they say is the page's business."""

from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parent / "page"
_FRESH = {"Cache-Control": "no-store"}


def add_page_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/", _index)
    router.add_get("/assets/{path:.+}", _asset)


async def _index(_: web.Request) -> web.StreamResponse:
    return _file(PAGE / "index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    path = (PAGE / request.match_info["path"]).resolve()
    if not path.is_relative_to(PAGE.resolve()):
        raise web.HTTPNotFound
    return _file(path)


def _file(path: Path) -> web.StreamResponse:
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=_FRESH)
