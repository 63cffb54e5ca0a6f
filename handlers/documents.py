"""A file sent to the chat, fetched and judged before anything reads it; what it holds, others."""

import asyncio

from domain.files import ensure_named, ensure_safe, ensure_size
from handlers.desk import Desk


async def brought(desk: Desk) -> tuple[str, bytes]:
    """The document's name and content; raises UnsafeFile, before it is fetched if it can.

    Who may bring files is asked before this.
    """
    document = desk.message.document if desk.message else None
    assert document is not None  # texts.on_message found its name's ending
    name = document.file_name or ""
    kind = ensure_named(name)
    ensure_size(kind, document.file_size or 0)
    content = bytes(await (await document.get_file()).download_as_bytearray())
    await asyncio.to_thread(ensure_safe, name, content)
    return name, content
