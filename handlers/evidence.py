"""A file sent beside words, judged before anything reads it; and shown again as it came."""

import asyncio
import hashlib

from telegram import Message

from domain.disputes.life import EVIDENCE_KINDS, EvidenceFile
from domain.errors import NotFound
from domain.files import Danger, Kind, UnsafeFile, ensure_named
from handlers import documents, pictures
from handlers.desk import Desk
from handlers.screen import File, Screen
from words.speech import Html


def is_in(message: Message) -> bool:
    """Whether of a kind that is taken is judged when it is brought."""
    return bool(message.photo) or message.document is not None


async def brought(desk: Desk) -> EvidenceFile | None:
    """The message's picture or sheet, if there is any; raises UnsafeFile."""
    message = desk.message
    if message is not None and message.video:
        raise UnsafeFile(Danger.KIND)
    if message is None or not is_in(message):
        return None
    if pictures.is_in(message):
        handed = await pictures.brought(desk)
        return EvidenceFile(handed.file_id, handed.kind, handed.sha256)
    assert message.document is not None  # asked for above
    kind = ensure_named(message.document.file_name or "")
    if kind not in EVIDENCE_KINDS:
        raise UnsafeFile(Danger.KIND)
    _, content = await documents.brought(desk)
    digest = await asyncio.to_thread(hashlib.sha256, content)
    return EvidenceFile(message.document.file_id, kind, digest.hexdigest())


async def shown(desk: Desk, kept: EvidenceFile, name: str, caption: Html) -> Screen:
    """If Telegram still gives what was handed in."""
    found = await desk.house.bot.get_file(kept.file_id)
    content = bytes(await found.download_as_bytearray())
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise NotFound("evidence")
    file = File(f"{name}.{kept.kind}", content)
    if kept.kind is Kind.JPEG:
        return Screen(caption, photo=file)
    return Screen(caption, document=file, fresh=True)
