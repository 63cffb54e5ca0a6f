"""Changing a message that the bot sent: text, caption, media, buttons."""

from typing import Any

from sandbox.chats import Chat
from sandbox.content import CAPTIONED_KINDS, MOST_CAPTION, MOST_TEXT, UNMIXED_KINDS, Content
from sandbox.errors import bad_request
from sandbox.keyboards import read_inline_markup
from sandbox.messages import Message
from sandbox.methods.access import message_of, writable_chat
from sandbox.methods.input_media import input_media
from sandbox.methods.messages import message_text
from sandbox.methods.registry import Call, Result, method
from sandbox.methods.sending import admit, caption_of
from sandbox.wire import Json

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


@method("editMessageText")
def edit_message_text(call: Call) -> Result:
    content = message_text(call)
    markup = _markup(call)
    chat, message = _editable(call)
    if message.content.kind != "text":
        raise bad_request("There is no text in the message to edit")
    if not content.text.text:
        raise bad_request("text must be non-empty")
    if content.text.length > MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edit(call, chat, message, content, markup)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Result:
    markup = _markup(call)
    caption = caption_of(call)
    chat, message = _editable(call)
    old = message.content
    if old.kind not in CAPTIONED_KINDS:
        raise bad_request("There is no caption in the message to edit")
    if caption.length > MOST_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    content = Content(old.kind, caption, old.media, _caption_options(call, old))
    return _edit(call, chat, message, content, markup)


@method("editMessageMedia")
def edit_message_media(call: Call) -> Result:
    markup = _markup(call)
    if not call.params.values.get("media"):
        raise bad_request('Parameter "media" is required')
    content = input_media(call, call.params.json("media", "input media"), for_album=False)
    chat, message = _editable(call)
    kinds = {message.content.kind, content.kind}
    if message.media_group_id and len(kinds) > 1 and kinds & UNMIXED_KINDS:
        raise bad_request("Can't change media type in the album")
    if content.text.length > MOST_CAPTION:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    return _edit(call, chat, message, content, markup)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Result:
    markup = _markup(call)
    chat, message = _editable(call)
    if markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    admit(call, chat)
    return call.world.change(chat, message, markup=markup).as_json()


def _markup(call: Call) -> Json | None:
    return read_inline_markup(call.params.json("reply_markup", "reply keyboard markup"))


def _editable(call: Call) -> tuple[Chat, Message]:
    params = call.params
    if not params.text("chat_id") and not params.integer("message_id"):
        if not params.text("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise bad_request("MESSAGE_ID_INVALID")
    chat = writable_chat(call)
    message = message_of(call, chat, "message to edit")
    if not message.from_bot or message.locked or message.forward:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    call: Call, chat: Chat, message: Message, content: Content, markup: Json | None
) -> Result:
    if _same(content, message.content) and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    admit(call, chat)
    edited_at = int(call.world.clock.timestamp())
    changed: dict[str, Any] = {"content": content, "markup": markup, "edit_date": edited_at}
    return call.world.change(chat, message, **changed).as_json()


def _same(new: Content, old: Content) -> bool:
    """Media are the same when the files are, whatever their ids."""
    same_media = new.kind == old.kind and new.file_unique_id == old.file_unique_id
    return same_media and new.text == old.text


def _caption_options(call: Call, old: Content) -> Json:
    kept = {name: on for name, on in old.options.items() if name != "show_caption_above_media"}
    above = call.params.flag("show_caption_above_media")
    return kept | {"show_caption_above_media": True} if above else kept
