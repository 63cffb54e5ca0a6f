"""A tap as Telegram brings it, so that the same one can come again; no test lives here."""

from itertools import count
from typing import Any, Final

from sandbox import Person

_FRESH: Final = count(900_000_100)  # far from what the local Telegram gives


def a_tap(person: Person, data: str, message_id: int) -> dict[str, Any]:
    """For `chat.intake.receive`: an update of its own, the same one each time it is given."""
    return {
        "update_id": next(_FRESH),
        "callback_query": {
            "id": "1",
            "from": person.user.as_sender(),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": 1_795_400_000,
                "chat": person.user.as_chat(),
            },
        },
    }
