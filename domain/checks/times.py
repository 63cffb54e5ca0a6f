"""When a page says that something was published; a time that cannot be meant is none."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from domain.checks.page import A_DAY, EXACT

_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
# A time without a zone may be meant in any: fourteen hours before UTC to twelve behind it.
_AHEAD: Final = timedelta(hours=14)
_ALL_ZONES: Final = timedelta(hours=26)

Published = tuple[datetime | None, timedelta]
NEVER: Final[Published] = (None, EXACT)


def from_seconds(value: Any) -> datetime | None:
    """Unix seconds, as a number or as its digits."""
    if isinstance(value, str) and value.isdecimal() and len(value) <= 12:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not _EARLIEST.timestamp() <= value <= _LATEST.timestamp():
        return None
    return datetime.fromtimestamp(value, UTC)


def from_millis(value: Any) -> datetime | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return from_seconds(value // 1000) if is_number else None


def from_text(written: str) -> Published:
    """ISO 8601, or as Weibo writes it (Mon Nov 23 12:00:00 +0800 2026); and within what span."""
    written = written.strip()[:64]
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _other(written)
    if found.tzinfo is not None:
        return _sound(found), EXACT
    within = _ALL_ZONES + (A_DAY if len(written) <= len("2026-11-23") else EXACT)
    earliest = _sound(found.replace(tzinfo=UTC))
    return (earliest - _AHEAD, within) if earliest else NEVER


def _other(written: str) -> Published:
    try:
        found = datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        try:
            found = parsedate_to_datetime(written)
        except (ValueError, TypeError, IndexError, OverflowError):
            return NEVER
    return (_sound(found), EXACT) if found.tzinfo else NEVER


def _sound(found: datetime) -> datetime | None:
    return found.astimezone(UTC) if _EARLIEST <= found <= _LATEST else None
