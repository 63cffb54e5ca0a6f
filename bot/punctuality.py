"""When a message may have been accepted: judged by its answer and by the quickest of late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.allowance import USUAL_MS
from services.sendings import Outcome

USUAL: Final = timedelta(milliseconds=USUAL_MS)
_REMEMBERED: Final = timedelta(minutes=1)
ENOUGH: Final = 100  # answers, and so long: the quickest of fewer may have been slow
_LEARNS: Final = timedelta(seconds=10)


@dataclass(slots=True)
class _Minute:
    answers: int = 0
    quickest: timedelta = timedelta.max


class Punctuality:
    """A way to Telegram and back takes at least as long as the quickest one of late.

    That much of every answer's time is the same for all and crowds nothing; the rest is doubt.
    """

    def __init__(self) -> None:
        self._this = self._last = _Minute()
        self._since: datetime | None = None
        self._trusted_from: datetime | None = None

    def told(
        self, outcome: Outcome, moment: datetime, left_at: datetime, answered_at: datetime
    ) -> Outcome:
        """The same, with when it was accepted at the latest where that is later than usual."""
        self._learn(answered_at - left_at, answered_at)
        accepted_by = answered_at - self._way(answered_at)
        if accepted_by <= moment + USUAL:
            return outcome
        return replace(outcome, moment=moment, accepted_by=accepted_by)

    def _way(self, now: datetime) -> timedelta:
        """Nothing while too little is known: then all of an answer's time is doubt."""
        answers = max(self._this.answers, self._last.answers)
        if answers < ENOUGH or self._trusted_from is None or now < self._trusted_from:
            return timedelta(0)
        return max(timedelta(0), min(self._this.quickest, self._last.quickest))

    def _learn(self, took: timedelta, now: datetime) -> None:
        self._trusted_from = self._trusted_from or now + _LEARNS
        if self._since is None or now - self._since > _REMEMBERED:
            self._last, self._this, self._since = self._this, _Minute(), now
        self._this.answers += 1
        self._this.quickest = min(self._this.quickest, took)
