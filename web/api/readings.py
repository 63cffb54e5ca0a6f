"""One JSON item as a reading, or what is wrong with it; whose post it is of is not known here."""

from datetime import datetime
from typing import Any, Final

from domain.metric_file import COUNTS, LONGEST_SHOWN
from domain.metrics import PostMetrics
from domain.platforms import Platform
from domain.readings import Reading, RefusedRow, RowFlaw

LONGEST_KEY: Final = 160
LONGEST_LINK: Final = 4096
_PLATFORMS: Final = frozenset(each.value for each in Platform)


class _Flaw(Exception):
    def __init__(self, code: RowFlaw, field: str, value: Any) -> None:
        self.code = code
        self.field = field
        self.value = value


def parse(items: list[Any]) -> tuple[list[Reading], list[RefusedRow]]:
    """The readings, and the items that are none; `line` is the place in the list, from 1."""
    readings: list[Reading] = []
    flawed: list[RefusedRow] = []
    for line, item in enumerate(items, 1):
        try:
            readings.append(_reading(line, item))
        except _Flaw as flaw:
            shown = "" if flaw.value is None else str(flaw.value)[:LONGEST_SHOWN]
            flawed.append(RefusedRow(line, flaw.code, flaw.field, shown))
    return readings, flawed


def _reading(line: int, item: Any) -> Reading:
    if not isinstance(item, dict):
        raise _Flaw(RowFlaw.NO_POST, "", None)
    counts = {name: _count(item, name) for name in COUNTS}
    metrics = PostMetrics._make(map(counts.get, PostMetrics._fields))
    observed_at = _moment(item.get("observed_at"))
    if item.get("link") is not None:
        return Reading(line, observed_at, metrics, link=_text(item, "link", LONGEST_LINK))
    platform = item.get("platform")
    if not isinstance(platform, str) or platform not in _PLATFORMS:
        raise _Flaw(RowFlaw.NO_POST, "platform", platform)
    key = _text(item, "post_id", LONGEST_KEY)
    return Reading(line, observed_at, metrics, platform=Platform(platform), post_key=key)


def _count(item: dict[str, Any], name: str) -> int | None:
    """Null or absent: the source does not say."""
    value = item.get(name)
    if value is None or type(value) is int:  # a bool is an int to Python
        return value
    raise _Flaw(RowFlaw.BAD_COUNT, name, value)


def _moment(value: Any) -> datetime:
    """RFC 3339 with its offset: a wall clock without a zone is nobody's moment."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _Flaw(RowFlaw.BAD_TIME, "observed_at", value) from None
    if moment.tzinfo is None or not 2000 < moment.year < 9000:  # no zone fits the ends of time
        raise _Flaw(RowFlaw.BAD_TIME, "observed_at", value)
    return moment


def _text(item: dict[str, Any], name: str, longest: int) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or "\0" in value:
        raise _Flaw(RowFlaw.NO_POST, name, value)
    return value
