"""What of a raw update is worth parsing; who it is from is told by senders.py."""

from typing import Any

from handlers.router import TAPPED_MESSAGE

Json = dict[str, Any]


def essence(raw: Json) -> Json:
    """A tap with the id of the message tapped in place of that message: we wrote it ourselves.

    The library would parse each of its buttons and entities into an object of its own, and a work
    card has dozens.
    """
    query = raw.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict):
        return raw
    lean = {name: value for name, value in query.items() if name != "message"}
    return raw | {"callback_query": lean | {TAPPED_MESSAGE: message.get("message_id")}}
