"""Readings as a message brings them, item by item; whose posts they are of is not known here."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from domain import items
from domain.items import LARGEST_ID, LONGEST_KEY, LONGEST_LINK, PLATFORMS, Flaw
from domain.metrics import COUNTS, LARGEST_COUNT, PostMetrics
from domain.readings import PostSaid, Reading, RefusedRow, RowFlaw, Said

Numbered = tuple[int, Any]
_NUMBERS: Final = frozenset({int})  # the type of a bool is another


class ItemReader:
    """How the items of a message are read: as columns where all are plain, else one by one."""

    counts = COUNTS
    moment = staticmethod(items.zoned)

    def names(self, rows: Sequence[Numbered]) -> set[Any]:
        """How posts are named in items that look whole."""
        found = {self.name_in(item) for _, item in rows if type(item) is dict}
        return {name for name in found if _fits(name)}

    @staticmethod
    def name_in(item: dict[str, Any]) -> Any:
        """A link, an assignment's id, or a platform with its id; None for what is no name."""
        link = item.get("link")
        if link is not None:
            return link if type(link) is str else None
        assignment_id = item.get("assignment")
        if assignment_id is not None:
            return assignment_id if type(assignment_id) is int else None
        name = (item.get("platform"), item.get("post_id"))
        return name if type(name[0]) is type(name[1]) is str else None

    @staticmethod
    def post(name: Any) -> PostSaid:
        """As `names` gave it."""
        if isinstance(name, str):
            return name, None, "", 0
        if isinstance(name, int):
            return "", None, "", name
        return "", PLATFORMS[name[0]], name[1], 0

    @staticmethod
    def moment_in(item: dict[str, Any]) -> str:
        written = item.get("observed_at")
        return written if type(written) is str else ""

    def plain(self, records: Sequence[Any]) -> Said | None:
        """Their counts, where all of them are whole numbers that a platform may show."""
        if set(map(type, records)) != {dict}:
            return None
        counts = [tuple(map(item.get, COUNTS)) for item in records]
        numbers = [number for number in chain.from_iterable(counts) if number is not None]
        if not numbers or not _NUMBERS.issuperset(map(type, numbers)):
            return None
        if min(numbers) < 0 or max(numbers) > LARGEST_COUNT:
            return None
        columns = zip(COUNTS, zip(*counts, strict=True), strict=True)
        by_all = frozenset(name for name, column in columns if None not in column)
        return Said(counts, by_all) if by_all else None

    def read(self, line: int, item: Any) -> Reading | RefusedRow:
        try:
            return _reading(line, items.as_object(item))
        except Flaw as flaw:
            return flaw.at(line)


def _fits(name: Any) -> bool:
    if isinstance(name, str):
        return 0 < len(name) <= LONGEST_LINK and "\0" not in name
    if isinstance(name, int):
        return 0 < name <= LARGEST_ID
    if name is None:
        return False
    platform, key = name
    return platform in PLATFORMS and 0 < len(key) <= LONGEST_KEY and "\0" not in key


def _reading(line: int, item: dict[str, Any]) -> Reading:
    counts = {name: _count(item, name) for name in COUNTS}
    metrics = PostMetrics._make(map(counts.get, PostMetrics._fields))
    observed_at = items.moment(item, "observed_at")
    link, platform, post_key, assignment_id = items.post_said(item)
    return Reading(
        line, observed_at, metrics, link, platform, post_key, assignment_id=assignment_id
    )


def _count(item: dict[str, Any], name: str) -> int | None:
    """Null or absent: the source does not say."""
    value = item.get(name)
    if value is None or type(value) is int:
        return value
    raise Flaw(RowFlaw.BAD_COUNT, name, value)
