"""A picture sent to the chat, as a photo or a file: fetched and judged before anything reads it."""

import asyncio
import hashlib
from pathlib import PurePath
from typing import Final

from telegram import Document, Message, PhotoSize

from domain.errors import NotFound
from domain.files import Kind, ensure_named, ensure_size
from domain.files.kinds import picture_in
from domain.proof import Handed, NoPicture, Proof
from handlers.desk import Desk
from handlers.screen import File, Screen
from words.speech import Html

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp")


def is_in(message: Message) -> bool:
    return bool(message.photo) or is_file(message)


def is_file(message: Message) -> bool:
    """A picture sent as a file, which keeps its bytes as they are."""
    document = message.document
    return document is not None and PurePath(document.file_name or "").suffix.lower() in ENDINGS


async def brought(desk: Desk) -> Handed:
    """The message's picture; raises NoPicture, and UnsafeFile before it is fetched if it can."""
    message = desk.message
    if message is None or not is_in(message):
        raise NoPicture
    found: PhotoSize | Document = message.photo[-1] if message.photo else _document(message)
    named = ensure_named(found.file_name or "") if isinstance(found, Document) else Kind.JPEG
    ensure_size(named, found.file_size or 0)
    content = bytes(await (await found.get_file()).download_as_bytearray())
    kind = named if isinstance(found, Document) else picture_in(content)
    return await asyncio.to_thread(_judged, found.file_id, content, kind)


def _judged(file_id: str, content: bytes, kind: Kind) -> Handed:
    from services import pictures  # decoders are loaded by who gets a picture, not at the start

    seen = pictures.seen(content, kind)
    return Handed(file_id, seen.kind, seen.width, seen.height, seen.sha256, seen.dhash)


async def shown(desk: Desk, proof: Proof, caption: Html) -> Screen:
    """A kept picture, if Telegram still gives what was handed in."""
    brought = await desk.house.bot.get_file(proof.file_id)
    content = bytes(await brought.download_as_bytearray())
    if hashlib.sha256(content).hexdigest() != proof.sha256:
        raise NotFound("proof")
    file = File(f"{proof.proof_id}.{proof.kind}", content)
    if proof.fits_photo:
        return Screen(caption, photo=file)
    return Screen(caption, document=file, fresh=True)


def _document(message: Message) -> Document:
    assert message.document is not None  # asked for by is_in
    return message.document
