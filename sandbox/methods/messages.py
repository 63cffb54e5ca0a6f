"""Sending text, drafts, places, contacts and the sign that the bot is busy."""

from sandbox.content import MOST_TEXT, Content, text_content
from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.methods.access import writable_chat
from sandbox.methods.registry import Call, Result, method
from sandbox.methods.sending import formatted, send
from sandbox.text.formatted import format_text
from sandbox.wire import Json

ACTION_SECONDS = 5.0
_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "record_audio",
        "upload_voice",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ]
)


@method("sendMessage")
def send_message(call: Call) -> Result:
    return send(call, message_text(call)).as_json()


def message_text(call: Call) -> Content:
    """The text of sendMessage and editMessageText."""
    params = call.params
    text = params.text("text")
    if not text:
        raise bad_request("Message text is empty")
    values = params.values
    if "parse_mode" not in values and "entities" not in values:
        return text_content(format_text(text), _preview_options(call))
    return text_content(formatted(call, "text", "entities"), _preview_options(call))


def _preview_options(call: Call) -> Json | None:
    params = call.params
    if "link_preview_options" in params.values:
        options = params.json("link_preview_options", "link preview options")
        if not isinstance(options, dict):
            raise bad_request("Object expected as link preview options")
        return {"link_preview_options": options} if options else None
    if params.flag("disable_web_page_preview"):
        return {"link_preview_options": {"is_disabled": True}}
    return None


@method("sendMessageDraft")
def send_message_draft(call: Call) -> Result:
    """A message in the making, shown until the finished one comes."""
    text = formatted(call, "text", "entities")
    draft_id = call.params.integer("draft_id")
    if draft_id == 0:
        raise bad_request("RANDOM_ID_INVALID")
    chat = writable_chat(call)
    if chat.id < 0:
        raise bad_request("method is available only in private chats")
    if text.length > MOST_TEXT:
        raise bad_request("message is too long")
    chat.draft = {"draft_id": draft_id, "text": text.text}
    chat.draft["entities"] = [entity.as_json() for entity in text.entities]
    call.world.events.publish(EventType.DRAFT, chat=chat, data={"draft": chat.draft})
    return True


@method("sendChatAction")
def send_chat_action(call: Call) -> Result:
    action = call.params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = writable_chat(call)
    chat.action = "" if action == "cancel" else action
    chat.action_until = call.world.clock.timestamp() + ACTION_SECONDS
    call.world.events.publish(EventType.ACTION, chat=chat, data={"action": chat.action or None})
    return True


@method("sendLocation")
def send_location(call: Call) -> Result:
    place = {"latitude": _degrees(call, "latitude"), "longitude": _degrees(call, "longitude")}
    return send(call, Content("location", media={"location": place})).as_json()


@method("sendContact")
def send_contact(call: Call) -> Result:
    params = call.params
    contact = {"phone_number": params.text("phone_number")}
    contact["first_name"] = params.text("first_name")
    for name in ("phone_number", "first_name"):
        if not contact[name]:
            raise bad_request(f'Parameter "{name}" is required')
    for name in ("last_name", "vcard"):
        if value := params.text(name):
            contact[name] = value
    return send(call, Content("contact", media={"contact": contact})).as_json()


@method("sendPoll", changes=False)
def send_poll(call: Call) -> Result:
    raise bad_request("polls are not part of the local Telegram")


def _degrees(call: Call, name: str) -> float:
    text = call.params.text(name).strip()
    if not text:
        raise bad_request(f"{name} is empty")
    try:
        return float(text)
    except ValueError:
        raise bad_request(f"{name} is invalid") from None
