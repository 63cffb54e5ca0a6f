"""A message that this version has no words for: when it is tried again, and until when."""

from datetime import datetime, timedelta
from typing import Final

from domain.due_work import FIRST_PAUSE, LONGEST_PAUSE

GIVEN_UP_AFTER: Final = timedelta(days=1)  # whoever queued it is a version that words it
# A kind that we do not know is for another process; it holds up its reader's later ones so long.
TAKEN_BY_OTHERS_WITHIN: Final = timedelta(minutes=1)


def again_at(since: datetime, now: datetime) -> datetime | None:
    """After as long again as it has had no words, an hour at most; None: it is given up."""
    without = now - since
    if without >= GIVEN_UP_AFTER:
        return None
    return now + min(LONGEST_PAUSE, max(FIRST_PAUSE, without))
