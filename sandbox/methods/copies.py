"""Copying and forwarding what is already there."""

from sandbox.chats import Chat
from sandbox.content import Content
from sandbox.errors import bad_request
from sandbox.messages import Message
from sandbox.methods.access import chat_of, writable_chat
from sandbox.methods.deletions import ids_of
from sandbox.methods.registry import Call, Result, method
from sandbox.methods.sending import admit, caption_of, send
from sandbox.wire import Json


@method("copyMessage")
def copy_message(call: Call) -> Result:
    source = _source(call, "message to copy")
    content = source.content
    if "caption" in call.params.values and content.kind != "text":
        content = Content(content.kind, caption_of(call), content.media, content.options)
    return {"message_id": send(call, content).id}


@method("forwardMessage")
def forward_message(call: Call) -> Result:
    source = _source(call, "message to forward")
    return send(call, source.content, forward=_origin(source)).as_json()


@method("copyMessages")
def copy_messages(call: Call) -> Result:
    return _send_several(call, forward=False)


@method("forwardMessages")
def forward_messages(call: Call) -> Result:
    return _send_several(call, forward=True)


def _send_several(call: Call, *, forward: bool) -> Result:
    """Messages that are not there or protected are skipped; albums stay albums."""
    _require_source_chat(call)
    message_ids = ids_of(call)
    source_chat = chat_of(call, "from_chat_id")
    chat = writable_chat(call)
    found = [m for id_ in message_ids if (m := source_chat.find(id_)) and not m.protected]
    if not found:
        raise bad_request(
            "there are no messages to forward" if forward else "there are no messages to copy"
        )
    admit(call, chat, len(found))
    return [{"message_id": message.id} for message in _repeat(call, chat, found, forward)]


def _repeat(call: Call, chat: Chat, found: list[Message], forward: bool) -> list[Message]:
    groups: dict[str, str] = {"": ""}
    sent: list[Message] = []
    for source in found:
        old = source.media_group_id
        group = groups.setdefault(old, "") or (call.world.next_album_id() if old else "")
        groups[old] = group
        origin = _origin(source) if forward else None
        sent.append(
            call.world.post(
                call.bot, chat, None, source.content, forward=origin, media_group_id=group
            )
        )
    return sent


def _source(call: Call, purpose: str) -> Message:
    _require_source_chat(call)
    message = chat_of(call, "from_chat_id").find(call.params.integer("message_id"))
    if message is None:
        raise bad_request(f"{purpose} not found")
    if message.protected:
        raise bad_request("Message has protected content and can't be forwarded")
    return message


def _require_source_chat(call: Call) -> None:
    if not call.params.text("from_chat_id"):
        raise bad_request('Parameter "from_chat_id" is required')


def _origin(source: Message) -> Json:
    origin = {"type": "user", "date": source.date, "sender_user": source.sender_json}
    return {
        "forward_origin": origin,
        "forward_from": source.sender_json,
        "forward_date": source.date,
    }
