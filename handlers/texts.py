"""A message that is no command: an answer, a file, a pasted link, in this order; none is kept.

A post's link comes before an answer where the question asks for none: see forms.py.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePath

from telegram import Document, Message

from domain import links
from domain.links import NoLink
from handlers import forms, menu, pictures
from handlers.desk import Desk
from handlers.forms import Forms, OnText
from handlers.screen import Screen

OnFile = Callable[[Desk], Awaitable[Screen | None]]


async def on_message(
    desk: Desk,
    *,
    asked: Forms,
    documents: Mapping[str, OnFile],
    pasted: OnText,
    pictured: OnFile,
) -> Screen | None:
    """`documents` by extension, `.csv`; `pasted` answers None for a text without a link, and
    `pictured` for a picture that can show nothing of its sender's.
    """
    message = desk.message
    if message is None or message.edit_date is not None:
        return None  # a corrected message was answered when it came
    shown = await forms.on_message(desk, asked, pasted)
    shown = shown or await _on_file(desk, message, documents, pictured)
    if shown is not None:
        return shown
    text = (message.text or message.caption or "").strip()
    if not text and not message.effective_attachment:
        return None  # a service message: somebody pinned something
    shown = await pasted(desk, text) if text else None
    return shown or await forms.present_again(desk, asked) or await menu.lost(desk)


async def _on_file(
    desk: Desk, message: Message, documents: Mapping[str, OnFile], pictured: OnFile
) -> Screen | None:
    """None where there is none, or none that anybody reads."""
    shown = None
    if pictures.is_in(message) and not _has_link(message):
        shown = await pictured(desk)
    if shown is None and message.document is not None:
        shown = await _on_document(desk, message.document, documents, message.caption or "")
    return shown


async def _on_document(
    desk: Desk, document: Document, documents: Mapping[str, OnFile], caption: str
) -> Screen | None:
    """None for a file that is not read, with words beside it, which may hold a link.

    Tables and campaigns are staff's: a creator hears what they can send instead.
    """
    await desk.recognise()
    extension = PurePath(document.file_name or "").suffix.lower()
    if extension in documents and desk.actor is not None and desk.actor.roles:
        return await documents[extension](desk)
    return None if caption else await menu.unreadable(desk)


def _has_link(message: Message) -> bool:
    """A picture beside a link is the link's: who sends both hands in the post."""
    return not isinstance(links.parse(message.caption or ""), NoLink)
