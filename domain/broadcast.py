"""A broadcast as its maker sees it: its life's transitions and its tally; sending is delivery's."""

from dataclasses import dataclass
from datetime import datetime

from domain.arrival import AT_ONCE, Arrival
from domain.delivery import BroadcastStatus, DeliveryStatus
from domain.draws import NEWEST, Draw, variant_of
from domain.errors import Refusal, WrongState
from domain.message import Body, Link, Page
from domain.segment import NOBODY, PassedOver, Segment

B = BroadcastStatus
TRANSITIONS = {
    B.DRAFT: frozenset({B.SENDING, B.CANCELLED}),
    B.SENDING: frozenset({B.PAUSED, B.CANCELLED, B.DONE}),
    B.PAUSED: frozenset({B.SENDING, B.CANCELLED}),
    B.CANCELLED: frozenset[BroadcastStatus](),
    B.DONE: frozenset[BroadcastStatus](),
}


@dataclass(eq=False)
class TooDear(Refusal):
    """Its messages may cost more Stars than a broadcast may."""

    stars: int
    most_stars: int


class NotPaid(Refusal):
    """This house pays for no broadcast."""


class PassedMoment(Refusal):
    """It is to arrive in the past."""


class TooFarAhead(Refusal):
    """It is to arrive later than a broadcast may be scheduled for."""


class Rewritten(Refusal):
    """The draft changed while words for it were written: where they belong is to be asked."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Where the deliveries of one broadcast stand; their sum is the frozen audience."""

    waiting: int = 0
    sent: int = 0
    dead: int = 0
    in_doubt: int = 0
    cancelled: int = 0

    @property
    def audience(self) -> int:
        return self.waiting + self.sent + self.dead + self.in_doubt + self.cancelled


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a draft is confirmed, and a yes answers: that draft and no later one,
    and whether it leaves now or waits for its moment.
    """

    revision: int
    later: bool


@dataclass(frozen=True, slots=True)
class BroadcastFacts:
    """`task_id`, or all tasks of `campaign_id`, is what its first button opens, `pages` and `links`
    what further ones do.
    """

    broadcast_id: int
    status: BroadcastStatus
    title: str
    body: Body
    segment: Segment
    task_id: int | None
    created_by: int
    audience: int  # how many are frozen
    confirmed_at: datetime | None
    freeze_to: int | None = None  # how many are on its roll; None: it was not called yet …
    frozen_to: int = 0  # … and so many of them have their delivery, or were passed over
    arrival: Arrival = AT_ONCE
    pages: tuple[Page, ...] = ()
    links: tuple[Link, ...] = ()
    most_per_week: int = 0  # promotions to one creator, 0: any number
    passed_over: PassedOver = NOBODY  # of who matched, as they were frozen
    paid_messages: int = 0  # the first so many are paid for, never more than was agreed to
    refusal: str = ""  # Telegram's own words, while it pauses by itself because of them
    revision: int = 0  # of the draft: one more with each change of it
    campaign_id: int | None = None
    draw: Draw = NEWEST  # by which its readers are given their wordings, once it is confirmed

    def variant_for(self, person_id: int) -> int:
        """Which of its wordings they are given."""
        return variant_of(self.draw, person_id, self.broadcast_id, len(self.body))

    def says_as(self, other: "BroadcastFacts") -> bool:
        """The same to the same readers, with the same below it."""
        return self._said == other._said  # noqa: SLF001  (one of us)

    @property
    def _said(self) -> tuple[object, ...]:
        """All but a link's addresses of this one alone."""
        links = [(each.labels, each.url, each.counted) for each in self.links]
        about = self.segment, self.task_id, self.campaign_id
        return self.title, self.body, *about, self.pages, links

    @property
    def called(self) -> str:
        """Two of the same words are told apart by their number."""
        return f"№ {self.broadcast_id} · {self.title}"

    def may_be_taken_back(self, now: datetime, *, any_left: bool) -> bool:
        """Confirmed, and nobody can have it yet: it stands, or its moment is to come."""
        if self.status is B.PAUSED and not any_left:
            return True
        return self.status in (B.SENDING, B.PAUSED) and self.arrival.is_ahead(now)

    def missed_its_moment(self, now: datetime, *, any_left: bool) -> bool:
        """It stood as that came: resumed it would leave at once, when nobody planned it."""
        is_past = not (self.arrival.at_once or self.arrival.is_ahead(now))
        return self.status is B.PAUSED and is_past and not any_left

    def question(self, now: datetime) -> Question:
        """What its confirmation would be asked for now."""
        return Question(self.revision, self.arrival.is_ahead(now))

    def is_scheduled(self, now: datetime) -> bool:
        """Confirmed, and nobody's moment has come yet."""
        return self.status is B.SENDING and self.arrival.is_ahead(now)

    @property
    def counts_taps(self) -> bool:
        """Some button of it opens something of ours; links lead elsewhere."""
        return self.counts_claims or bool(self.pages)

    @property
    def counts_claims(self) -> bool:
        """A button of it leads to what may be claimed."""
        return self.task_id is not None or self.campaign_id is not None

    @property
    def freezing(self) -> bool:
        """Part of its audience is still to have its deliveries: of what is cancelled, nobody."""
        is_frozen = self.freeze_to is not None and self.frozen_to >= self.freeze_to
        return self.status in (B.SENDING, B.PAUSED) and not is_frozen


@dataclass(frozen=True, slots=True)
class VariantOutcome:
    """How many persons each; who claimed what it offers need not have tapped. None: nothing to
    count, no button of it is counted or offers anything.
    """

    delivered: int = 0
    tapped: int | None = None
    claimed: int | None = None
    muted: int = 0
    paid: int = 0  # messages that have left, or may have, by the paid allowance


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many of it did not arrive; `problem` is ours or Telegram's own sentence."""

    status: DeliveryStatus
    problem: str
    messages: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a broadcast that is over: nothing of it waits, nothing more is counted."""

    tally: Tally
    variants: tuple[VariantOutcome, ...]
    reasons: tuple[Reason, ...]


def ensure_leads_to(status: BroadcastStatus, target: BroadcastStatus) -> None:
    """Raise WrongState unless the table allows status → target."""
    if target not in TRANSITIONS[status]:
        raise WrongState("broadcast", status.value, target.value)
