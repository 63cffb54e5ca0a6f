"""What a bot may know of a chat, and pinning in it."""

from sandbox.errors import bad_request
from sandbox.methods.access import chat_of, message_of, writable_chat
from sandbox.methods.registry import Call, Result, method
from sandbox.wire import Json

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@method("getChat", changes=False)
def get_chat(call: Call) -> Result:
    chat = chat_of(call)
    shown: Json = chat.as_json() | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    user = chat.user
    if user is not None and user.username:
        shown["active_usernames"] = [user.username]
    pinned = chat.find(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        shown["pinned_message"] = pinned.as_json(with_reply=False)
    return shown


@method("getChatMember", changes=False)
def get_chat_member(call: Call) -> Result:
    chat = chat_of(call)
    user_id = call.params.integer("user_id")
    if user_id <= 0:
        raise bad_request("Invalid user_id specified")
    if user_id == call.bot.id:
        return {"user": call.bot.as_sender(), "status": "member"}
    user = chat.people.get(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"user": user.as_sender(), "status": "member"}


@method("getChatMemberCount", changes=False)
def get_chat_member_count(call: Call) -> Result:
    return len(chat_of(call).people) + 1


@method("pinChatMessage")
def pin_chat_message(call: Call) -> Result:
    chat = writable_chat(call)
    message = message_of(call, chat, "message to pin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> Result:
    chat = writable_chat(call)
    if not call.params.text("message_id"):
        if not chat.pinned:
            raise bad_request("message to unpin not found")
        chat.pinned.pop()
        return True
    message = message_of(call, chat, "message to unpin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> Result:
    writable_chat(call).pinned.clear()
    return True
