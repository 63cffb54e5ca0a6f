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

    @property
    def may_pay(self) -> bool:
        """Paying is of use only to who sends faster than Telegram lets anybody."""
        return self.most_stars > 0 and self.per_second > FREE_PER_SECOND


PLAIN: Final = BroadcastRules()


def stars(messages: int) -> int:
    """The most that so many paid messages may cost."""
    return ceil(messages / MESSAGES_PER_STAR)
