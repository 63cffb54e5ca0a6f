"""The year as the services live it: deeds, jobs, what goes out; judging is expected's."""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from domain.delivery import DeliveryClass, DeliveryStatus, ReminderStatus
from domain.due_work import BEGINNING
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.review import Decision
from services import (
    assignments,
    deliveries,
    escalations,
    extensions,
    reminders,
    reviews,
    sendings,
    settings,
    settlements,
    submissions,
)
from services.limits import Pace
from services.sendings import Outcome
from services.submissions import HandedIn
from storage.deliveries import Parcel
from storage.tables.delivery import delivery, reminder
from storage.tables.work import assignment
from tests.prove.reminding.town import DAY, YEAR, Deed, Home, Job, Span, Town
from tests.world import World, staff

TICK: Final = timedelta(minutes=15)
PACE: Final = Pace(1_000_000, chat_pause=timedelta(0), free_per_second=1_000_000)
PAGE: Final = 200
_KEPT: Final[tuple[str, ...]] = (
    "assignment_id",
    "campaign_id",
    "due_at",
    "lines",
    "waiting",
    "works",
)  # what is judged by
# Where a person decided: an approval by the clock wakes nobody.
URGENT: Final = frozenset(
    {NoticeKind.REVIEW_APPROVE, NoticeKind.REVIEW_CHANGES, NoticeKind.REVIEW_REJECT}
)
_NEXT: Final = (
    select(func.min(reminder.c.due_at)).where(reminder.c.status.in_([ReminderStatus.WAITING])),
    *(
        select(func.min(delivery.c.due_at)).where(
            delivery.c.broadcast_id.is_(None),
            delivery.c.status == DeliveryStatus.QUEUED,
            delivery.c.priority == priority,
        )
        for priority in (0, 1)
    ),
    select(func.min(assignment.c.review_due_at)).where(assignment.c.review_due_at.is_not(None)),
    select(func.min(assignment.c.settle_at)).where(assignment.c.status.in_(["approved"])),
)
_GRACE: Final = 9 * DAY  # after the last deed: what waited is told, the last digest comes


@dataclass(frozen=True, slots=True)
class Sent:
    person_id: int
    kind: str
    facts: dict[str, Any]
    at: datetime


class Crash(Exception):
    """The process died before the commit."""


