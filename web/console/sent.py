"""A file that somebody sent to the bot, brought from Telegram when somebody looks at it."""

import hashlib

import structlog
from aiohttp import web

from domain.files import Kind
from web.console.visitor import Visitor

log = structlog.get_logger()
_SHEETS = {
    Kind.CSV: "text/csv",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def unchanged(visitor: Visitor, file_id: str, sha256: str, **which: int) -> bytes:
    """The bytes that were handed in, or none: what Telegram gives is compared with their hash."""
    try:
        content = await visitor.picture(file_id)
    except Exception:  # whatever Telegram and the way there raise
        log.warning("a file did not come", **which, exc_info=True)
        raise web.HTTPNotFound from None
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("Telegram gives another file than was handed in", **which)
        raise web.HTTPNotFound
    return content


def answered(content: bytes, kind: Kind, name: str) -> web.Response:
    """A picture is shown where it is; a sheet is only ever saved."""
    headers = {"Cache-Control": "private, max-age=3600"}
    if not kind.is_picture:
        headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    content_type = f"image/{kind}" if kind.is_picture else _SHEETS[kind]
    return web.Response(body=content, content_type=content_type, headers=headers)
