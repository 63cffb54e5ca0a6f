"""A message that is no command: an answer, a file, a pasted link, in this order; none is kept.

A post's link comes before an answer where the question asks for none: see forms.py.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePath

from handlers import forms, menu
from handlers.desk import Desk
from handlers.forms import Forms, OnText
from handlers.screen import Screen

OnFile = Callable[[Desk], Awaitable[Screen | None]]


async def on_message(
    desk: Desk, *, asked: Forms, documents: Mapping[str, OnFile], pasted: OnText
) -> Screen | None:
    """`documents` by extension, `.csv`; `pasted` answers None for a text without a link."""
    message = desk.message
    if message is None or message.edit_date is not None:
        return None  # a corrected message was answered when it came
    answered = await forms.on_message(desk, asked, pasted)
    if answered is not None:
        return answered
    if message.document is not None:
        extension = PurePath(message.document.file_name or "").suffix.lower()
        if extension in documents:
            return await documents[extension](desk)
        if not message.caption:
            return await menu.unreadable(desk)
    text = (message.text or message.caption or "").strip()
    if not text and not message.effective_attachment:
        return None  # a service message: somebody pinned something
    shown = await pasted(desk, text) if text else None
    return shown or await forms.present(desk, asked) or await menu.lost(desk)
