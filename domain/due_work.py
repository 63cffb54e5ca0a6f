"""What the clock works off item by item: its kinds, its order, when what raised is tried again."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final


class DueWork(StrEnum):
    """A kind of due work; the comment says what its item ids count."""

    REMINDER = "reminder"  # reminders whose time has come
    APPROVAL = "approval"  # submissions whose review clock ran out
    SETTLEMENT = "settlement"  # approved assignments past their cut-off
    MATURITY = "maturity"  # settlements whose hold period is over
    BROADCAST = "broadcast"  # broadcasts of which nothing waits any more
    READINGS = "readings"  # campaigns whose posts wait for data
    CLICKS = "clicks"  # tracking links with clicks that no reading tells of
    DIGEST = "digest"  # creators who no next digest waits for
    RISK_LOOK = "risk_look"  # assignments whose post has something new to look at
    RISK_CLOCK = "risk_clock"  # risk cases of which a clock ran out
    POT = "pot"  # terms whose pot is ready to be split
    SHORT_BUDGET = "short_budget"  # campaigns whose budget runs short
    IMPORT = "import"  # confirmed files that are not through yet
    DISPUTE_CLOCK = "dispute_clock"  # disputes of which a clock ran out
    POT_WINDOW = "pot_window"  # windows whose pot is ready to be split
    WINDOW_LOOK = "window_look"  # windows of which nobody knows lately what their works came to


class DueElsewhere(StrEnum):
    """A kind of due rows that is worked off otherwise than item by item."""

    POST_CHECK = "post_check"  # posts whose next look has come, at hosts that may be asked
    MATERIAL = "material"  # what campaigns hand out and nobody has looked at
    CALL = "call"  # events that a partner's address is to be told
    BREAK = "break"  # creators' breaks that are over
    FREEZING = "freezing"  # broadcasts of whose audience a part has no delivery yet
    CANCELLING = "cancelling"  # cancelled broadcasts of which messages wait yet
    MESSAGE = "message"  # deliveries; their queues tell how late they are


Due = DueWork | DueElsewhere

LOOKS_OUTSIDE: Final = frozenset({DueElsewhere.POST_CHECK, DueElsewhere.MATERIAL})
"""What only a house that opens posts works off."""

DueItem = tuple[datetime, int]
"""When it fell due, and its id: by these two the line is ordered, and walked on from."""
BEGINNING: Final[DueItem] = (datetime(1970, 1, 1, tzinfo=UTC), 0)

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)  # what was mended goes on within the hour, untouched


def pause_after(tries: int) -> timedelta:
    """1, 2, 4 … minutes, an hour at most."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
