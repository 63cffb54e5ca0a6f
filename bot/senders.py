"""Who a raw update is from, before the library has parsed it; parsing may be what fails."""

from typing import Any

from domain.people import Sender

Json = dict[str, Any]


def _user(raw: Json) -> Json:
    for part in raw.values():
        if isinstance(part, dict) and isinstance(part.get("from"), dict):
            user: Json = part["from"]
            return user
    return {}


def lane_of(raw: Json) -> int:
    """One lane a person; what is from nobody has its own."""
    lane: int = _user(raw).get("id") or -raw["update_id"]
    return lane


def date_of(raw: Json) -> int:
    """When it came about, by Telegram's clock, in whole seconds; 0 for a tap: it says nothing."""
    parts = (part for name, part in raw.items() if name != "callback_query")
    dates = (part.get("date", 0) for part in parts if isinstance(part, dict))
    found = next(dates, 0)
    return found if isinstance(found, int) else 0


def sender_of(raw: Json) -> Sender | None:
    user = _user(raw)
    if not user.get("id"):
        return None
    name = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))
    return Sender(user["id"], name, user.get("username", ""), user.get("language_code", ""))
