"""Which time a statement is of: a month or a year, by some clock; what moved in it, others know."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import NotFound

# Of this century: no house is older than it, and no calendar ends within it.
_CODE: Final = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Which time a statement is of; `month` 0 is the whole year."""

    year: int
    month: int = 0

    @property
    def code(self) -> str:
        """`2026` or `2026-11`, as buttons, addresses and files name it."""
        return f"{self.year}-{self.month:02}" if self.month else f"{self.year}"

    @property
    def before(self) -> "Period":
        """The month before this month, the year before this year."""
        if not self.month:
            return Period(self.year - 1)
        return Period(self.year, self.month - 1) if self.month > 1 else Period(self.year - 1, 12)

    @property
    def after(self) -> "Period":
        if not self.month:
            return Period(self.year + 1)
        return Period(self.year, self.month + 1) if self.month < 12 else Period(self.year + 1, 1)

    def has_begun(self, timezone: str, now: datetime) -> bool:
        return self.bounds(timezone)[0] <= now

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """From its first moment to the first behind it, by that clock."""
        zone = ZoneInfo(timezone)
        ends = (self.year, self.month + 1) if 0 < self.month < 12 else (self.year + 1, 1)
        return datetime(self.year, self.month or 1, 1, tzinfo=zone), datetime(*ends, 1, tzinfo=zone)


def period(code: str) -> Period:
    """Raises NotFound for what is no time of ours."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise NotFound("statement")
    return Period(int(match[1]), int(match[2] or 0))