class Year:
    """`problems` names what was seen wrong as it went out."""

    def __init__(
        self,
        world: World,
        creators: int,
        seed: int,
        *,
        staffed: bool = False,
        span: Span = YEAR,
        every: int = 1,
    ) -> None:
        self.world = world
        self.span = span
        self._every = every
        self.town = world.do(Town, creators, seed, span)
        self.homes = {home.actor.person_id: home for home in self.town.homes}
        self.sent: list[Sent] = []
        self.earned: list[tuple[int, datetime, int]] = []  # who, when, minor units
        self.seen: list[tuple[int, datetime]] = []  # what lapsed, by a coordinator
        self.problems: list[str] = []
        self.queued = Counter[str]()
        self.boss = world.do(staff, Role.COORDINATOR, now=span.begin) if staffed else None
        self.owner = world.do(staff, Role.OWNER, now=span.begin) if staffed else None
        self._dice = random.Random(seed + 1)
        self._numbers = itertools.count(7_200_000_000_000_000_000)
        self._order = itertools.count()
        self._by_id: dict[int, Job] = {}
        self._deeds: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        for job in self.town.jobs:
            for at, deed in job.deeds:
                self._plan(at, partial(self._do, job, deed))
        for home in self.town.homes:
            for clock in home.clocks[1:]:
                self._plan(clock.since, partial(self._move, home))

    def live(self) -> None:
        tick: datetime | None = self.span.begin
        while tick is not None:
            self._act(tick)
            self._remind(tick)
            self._jobs(tick)
            self._send(tick)
            tick = self._next(tick)

    def _next(self, tick: datetime) -> datetime | None:
        """The next one at which anything can be due; at midnight people may be new."""
        midnight = tick + (self.span.begin - tick) % DAY
        due = [midnight if midnight > tick else midnight + DAY, *self.world.do(_due_next)]
        due += [self._deeds[0][0]] if self._deeds else []
        next_ = max(tick + TICK, tick_at(min(due)))
        return next_ if next_ < self.span.end + _GRACE else None

    def _plan(self, at: datetime, deed: Callable[[datetime], None]) -> None:
        heapq.heappush(self._deeds, (at, next(self._order), deed))

    def _act(self, tick: datetime) -> None:
        """Between two ticks, each at its own moment."""
        while self._deeds and self._deeds[0][0] <= tick:
            at, _, deed = heapq.heappop(self._deeds)
            deed(at)

    def _do(self, job: Job, deed: Deed, now: datetime) -> None:
        if deed is Deed.CLAIM:
            claimed = (job.campaign.task_id, job.home.account_id, job.campaign.terms_id)
            job.assignment_id = self.world.do(assignments.claim, job.home.actor, *claimed, now=now)
            self._by_id[job.assignment_id] = job
            term = self.world.do(extensions.own, job.home.actor, job.assignment_id)
            job.turns.append((now, term.due_at, term.due_at))
            return
        since, due_at, ends_at = job.turns[-1]
        if now >= ends_at:  # it has expired
            return
        job.turns[-1] = (since, due_at, now)
        if deed is Deed.RELEASE:
            self.world.do(assignments.release, job.home.actor, job.assignment_id, now=now)
        elif deed is Deed.EXTEND:
            mine = (job.home.actor, job.assignment_id)
            term = self.world.do(extensions.extend, *mine, span=DAY, now=now)
            job.turns.append((now, term.due_at, term.due_at))
        else:
            self._hand_in(job, now)

    def _hand_in(self, job: Job, now: datetime) -> None:
        link = f"https://www.douyin.com/video/{next(self._numbers)}"
        done = self.world.do(submissions.hand_in, job.home.actor, link, job.assignment_id, now=now)
        assert isinstance(done, HandedIn)
        job.submission_id, job.review = done.submission_id, (now, done.review_due_at)
        if self.boss is not None and self._dice.random() < 0.6:
            at = now + (done.review_due_at - now) * self._dice.random()
            self._plan(at, partial(self._decide, job))

    def _decide(self, job: Job, now: datetime) -> None:
        assert self.boss is not None
        approve = (job.submission_id, Decision.APPROVE, "", "", "")
        self.world.do(reviews.decide, self.boss, *approve, now=now)
        job.decided_at = now

    def _move(self, home: Home, now: datetime) -> None:
        clock = home.clock(now)
        self.world.do(settings.set_timezone, home.actor, clock.zone, now=now)
        self.world.do(settings.set_quiet_hours, home.actor, *clock.quiet, now=now)

    def _remind(self, tick: datetime) -> None:
        """The job of the table, page by page; now and then the process dies before the commit."""
        after = BEGINNING
        while page := self.world.do(reminders.due, after, most=PAGE, now=tick):
            after = page[-1]
            ids = [row_id for _, row_id in page]
            if self._dice.random() < 0.02:
                with suppress(Crash):
                    self.world.do(self._queue, ids, tick, dies=True)
            self.queued.update(self.world.do(self._queue, ids, tick))

    def _queue(
        self, conn: Connection, ids: list[int], tick: datetime, *, dies: bool = False
    ) -> Counter[str]:
        done = Counter[str](str(reminders.queue_due(conn, row_id, now=tick)) for row_id in ids)
        if dies:
            raise Crash
        return done

    def _jobs(self, tick: datetime) -> None:
        while found := self.world.do(reviews.overdue, BEGINNING, most=PAGE, now=tick):
            self.world.do(_each, reviews.approve_by_clock, found, tick)
        while due := self.world.do(settlements.due, BEGINNING, most=PAGE, now=tick):
            ids = [item for _, item in due]
            self._note_earned(self.world.do(settlements.settle_all, ids, now=tick), tick)
        if tick.hour == 0 and tick.minute == 0:
            self._begin_digests(tick)

    def _begin_digests(self, tick: datetime) -> None:
        """Of every so many creators: a year of all of them would be five million rows."""
        after = BEGINNING
        while page := self.world.do(reminders.without_digest, after, most=5 * PAGE, now=tick):
            after = page[-1]
            found = [each for each in page if self.has_digest(each[1])]
            self.world.do(_each, reminders.begin_digest, found, tick)

    def has_digest(self, person_id: int) -> bool:
        return person_id % self._every == 0

    def _note_earned(self, settled: Any, tick: datetime) -> None:
        self.earned += [(self._by_id[each].home.actor.person_id, tick, 8_000) for each in settled]

    def _send(self, tick: datetime) -> None:
        now = tick
        while True:
            wave = self.world.do(deliveries.take, PACE, most=PAGE, now=now)
            for parcel in wave.parcels:
                self._arrived(parcel, tick)
            outcomes = [Outcome(each, DeliveryStatus.SENT, message_id=1) for each in wave.parcels]
            if outcomes:
                self.world.do(sendings.settle, outcomes, now=tick)
            if not wave.parcels and not wave.set_aside and not wave.full_until:
                return
            now = max(now, wave.full_until or now)  # moments of a second are given away by then

    def _arrived(self, parcel: Parcel, tick: datetime) -> None:
        if parcel.delivery_class is DeliveryClass.FOLLOW_UP:
            return  # it changes what is there, and wakes nobody
        kept: dict[str, Any] = {name: parcel.facts[name] for name in _KEPT if name in parcel.facts}
        sent = Sent(parcel.reader.person_id, parcel.kind, kept, tick)
        self.sent.append(sent)
        if sent.kind in URGENT and self._by_id[sent.facts["assignment_id"]].decided_at:
            return
        zone, quiet = self._clock_of(sent.person_id, tick)
        if is_quiet(tick, zone, quiet):
            self.problems.append(f"{sent.kind} woke {sent.person_id} in {zone} at {tick}")
        if sent.kind == NoticeKind.WORKS_LAPSED and self._dice.random() < 0.5:
            self._see(sent.facts["campaign_id"], tick)

    def _see(self, campaign_id: int, tick: datetime) -> None:
        boss: Actor | None = self.boss
        assert boss is not None
        at = tick + timedelta(hours=self._dice.randrange(1, 20), minutes=7)

        def seen(now: datetime) -> None:
            self.world.do(escalations.see_lapsed, boss, campaign_id, now=now)
            self.seen.append((campaign_id, now))

        self._plan(at, seen)

    def _clock_of(self, person_id: int, at: datetime) -> tuple[str, tuple[int, int]]:
        home = self.homes.get(person_id)
        if home is None:
            return "Asia/Shanghai", (22, 8)
        clock = home.clock(at)
        return clock.zone, clock.quiet


def tick_at(moment: datetime) -> datetime:
    """The first tick at or after it."""
    return moment + (YEAR.begin - moment) % TICK


def _due_next(conn: Connection) -> list[datetime]:
    """When the earliest reminder, delivery, review and settlement that wait are due."""
    found = [conn.execute(each).scalar() for each in _NEXT]
    return [moment for moment in found if moment is not None]


def is_quiet(at: datetime, zone: str, quiet: tuple[int, int]) -> bool:
    """By the hour that the wall shows, and nothing of ours."""
    hour = at.astimezone(ZoneInfo(zone)).hour
    begins, ends = quiet
    return (hour - begins) % 24 < (ends - begins) % 24


def _each(
    conn: Connection, service: Callable[..., bool], found: list[tuple[Any, int]], now: datetime
) -> int:
    return sum(service(conn, item_id, now=now) for _, item_id in found)
