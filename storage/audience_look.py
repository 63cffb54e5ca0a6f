"""How conditions on the audience are asked: of all rows at once or of a few; no condition here."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, exists, true

from storage.tables.audience import audience

Holds = ColumnElement[bool]
FIRST, LAST = "first_person", "last_person"  # of a part, as its statement takes them
_SINCE_1970: Final = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(at: datetime) -> int:
    """Whole days since 1970, in UTC, as the audience's days are counted."""
    return (at.astimezone(UTC) - _SINCE_1970).days


@dataclass(frozen=True, slots=True)
class Look:
    """How to ask: `one_by_one` for a few rows out of many, else of all rows at once.

    `zones` are those that anybody lives in. Of what `leaves_later` the cap is not asked now but as
    each leaves: it may be over by then. `in_part`: of the persons from FIRST to LAST alone, which
    each execution says.
    """

    now: datetime
    zones: tuple[str, ...] = ()
    one_by_one: bool = False
    leaves_later: bool = False
    in_part: bool = False

    @property
    def today(self) -> int:
        return day_number(self.now)

    def among(self, rows: Select[Any]) -> Holds:
        """Whether the audience's person is among these ids of persons."""
        (column,) = rows.selected_columns
        if self.one_by_one:
            return exists(rows.where(column == audience.c.person_id).correlate(audience))
        return audience.c.person_id.in_(rows.where(self.within(column)))

    def within(self, person_id: ColumnElement[Any]) -> Holds:
        """Whether it is a person of the part that is asked."""
        return person_id.between(bindparam(FIRST), bindparam(LAST)) if self.in_part else true()
