"""Callback data: a version, a verb and row ids in at most 64 bytes; it carries no authority."""

from dataclasses import dataclass

from domain.errors import Stale

VERSION = "1"
LARGEST_ID = 2**63 - 1
_MOST_DIGITS = len(str(LARGEST_ID))  # int() raises over thousands of them
LONGEST_BYTES = 64  # core.telegram.org/bots/api#inlinekeyboardbutton


@dataclass(frozen=True, slots=True)
class Tap:
    """A button that was pressed: what it wants, with which row ids or short words."""

    verb: str
    ids: tuple[str, ...]


def tap(verb: str, *ids: int | str) -> str:
    """`tap("claim", 12, 3)` → `1:claim:12:3`."""
    data = ":".join((VERSION, verb, *map(str, ids)))
    if len(data.encode()) > LONGEST_BYTES:
        raise ValueError(f"callback data too long: {data}")
    return data


def parse(data: str) -> Tap:
    """Raises Stale for what an older or foreign version wrote."""
    version, _, rest = data.partition(":")
    verb, *ids = rest.split(":")
    if version != VERSION or not verb:
        raise Stale("button")
    return Tap(verb, tuple(ids))


def row_id(text: str) -> int:
    """Raises Stale for what no button of ours carries."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    if not is_number or int(text) > LARGEST_ID:
        raise Stale("button")
    return int(text)


def page_number(text: str) -> int:
    """The first page for anything that names none, as words behind a command."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
