"""When Telegram answers nothing, several times in a row: all is held, one is tried, then longer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

ENOUGH: Final = 3  # a message or two without an answer is nobody's outage
LONGEST: Final = timedelta(minutes=1)
# An answer is waited for so long; who tried one and died holds up all no longer.
_A_TRY_LASTS: Final = timedelta(seconds=30)
_FARTHEST: Final = timedelta(minutes=2)  # a clock that was set back holds nothing for longer


class Sign(StrEnum):
    """What a sending tells of Telegram as a whole, whatever it says of the message."""

    ANSWERED = "answered"  # be it with a refusal: it does its work
    SILENT = "silent"  # 5xx, no answer, no connection


@dataclass(frozen=True, slots=True)
class Outage:
    """How many in a row got no answer, since when, and until when nothing is sent."""

    silent: int = 0
    since: datetime | None = None
    held_until: datetime | None = None

    @property
    def is_suspected(self) -> bool:
        """It is not one message alone that got no answer."""
        return self.silent > 1

    @property
    def is_on(self) -> bool:
        """Nothing goes but one message at a time, to see whether it is over."""
        return self.silent >= ENOUGH

    def holds(self, now: datetime) -> datetime | None:
        """Until when."""
        until = self.held_until if self.is_on else None
        return until if until and now < until <= now + _FARTHEST else None

    def after(self, sign: Sign | None, now: datetime) -> "Outage":
        """With one more sending; None where Telegram was not asked."""
        if sign is None:
            return self
        if sign is Sign.ANSWERED:
            return Outage()
        if self.is_on:  # the one that was tried, or what had left before
            sooner = min(now + _pause(self.silent), self.held_until or now)
            return replace(self, held_until=sooner)
        more = replace(self, silent=self.silent + 1, since=self.since or now)
        return replace(more, held_until=now + _pause(more.silent)) if more.is_on else more

    def tried(self, now: datetime) -> "Outage":
        """One leaves: nobody sends another until it is answered."""
        more = replace(self, silent=self.silent + 1)
        return replace(more, held_until=now + max(_A_TRY_LASTS, _pause(more.silent)))


def _pause(silent: int) -> timedelta:
    """1, 2, 4 … seconds, a minute at most."""
    return min(LONGEST, timedelta(seconds=2 ** min(silent - ENOUGH, 6)))
