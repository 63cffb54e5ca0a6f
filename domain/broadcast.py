"""A broadcast as its maker sees it: its life's transitions and its tally; sending is delivery's."""

from dataclasses import dataclass
from datetime import datetime

from domain.delivery import BroadcastStatus
from domain.errors import Refusal, WrongState
from domain.segment import Segment

# In UTF-16 units; leaves room for the sentence on how to stop them, within Telegram's 4096.
LONGEST_BODY = 3500
PER_SECOND = 30  # Telegram's allowance for one bot

B = BroadcastStatus
TRANSITIONS = {
    B.DRAFT: frozenset({B.SENDING, B.CANCELLED}),
    B.SENDING: frozenset({B.PAUSED, B.CANCELLED, B.DONE}),
    B.PAUSED: frozenset({B.SENDING, B.CANCELLED}),
    B.CANCELLED: frozenset[BroadcastStatus](),
    B.DONE: frozenset[BroadcastStatus](),
}


class BadBody(Refusal):
    """A message without text, or longer than LONGEST_BODY."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Where the deliveries of one broadcast stand; their sum is the frozen audience."""

    waiting: int = 0
    sent: int = 0
    dead: int = 0
    in_doubt: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class BroadcastFacts:
    """`body` is by locale; `task_id` is what its button opens."""

    broadcast_id: int
    status: BroadcastStatus
    title: str
    body: dict[str, str]
    segment: Segment
    task_id: int | None
    created_by: int
    audience: int
    confirmed_at: datetime | None


def ensure_leads_to(status: BroadcastStatus, target: BroadcastStatus) -> None:
    """Raise WrongState unless the table allows status → target."""
    if target not in TRANSITIONS[status]:
        raise WrongState("broadcast", status.value, target.value)
