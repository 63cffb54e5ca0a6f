"""How long a house waits before it reminds, gives more time, calls the next one; no rows here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.broadcast_rules import PLAIN, BroadcastRules


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """`extension_hours`: what a creator gets more by one tap, once; 0: nothing. `review_hours`: so
    long before a review's clock approves by itself owners are called, at most a quarter of the
    clock. `lapsed_hours`: so long coordinators have for works that went back before owners hear of
    them. `readings_hours`: the same for data that was asked of them.
    """

    extension_hours: int = 24
    review_hours: int = 6
    lapsed_hours: int = 24
    readings_hours: int = 48
    broadcasts: BroadcastRules = PLAIN  # by which an occurrence is announced

    @property
    def extension(self) -> timedelta:
        return timedelta(hours=self.extension_hours)

    @property
    def review(self) -> timedelta:
        return timedelta(hours=self.review_hours)

    @property
    def lapsed(self) -> timedelta:
        return timedelta(hours=self.lapsed_hours)

    @property
    def readings(self) -> timedelta:
        return timedelta(hours=self.readings_hours)


USUAL: Final = ReminderRules()
