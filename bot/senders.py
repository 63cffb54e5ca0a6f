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


def sender_of(raw: Json) -> Sender | None:
    user = _user(raw)
    if not user.get("id"):
        return None
    name = " ".join(filter(None, (user.get("first_name"), user.get("last_name"))))
    return Sender(user["id"], name, user.get("username", ""), user.get("language_code", ""))
