"""A form that brings a file, read part by part up to a limit; what the file says, others judge."""

from dataclasses import dataclass, field
from typing import Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage

from domain.files import Danger, Kind, UnsafeFile

LARGEST_FILE_BYTES: Final = Kind.CSV.most_bytes
LARGEST_BYTES: Final = LARGEST_FILE_BYTES + 64 * 1024
"""Of the whole form: the file, and what stands around it."""
_PIECE: Final = 64 * 1024
_MOST_PARTS: Final = 16


@dataclass(frozen=True, slots=True)
class Brought:
    """`name` as the browser gave it, not looked at yet; without a file both are empty."""

    fields: dict[str, str]
    name: str = ""
    content: bytes = field(default=b"", repr=False)


def ensure_at_most(request: web.Request) -> None:
    """By the announced length. Raises UnsafeFile: whoever chose the file reads why."""
    if (request.content_length or 0) > LARGEST_BYTES:
        raise UnsafeFile(Danger.TOO_LARGE, LARGEST_FILE_BYTES)


async def read(request: web.Request) -> Brought:
    """Raises UnsafeFile for a file that is too large, HTTPBadRequest for what no browser sends."""
    try:
        return await _read(request)
    except (ValueError, LookupError, AssertionError, BadHttpMessage):
        raise web.HTTPBadRequest from None


async def _read(request: web.Request) -> Brought:
    fields: dict[str, str] = {}
    name, content, parts = "", b"", 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader) or part.name is None or parts > _MOST_PARTS:
            raise ValueError
        data = await _whole(part)
        if part.filename is None:
            fields[part.name] = data.decode()
        else:
            name, content = part.filename, data
    return Brought(fields, name, content)


async def _whole(part: BodyPartReader) -> bytes:
    data = bytearray()
    while piece := await part.read_chunk(_PIECE):
        data += piece
        if len(data) > LARGEST_FILE_BYTES:
            raise UnsafeFile(Danger.TOO_LARGE, LARGEST_FILE_BYTES)
    return bytes(data)
