"""What partners' addresses are told, and when a call is tried again; no rows, no network."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.fetching.answers import Answer, Failed, Fetched
from domain.fetching.urls import Target, UrlFlaw, judged

S = AssignmentStatus


class EventType(StrEnum):
    """Names that partners' programs compare: added to, never changed."""

    ASSIGNMENT_CLAIMED = "assignment.claimed"
    ASSIGNMENT_DRAFT_SUBMITTED = "assignment.draft_submitted"
    ASSIGNMENT_DRAFT_APPROVED = "assignment.draft_approved"
    ASSIGNMENT_SUBMITTED = "assignment.submitted"
    ASSIGNMENT_CHANGES_REQUESTED = "assignment.changes_requested"
    ASSIGNMENT_APPROVED = "assignment.approved"
    ASSIGNMENT_SETTLED = "assignment.settled"
    ASSIGNMENT_RELEASED = "assignment.released"
    ASSIGNMENT_EXPIRED = "assignment.expired"
    ASSIGNMENT_REJECTED = "assignment.rejected"
    ASSIGNMENT_VOIDED = "assignment.voided"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"  # the bank refused, or sent it back; payable again
    RISK_CASE_OPENED = "risk_case.opened"
    RISK_CASE_DECIDED = "risk_case.decided"  # each decision, an appeal's too
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_DECIDED = "dispute.decided"  # however it ended: by a person, its creator, or the work
    CAMPAIGN_LAUNCHED = "campaign.launched"  # opened for claims, after a pause too
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_CLOSED = "campaign.closed"
    ENDPOINT_TESTED = "endpoint.tested"  # somebody of ours asked whether it arrives


E = EventType
OF_STATUS: Final[dict[AssignmentStatus, EventType]] = {
    S.CLAIMED: E.ASSIGNMENT_CLAIMED,
    S.DRAFT_SUBMITTED: E.ASSIGNMENT_DRAFT_SUBMITTED,
    S.DRAFT_APPROVED: E.ASSIGNMENT_DRAFT_APPROVED,
    S.SUBMITTED: E.ASSIGNMENT_SUBMITTED,
    S.CHANGES_REQUESTED: E.ASSIGNMENT_CHANGES_REQUESTED,
    S.APPROVED: E.ASSIGNMENT_APPROVED,
    S.SETTLED: E.ASSIGNMENT_SETTLED,
    S.RELEASED: E.ASSIGNMENT_RELEASED,
    S.EXPIRED: E.ASSIGNMENT_EXPIRED,
    S.REJECTED: E.ASSIGNMENT_REJECTED,
    S.VOID: E.ASSIGNMENT_VOIDED,
}


class EndpointStatus(StrEnum):
    """Whether a partner's address is called."""

    ACTIVE = "active"
    PAUSED = "paused"  # by an owner; what happens meanwhile waits
    DISABLED = "disabled"  # it took nothing for PATIENCE; what happens meanwhile waits
    GONE = "gone"  # it answered 410: it wants no more


class CallStatus(StrEnum):
    """Where one event for one endpoint stands."""

    WAITING = "waiting"  # for its first try, or the next
    TAKEN = "taken"  # the endpoint answered 2xx
    DEAD = "dead"  # PATIENCE is over; a replay asks once more


class Outcome(StrEnum):
    """What an answer to a call means."""

    TAKEN = "taken"
    REFUSED = "refused"  # this one alone: the next may be taken
    ILL = "ill"  # nobody is served there now: the next would fare no better
    GONE = "gone"


PATIENCE: Final = timedelta(days=3)
"""From the first try of a call to the end of it; from the first failure in a row to DISABLED."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=12)
LONGEST_GATE: Final = timedelta(minutes=30)  # of an ill endpoint: recovery is noticed within it
GROWTH: Final = 4
JITTER: Final = 0.2  # of a pause, either way: those that failed together do not come together
KEPT_FOR: Final = timedelta(days=30)
POST_SECONDS: Final = 10.0
AT_A_TIME: Final = 8
"""Calls of one endpoint that are leased together and made one after the other."""
LEASE: Final = timedelta(seconds=AT_A_TIME * POST_SECONDS + 40)
OUTAGE: Final = 3  # failures in a row
LONGEST_NAME: Final = 32


@dataclass(eq=False)
class BadEndpoint(Refusal):
    """Its address is not https to a public name, or its name is none; `flaw` says which."""

    flaw: str


@dataclass(eq=False)
class EndpointTaken(Refusal):
    """There is one of that name already."""

    name: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A partner's address; no `types`: all of them. `failures` in a row, since `failing_since`."""

    endpoint_id: int
    name: str
    url: str
    types: tuple[EventType, ...]
    status: EndpointStatus
    created_at: datetime
    failures: int
    failing_since: datetime | None
    problem: str
    two_secrets: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something to be told; `cause` is its own, so that it is told once."""

    type: EventType
    cause: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One event for one endpoint. `message_id` stays the same however often it is sent."""

    call_id: int
    event_id: int
    message_id: str
    type: EventType
    at: datetime
    data: dict[str, Any]
    tries: int
    first_tried_at: datetime | None

    @property
    def message(self) -> dict[str, Any]:
        """What is sent, the same whenever it is sent."""
        return {
            "type": self.type.value,
            "timestamp": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "sequence": self.event_id,
            "data": self.data,
        }


def ensure_url(url: str) -> str:
    """As it will be asked; raises BadEndpoint. Where its name leads is judged at every call."""
    target = judged(url)
    if isinstance(target, UrlFlaw):
        raise BadEndpoint(target.value)
    if not is_private(target):
        raise BadEndpoint("https")
    return target.url


def is_private(target: Target) -> bool:
    """Nobody on the way reads or changes it."""
    return target.scheme == "https"


def outcome(answer: Answer) -> Outcome:
    """Redirects are not followed: whoever moves tells us the new address."""
    if not isinstance(answer, Fetched):
        return Outcome.ILL
    if 200 <= answer.status < 300:
        return Outcome.TAKEN
    if answer.status == 410:
        return Outcome.GONE
    is_this_alone = 400 <= answer.status < 500 and answer.status not in {401, 403, 408, 429}
    return Outcome.REFUSED if is_this_alone else Outcome.ILL


def problem(answer: Answer) -> str:
    """In a word, for a list: nothing of what the endpoint said."""
    if isinstance(answer, Fetched):
        return f"HTTP {answer.status}"
    return answer.reason.value if isinstance(answer, Failed) else f"refused: {answer.reason.value}"


def pause_after(tries: int, call_id: int) -> timedelta:
    """5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 12 h …; the id draws the jitter."""
    longest: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * GROWTH ** min(tries - 1, 8))
    drawn = hashlib.sha256(f"{call_id}:{tries}".encode()).digest()
    share = int.from_bytes(drawn[:4]) / 2**32
    return longest * (1 - JITTER + 2 * JITTER * share)


def gate_after(failures: int, endpoint_id: int) -> timedelta:
    """How long an ill endpoint is left alone."""
    return min(LONGEST_GATE, pause_after(failures, -endpoint_id))


def is_over(first_tried_at: datetime, now: datetime) -> bool:
    return now - first_tried_at >= PATIENCE
