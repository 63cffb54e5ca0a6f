"""What follows a notice in its chat: which changes there are, how long each is tried; no rows."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.extension import Term
from domain.outage import Outage
from domain.payout import BatchStatus

MOST_TRIES: Final = 20  # of one that leaves doubt each time: a quarter of an hour
_LONGEST: Final = timedelta(minutes=1)


class FollowUp(StrEnum):
    """As a delivery's kind. Done twice each is as good as done once."""

    CARD = "card"  # the work's card is drawn anew
    REPLACED = "replaced"  # the message that the notice replaces goes
    ANSWERED = "answered"  # a message that asked something shows what came of it


@dataclass(frozen=True, slots=True)
class BatchEnd:
    """What came of a payout batch that waited for its second person, and by whose word."""

    batch_id: int
    status: BatchStatus
    by: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that asked, and the work or the batch that it asked about; neither: it called to
    reviews."""

    message_id: int
    term: Term | None
    batch: BatchEnd | None = None


def goes_on(tries: int, outage: Outage) -> bool:
    """Whether one that may not have been done is tried again; while all is silent, always."""
    return outage.is_suspected or tries < MOST_TRIES


def pause(tries: int) -> timedelta:
    """Before the next try: 2, 4, 8 … seconds, a minute at most."""
    return min(_LONGEST, timedelta(seconds=2 ** min(tries, 6)))
