"""An update kept aside: what of it may lie open; its words are sealed or gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

DEFERRED: Final = "Deferred"  # the problem of what nothing is wrong with: it is done later

_SHOWN: Final = frozenset(
    {
        "update_id",
        "message_id",
        "id",
        "date",
        "type",
        "data",  # of a button of ours: a verb and row ids
        "is_bot",
        "language_code",
        "status",
        "offset",
        "length",
        "width",
        "height",
        "duration",
        "file_size",
        "mime_type",
    }
)


@dataclass(frozen=True, slots=True)
class KeptUpdate:
    """`sealed` opens to all of it; empty where no key was set when it came.

    One that never was tried is deferred: not broken, but acknowledged before it was done.
    """

    update_id: int
    telegram_id: int | None  # who sent it, if anybody
    problem: str  # the error's kind
    attempts: int
    at: datetime
    outline: Any
    sealed: str


def outline(part: Any, name: str = "") -> Any:
    """The shape of an update: ids, kinds and sizes as they are, a text as its length."""
    if isinstance(part, dict):
        return {key: outline(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [outline(each, name) for each in part]
    if name in _SHOWN or part is None or isinstance(part, bool):
        return part
    return f"‹{len(part)} characters›" if isinstance(part, str) else "‹number›"


def brings_file(update: dict[str, Any]) -> bool:
    """What is in it has to be fetched before anybody knows what it asks for."""
    return "document" in update.get("message", {})
