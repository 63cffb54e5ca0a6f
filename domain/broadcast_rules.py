"""What broadcasts of a house may do: how fast, how often to one creator, for how many Stars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

FREE_PER_SECOND: Final = 30.0  # Telegram's allowance for one bot
MOST_PER_SECOND: Final = 1_000  # where messages are paid for
MESSAGES_PER_STAR: Final = 10  # core.telegram.org/bots/faq: 0.1 Star a message above it
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rest:
    """Messages of a broadcast that have still to leave, by whether they are paid for."""

    unpaid: int
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Ahead:
    """What leaves before a broadcast, or in turns with it: other broadcasts and notices that are
    due by the time it begins, which is in `lead`.
    """

    others: tuple[Rest, ...] = ()
    notices: int = 0
    lead: timedelta = timedelta()


NOTHING: Final = Ahead()
_NOTICES_TO_A_PROMOTION: Final = 9  # domain.share keeps a tenth for promotions


def rest_of(messages: int, paid_messages: int, frozen: int) -> Rest:
    """So many of a broadcast wait; the first `paid_messages` of what is frozen are paid for."""
    unpaid = min(messages, max(0, frozen - paid_messages)) if paid_messages else messages
    return Rest(unpaid, messages - unpaid)


@dataclass(frozen=True, slots=True)
class BroadcastRules:
    """`most_per_week` promotions to one creator, 0 for any number. `most_stars` for one broadcast;
    0: none is ever paid for.
    """

    per_second: float = FREE_PER_SECOND
    most_per_week: int = 3
    most_stars: int = 0
    free_per_second: float = FREE_PER_SECOND

    @property
    def may_pay(self) -> bool:
        """Paying is of use only to who sends faster than Telegram lets anybody for nothing."""
        return self.most_stars > 0 and self.per_second > self.free_per_second

    def takes(self, rest: Rest, ahead: Ahead = NOTHING) -> timedelta:
        """How long it takes from when it may begin, if nothing more comes.

        Broadcasts take turns: of each other one as many leave meanwhile as of this one. Notices go
        first, up to nine tenths of what leaves.
        """
        free_rate = min(self.per_second, self.free_per_second)
        unpaid = _shared(rest.unpaid, [each.unpaid for each in ahead.others], ahead.lead, free_rate)
        unpaid += min(ahead.notices, _NOTICES_TO_A_PROMOTION * unpaid)
        paid = [each.paid for each in ahead.others]
        both = unpaid + _shared(rest.paid, paid, ahead.lead, self.per_second)
        return timedelta(seconds=max(unpaid / free_rate, both / self.per_second))


def _shared(mine: int, theirs: Sequence[int], lead: timedelta, per_second: float) -> float:
    """Messages that leave until the last of mine has; of theirs some are gone when it begins."""
    left = max(0.0, sum(theirs) - lead.total_seconds() * per_second)
    return mine + min(left, sum(min(mine, each) for each in theirs))


PLAIN: Final = BroadcastRules()


def stars(messages: int) -> int:
    """The most that so many paid messages may cost."""
    return ceil(messages / MESSAGES_PER_STAR)
