"""What broadcasts of a house may do: how fast, how often to one creator, for how many Stars."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Final

FREE_PER_SECOND: Final = 30.0  # Telegram's allowance for one bot
MESSAGES_PER_STAR: Final = 10  # core.telegram.org/bots/faq: 0.1 Star a message above it
WEEK: Final = timedelta(days=7)


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

    def takes(self, messages: int, paid_messages: int, frozen: int) -> timedelta:
        """So many of a broadcast wait; the first `paid_messages` of what is frozen are paid."""
        unpaid = min(messages, max(0, frozen - paid_messages)) if paid_messages else messages
        free = min(self.per_second, self.free_per_second)
        return timedelta(seconds=max(unpaid / free, messages / self.per_second))


PLAIN: Final = BroadcastRules()


def stars(messages: int) -> int:
    """The most that so many paid messages may cost."""
    return ceil(messages / MESSAGES_PER_STAR)
