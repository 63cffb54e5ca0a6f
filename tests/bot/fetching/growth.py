"""A process of its own that meets one bomb and prints what came of it and how much it grew.

`python -m tests.bot.fetching.growth CASE FILE`; a case that begins with `bare` is a control: the
same bomb without the guard.
"""

import asyncio
import io
import json
import sys
import warnings
import zipfile
from pathlib import Path

import aiohttp
from PIL import Image

from bot.fetching.client import Fetcher
from domain.files import Kind, UnsafeFile, ensure_safe
from services import pictures
from tests.bot.fetching.loopback import page, serving

URL = "http://www.douyin.com/"


async def fetch(content: bytes, encoding: str) -> str:
    async with serving({"/": page(content, Content_Encoding=encoding)}) as there:
        answer = await Fetcher(network=there.network).fetch(URL)
        return str(getattr(answer, "reason", "fetched"))


async def bare_fetch(content: bytes, encoding: str) -> str:
    async with serving({"/": page(content, Content_Encoding=encoding)}) as there:
        connector = aiohttp.TCPConnector(resolver=there.names)
        async with aiohttp.ClientSession(connector=connector) as session, session.get(URL) as got:
            return f"{len(await got.read())} bytes"


def workbook(content: bytes) -> str:
    try:
        return ensure_safe("figures.xlsx", content)
    except UnsafeFile as refused:
        return refused.danger


def bare_workbook(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return f"{sum(len(archive.read(name)) for name in archive.namelist())} bytes"


def picture(content: bytes) -> str:
    try:
        return str(pictures.decoded(content, Kind.PNG).size)
    except UnsafeFile as refused:
        return refused.danger


def bare_picture(content: bytes) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = Image.open(io.BytesIO(content))
        image.load()
    return str(image.size)


def meet(case: str, content: bytes) -> str:
    match case.split():
        case ["fetch", encoding]:
            return asyncio.run(fetch(content, encoding))
        case ["bare", "fetch", encoding]:
            return asyncio.run(bare_fetch(content, encoding))
        case ["bare", noun]:
            return {"workbook": bare_workbook, "picture": bare_picture}[noun](content)
    return {"workbook": workbook, "picture": picture}[case](content)


def peak_bytes() -> int:
    """The most this process ever held since the peak was last forgotten."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main(case: str, path: str) -> None:
    content = Path(path).read_bytes()
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # forget the peak of starting up
    before = peak_bytes()
    came_of_it = meet(case, content)
    sys.stdout.write(json.dumps({"came": came_of_it, "grew": peak_bytes() - before}))


if __name__ == "__main__":
    main(*sys.argv[1:])
