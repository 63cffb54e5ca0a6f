"""GET /api/v1/openapi.json: the API's description, written by hand and held to by the tests."""

from pathlib import Path
from typing import Final

from aiohttp import web

PATH: Final = "/api/v1/openapi.json"
DOCUMENT: Final = Path(__file__).parent / "openapi.json"


async def get(request: web.Request) -> web.Response:
    return web.Response(
        body=DOCUMENT.read_bytes(),
        content_type="application/json",
        headers={"Cache-Control": "public, max-age=300"},
    )
