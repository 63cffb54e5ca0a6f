"""Why approved work that is past its cut-off is not settled yet, and what a person can do of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.ledger import Owed
from domain.terms import MissingData


class WaitsFor(StrEnum):
    """The first thing that has to come; what else stands in the way comes after it."""

    CASE = "case"  # a person's decision about a risk case
    LOOK = "look"  # its latest reading was not looked at for oddities
    PERSON = "person"  # somebody left it out of the runs, until a moment
    DATA = "data"  # nothing came that it is paid by
    POT = "pot"  # the pot it shares is split once all of its works are counted


PATIENCE: Final = timedelta(days=14)
"""How long after the cut-off a reading may still come; then the floor is paid, no estimate."""
LEFT_OUT_FOR: Final = timedelta(days=7)
"""Then the clock settles it: nobody's money waits for a person who forgot it."""


@dataclass(eq=False)
class LeftOutBefore(Refusal):
    """An amount is left out once at each of its cut-offs."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    reason: str
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Work past its cut-off that no settlement run takes; `case_id` is that of a risk case.

    `is_split`: its part of a pot is fixed, or it has none. `is_last`: no cut-off comes after this.
    `floor` is what a person's word would pay, where one may be given; `comes_to` what settling one
    that was left out would pay now.
    """

    assignment_id: int
    title: str
    campaign: str
    name: str  # whose it is
    since: datetime
    is_last: bool
    missing: MissingData
    case_id: int | None
    waits_for: WaitsFor
    is_split: bool
    left_out: LeftOut | None = None
    floor: Owed | None = None
    comes_to: Owed | None = None

    @property
    def waited_until(self) -> datetime:
        return self.since + PATIENCE

    @property
    def takes_floor(self) -> bool:
        """A person's word that no data will come is all that it waits for."""
        return self.waits_for is WaitsFor.DATA and self.is_split
