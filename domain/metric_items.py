"""Readings as a message brings them, item by item; whose posts they are of is not known here."""

from collections.abc import Sequence
from typing import Any, Final

from domain import items
from domain.items import LARGEST_ID, LONGEST_KEY, LONGEST_LINK, PLATFORMS, Flaw
from domain.metrics import COUNTS, LARGEST_COUNT, PostMetrics
from domain.readings import PostSaid, Reading, RefusedRow, RowFlaw, Table

Numbered = tuple[int, Any]
_NUMBERS: Final = frozenset({int})  # the type of a bool is another


class ItemReader:
    """How the items of a message are read: as columns where all are plain, else one by one."""

    counts = COUNTS
    moment = staticmethod(items.zoned)

    def table(self, rows: Sequence[Numbered]) -> Table:
        """Of those that are objects."""
        objects = [row for row in rows if type(row[1]) is dict]
        found = [item for _, item in objects]
        counts = [[item.get(name) for item in found] for name in COUNTS]
        names, moments = list(map(_name, found)), list(map(_moment, found))
        return Table([line for line, _ in objects], names, moments, counts)

    @staticmethod
    def post(name: Any) -> PostSaid | None:
        """A link, an assignment's id, or a platform with its id there; None for what is no name."""
        if not _fits(name):
            return None
        if isinstance(name, str):
            return name, None, "", 0
        if isinstance(name, int):
            return "", None, "", name
        return "", PLATFORMS[name[0]], name[1], 0

    def said_by_all(self, table: Table) -> frozenset[str]:
        """Where all counts are whole numbers that a platform may show; else none."""
        numbers = [each for column in table.counts for each in column if each is not None]
        if not numbers or not _NUMBERS.issuperset(map(type, numbers)):
            return frozenset()
        if min(numbers) < 0 or max(numbers) > LARGEST_COUNT:
            return frozenset()
        columns = zip(COUNTS, table.counts, strict=True)
        return frozenset(name for name, column in columns if None not in column)

    def read(self, line: int, item: Any) -> Reading | RefusedRow:
        try:
            return _reading(line, items.as_object(item))
        except Flaw as flaw:
            return flaw.at(line)


def _name(item: dict[str, Any]) -> Any:
    """As it is written there; None for what is no name."""
    link = item.get("link")
    if link is not None:
        return link if type(link) is str else None
    assignment_id = item.get("assignment")
    if assignment_id is not None:
        return assignment_id if type(assignment_id) is int else None
    name = (item.get("platform"), item.get("post_id"))
    return name if type(name[0]) is type(name[1]) is str else None


def _moment(item: dict[str, Any]) -> str:
    written = item.get("observed_at")
    return written if type(written) is str else ""


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
