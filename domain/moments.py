"""Moments as people and exports write them; how a moment looks to a reader is words/times."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from domain.errors import Refusal

_HALF: Final = r"(?P<half>上午|下午)?"
_CLOCK: Final = (
    rf"(?:[T\s]*{_HALF}\s*(?P<hour>\d{{1,2}})[:时点](?P<minute>\d{{1,2}})"
    r"(?:分|[:分](?P<second>\d{1,2})(?:\.\d{1,9})?秒?)?\s*(?P<m>[ap]\.?m\.?)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_FLAGS: Final = re.ASCII | re.IGNORECASE
_FORMS: Final = (
    re.compile(
        r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?" + _CLOCK, _FLAGS
    ),
    # Compact, as programs name their exports: 20261122, 20261122 1800, 20261122T180000Z.
    re.compile(
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:[T\s]?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?"
        r"(?P<half>)(?P<m>)(?P<offset>Z|[+-]\d{4})?",
        _FLAGS,
    ),
    # A month by its name says which number is the day: 22 Nov 2026, November 22, 2026 18:00.
    re.compile(
        r"(?P<day>\d{1,2})[ -](?P<name>[a-z]{3,9})\.?,?[ -](?P<year>\d{4}),?" + _CLOCK, _FLAGS
    ),
    re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4}),?" + _CLOCK, _FLAGS),
)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MORNING: Final = frozenset({"am", "上午"})
_AFTERNOON: Final = frozenset({"pm", "下午"})
_SHORTEST_ISO, _LONGEST_ISO = len("2026-11-22 18:00"), len("2026-11-22T18:00:00+08:00")


@dataclass(eq=False)
class BadMoment(Refusal):
    text: str


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """In UTC. Without an offset it is `zone`'s wall clock; a bare date means the end of that day.

    Never the start: a reading must not count for a cut-off that it may not have met. 11/12/2026
    is nobody's date for certain and refused.
    """
    try:
        return _iso(text, zone) or _written(text, zone)
    except (ValueError, OverflowError):  # 31 June, 25 o'clock, the year 0
        raise BadMoment(text) from None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    """The short way through, for what programs write."""
    if not _SHORTEST_ISO <= len(text) <= _LONGEST_ISO or text[4] != "-" or text[13] != ":":
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC).replace(microsecond=0)


def _written(text: str, zone: tzinfo) -> datetime:
    plain = unicodedata.normalize("NFKC", text).strip()
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    if match is None:
        raise BadMoment(text)
    said = match.groupdict()
    date = int(said["year"]), _month(said), int(said["day"])
    return datetime(*date, *_time(said), tzinfo=_zone(said["offset"]) or zone).astimezone(UTC)


def _month(said: dict[str, str | None]) -> int:
    name = said.get("name")
    if name is None:
        return int(said["month"] or 0)
    return next(at for at, month in enumerate([*_MONTHS, ""], 1) if _names(name.lower(), month))


def _names(written: str, month: str) -> bool:
    """Nov, Sept and November; the nameless thirteenth is no month of any calendar."""
    return not month or month.startswith(written)


def _time(said: dict[str, str | None]) -> tuple[int, int, int]:
    if said["hour"] is None:
        return 23, 59, 59
    hour, minute, second = int(said["hour"]), int(said["minute"] or 0), int(said["second"] or 0)
    half = (said["half"] or said["m"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise ValueError(half)  # 18:00 PM
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    return hour, minute, second


def _zone(offset: str | None) -> tzinfo | None:
    if not offset:
        return None
    if offset in {"Z", "z"}:
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)
