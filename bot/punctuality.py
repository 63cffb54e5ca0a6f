"""When a message may have been accepted: judged by its answer and by the quickest of late."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.allowance import USUAL_MS
from services.deliveries import Outcome

_USUAL: Final = timedelta(milliseconds=USUAL_MS)
_REMEMBERED: Final = timedelta(minutes=1)
_NEVER: Final = timedelta.max


class Punctuality:
    """A way to Telegram and back takes at least as long as the quickest one of late.

    That much of every answer's time is the same for all and crowds nothing; the rest is doubt.
    """

    def __init__(self) -> None:
        self._quickest = self._before = _NEVER
        self._since: datetime | None = None

    def told(
        self, outcome: Outcome, moment: datetime, left_at: datetime, answered_at: datetime
    ) -> Outcome:
        """The same, with when it was accepted at the latest where that is later than usual."""
        self._learn(answered_at - left_at, answered_at)
        accepted_by = answered_at - min(self._quickest, self._before)
        if accepted_by <= moment + _USUAL:
            return outcome
        return replace(outcome, moment=moment, accepted_by=accepted_by)

    def _learn(self, took: timedelta, now: datetime) -> None:
        if self._since is None or now - self._since > _REMEMBERED:
            self._before, self._quickest, self._since = self._quickest, _NEVER, now
        self._quickest = min(self._quickest, took)
