"""Fields of one JSON item of a message: each of its kind, or the flaw that names it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.metric_file import LONGEST_SHOWN
from domain.moments import BadMoment
from domain.platforms import Platform
from domain.readings import PostSaid, RefusedRow, RowFlaw

LONGEST_KEY: Final = 160
LONGEST_LINK: Final = 4096
LARGEST_ID: Final = 2**63 - 1
PLATFORMS: Final = {each.value: each for each in Platform}


@dataclass(eq=False)
class Flaw(Exception):
    """What is wrong with an item, and where."""

    code: RowFlaw
    field: str
    value: Any

    def at(self, line: int) -> RefusedRow:
        shown = "" if self.value is None else str(self.value)[:LONGEST_SHOWN]
        return RefusedRow(line, self.code, self.field, shown)


def as_object(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise Flaw(RowFlaw.NO_POST, "", None)
    return item


def text(item: dict[str, Any], name: str, longest: int, flaw: RowFlaw = RowFlaw.NO_POST) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or "\0" in value:
        raise Flaw(flaw, name, value)
    return value


def post_said(item: dict[str, Any]) -> PostSaid:
    """By its link, by the assignment it is of, or by its platform and its id there."""
    if item.get("link") is not None:
        return text(item, "link", LONGEST_LINK), None, "", 0
    if item.get("assignment") is not None:
        return "", None, "", _row_id(item, "assignment")
    platform = item.get("platform")
    if not isinstance(platform, str) or platform not in PLATFORMS:
        raise Flaw(RowFlaw.NO_POST, "platform", platform)
    return "", PLATFORMS[platform], text(item, "post_id", LONGEST_KEY), 0


def moment(item: dict[str, Any], name: str) -> datetime:
    value = item.get(name)
    try:
        return zoned(value)
    except (BadMoment, TypeError):
        raise Flaw(RowFlaw.BAD_TIME, name, value) from None


def zoned(written: Any) -> datetime:
    """RFC 3339 with its offset: a wall clock without a zone is nobody's moment."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise BadMoment(written) from None
    if found.tzinfo is None or not 2000 < found.year < 9000:  # no zone fits the ends of time
        raise BadMoment(written)
    return found


def _row_id(item: dict[str, Any], name: str) -> int:
    value = item[name]
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise Flaw(RowFlaw.NO_POST, name, value)
    return value
