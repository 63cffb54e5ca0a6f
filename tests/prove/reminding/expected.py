"""What the year must have said, by hand: walked along the wall clock, with nothing of ours."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import zip_longest
from typing import Final
from zoneinfo import ZoneInfo

from tests.prove.reminding.town import DAY, HOUR, YEAR, Home, Job
from tests.prove.reminding.year import TICK, Sent, Year, is_quiet, tick_at

_LEADS: Final = {"due_in_24h": 24 * HOUR, "due_in_2h": 2 * HOUR}
_CLOCK_JUMPS: Final = 3 * HOUR  # a change of the clock so near may move an end of quiet hours
_COMMITS: Final = timedelta(minutes=5)  # what is posted later is told of a week later
_LONGEST_QUIET: Final = 16 * HOUR
_BEFORE_QUIET: Final = HOUR / 2
Key = tuple[int, str, str]  # whose work, which reminder, of which deadline


@dataclass(frozen=True, slots=True)
class Window:
    """It goes out in [first, last], which are the same tick wherever no clock is changed."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """`open_ends`: somebody acted while an end of quiet hours was in doubt; either is right."""

    tried: int
    open_ends: int
    problems: list[str]


def judged(year: Year) -> Verdict:
    problems = list(year.problems)
    deadlines = _Deadlines(year)
    problems += deadlines.problems()
    problems += _approvals(year)
    problems += _reviews(year) if year.boss else []
    problems += _lapses(year) if year.boss else []
    digests = _Digests(year)
    problems += digests.problems()
    tried = deadlines.tried + digests.tried + sum(map(int, year.queued.values()))
    return Verdict(tried, deadlines.open_ends, problems)


def window(home: Home, due_at: datetime) -> Window:
    """From a reminder's time to when its reader may be spoken to."""
    ready = tick_at(due_at)
    clock = home.clock(ready)
    first = ready
    while is_quiet(first, clock.zone, clock.quiet):
        first += TICK
    if first == ready and not _moves(home, ready, ready + TICK):
        return Window(first, first)
    changes = _is_changed(clock.zone, ready - _CLOCK_JUMPS, first + _CLOCK_JUMPS)
    if changes or _moves(home, ready - TICK, first + DAY):
        return Window(ready, first + _LONGEST_QUIET)
    return Window(first, first)


def _is_changed(zone: str, since: datetime, until: datetime) -> bool:
    place = ZoneInfo(zone)
    return since.astimezone(place).utcoffset() != until.astimezone(place).utcoffset()


def _moves(home: Home, since: datetime, until: datetime) -> bool:
    return any(since <= each.since <= until for each in home.clocks)


class _Deadlines:
    """Each reminder of each deadline: once while it ran, never otherwise."""

    def __init__(self, year: Year) -> None:
        self.tried = self.open_ends = 0
        self._year = year
        self._sent: dict[Key, list[datetime]] = defaultdict(list)
        self._expired: dict[int, list[datetime]] = defaultdict(list)
        for each in year.sent:
            if each.kind in _LEADS:
                key = (each.facts["assignment_id"], each.kind, each.facts["due_at"])
                self._sent[key].append(each.at)
            elif each.kind == "expired":
                self._expired[each.facts["assignment_id"]].append(each.at)

    def problems(self) -> list[str]:
        found = [each for job in self._year.town.jobs for each in self._of_job(job)]
        return [*found, *(f"nobody's deadline: {key}" for key in self._sent)]

    def _of_job(self, job: Job) -> Iterator[str]:
        for turn in job.turns:
            for kind in _LEADS:
                yield from self._of_turn(job, kind, *turn)
        yield from self._of_end(job)

    def _of_turn(
        self, job: Job, kind: str, since: datetime, due_at: datetime, ends_at: datetime
    ) -> Iterator[str]:
        self.tried += 1
        times = self._sent.pop((job.assignment_id, kind, due_at.isoformat()), [])
        at = _time_of(job.home, kind, since, due_at)
        wanted = None if at is None else _count(job.home, since, due_at, at, ends_at)
        if wanted is None:
            self.open_ends += 1
        told = f"{kind} of {job.assignment_id} ({job.home.clocks}), due {due_at}"
        if len(times) > 1:
            yield f"{told}: came {len(times)} times"
        elif wanted is not None and len(times) != wanted:
            yield f"{told}: came {len(times)} times instead of {wanted}, its turn {since}–{ends_at}"
        elif times:
            seen = window(job.home, at or due_at - _LEADS[kind])
            first = seen.first if at else seen.first - DAY
            if not first <= times[0] <= seen.last:
                yield f"{told}: came at {times[0]} instead of {seen}"

    def _of_end(self, job: Job) -> Iterator[str]:
        """An expiry is told to whoever can be reached, wanted or not."""
        times = self._expired.pop(job.assignment_id, [])
        _, due_at, ends_at = job.turns[-1]
        wanted = int(ends_at == due_at and job.home.reachable)
        if len(times) != wanted:
            yield f"expiry of {job.assignment_id}: came {len(times)} times instead of {wanted}"
        elif times:
            seen = window(job.home, due_at)
            if not seen.first <= times[0] <= seen.last:
                yield f"expiry of {job.assignment_id}: came at {times[0]} instead of {seen}"


def _time_of(home: Home, kind: str, since: datetime, due_at: datetime) -> datetime | None:
    """Two hours before; half an hour before quiet hours that would hold it past the deadline, if
    the deadline was known by then. None while a clock changes: either is right.
    """
    usual = due_at - _LEADS[kind]
    if kind != "due_in_2h":
        return usual
    awake = usual + _BEFORE_QUIET
    clock = home.clock(awake)
    if _is_changed(clock.zone, awake - DAY, due_at + DAY) or _moves(home, awake - DAY, due_at):
        return None
    quiet = clock.zone, clock.quiet
    begins, ends = tick_at(awake - TICK), tick_at(awake)
    if not is_quiet(awake, *quiet):
        return usual
    while is_quiet(ends, *quiet):
        ends += TICK
    while is_quiet(begins, *quiet):
        begins -= TICK
    earlier = begins + TICK - _BEFORE_QUIET
    return earlier if ends >= due_at and earlier > since else usual


def _count(
    home: Home, since: datetime, due_at: datetime, at: datetime, ends_at: datetime
) -> int | None:
    """How often it must have come; None when either is right."""
    if not (home.wants and home.reachable) or at <= since or ends_at <= tick_at(at):
        return 0
    seen = window(home, at)
    if ends_at > seen.last:
        return 1
    return 0 if ends_at <= seen.first else None


def _approvals(year: Year) -> Iterator[str]:
    """Told once: of a person's at once, of the clock's by day."""
    came: dict[int, list[datetime]] = defaultdict(list)
    for each in year.sent:
        if each.kind == "review_approve":
            came[each.facts["assignment_id"]].append(each.at)
    for job in year.town.jobs:
        if job.review is None:
            continue
        times = came.pop(job.assignment_id, [])
        if len(times) != int(job.home.reachable):
            yield f"approval of {job.assignment_id}: came {len(times)} times"
        elif times:
            seen = _told_of_approval(job, job.review[1])
            if not seen.first <= times[0] <= seen.last:
                yield f"approval of {job.assignment_id}: came at {times[0]} instead of {seen}"
    yield from (f"nobody's approval: {assignment_id}" for assignment_id in came)


def _told_of_approval(job: Job, over_at: datetime) -> Window:
    if job.decided_at is None:
        return window(job.home, over_at)
    at_once = tick_at(job.decided_at)
    return Window(at_once, at_once)


def _reviews(year: Year) -> Iterator[str]:
    """Coordinators at half of the clock, owners six hours before its end, while nobody decided."""
    calls: dict[str, list[_Call]] = {"review_overdue": [], "review_nearly_over": []}
    for job in year.town.jobs:
        if job.review is None:
            continue
        handed_in, over_at = job.review
        ends_at = job.decided_at or over_at
        half = handed_in + (over_at - handed_in) / 2
        for kind, at in (("review_overdue", half), ("review_nearly_over", over_at - 6 * HOUR)):
            if tick_at(at) < ends_at:  # otherwise the job finds it decided
                calls[kind].append(_Call(at, ends_at))
    for kind, of_kind in calls.items():
        came = [(each.at, each.facts["waiting"]) for each in year.sent if each.kind == kind]
        wanted = list(_told_together(of_kind))
        if came != wanted:
            first = next((e for e in zip_longest(came, wanted) if e[0] != e[1]), None)
            yield f"{kind}: {len(came)} instead of {len(wanted)}, first {first}"


@dataclass(frozen=True, slots=True)
class _Call:
    """A work that is overdue from `at` on, until it is decided."""

    at: datetime
    ends_at: datetime


def _told_together(calls: list[_Call]) -> Iterator[tuple[datetime, int]]:
    """One by one along Shanghai's wall: each awake tick, an hour apart, that has something new
    tells of all that waits."""
    coming = sorted(calls, key=lambda each: each.at)
    fresh: list[_Call] = []
    waiting: list[_Call] = []
    last: datetime | None = None
    tick = tick_at(coming[0].at) if coming else YEAR.begin
    while coming or fresh:
        while coming and coming[0].at <= tick:
            fresh.append(coming.pop(0))
        fresh = [each for each in fresh if each.ends_at > tick]
        waiting = [each for each in waiting if each.ends_at > tick]
        may = last is None or tick - last >= HOUR
        if fresh and may and not is_quiet(tick, "Asia/Shanghai", (22, 8)):
            waiting, fresh, last = waiting + fresh, [], tick
            yield tick, len(waiting)
        tick = tick + TICK if fresh else tick_at(coming[0].at) if coming else tick


def _lapses(year: Year) -> Iterator[str]:
    """A campaign's day in Shanghai, ten to ten: once with its number, to owners when unseen."""
    days: Counter[tuple[int, datetime]] = Counter()
    for job in year.town.jobs:
        _, due_at, ends_at = job.turns[-1]
        if ends_at == due_at:
            ended = tick_at(due_at)
            days[job.campaign.campaign_id, ended + (_ten(year.span.begin) - ended) % DAY] += 1
    told = [each for each in year.sent if each.kind == "works_lapsed"]
    above = [each for each in year.sent if each.kind == "lapsed_unseen"]
    came = {(each.facts["campaign_id"], _before_ten(each.at)): each.facts["works"] for each in told}
    if len(came) != len(told):
        yield "a day's lapsed works were told twice"
    if came != dict(days):
        yield f"lapsed works: {len(came)} days told instead of {len(days)}"
    unseen = Counter(
        campaign_id
        for campaign_id, day in days
        if not any(at[0] == campaign_id and day <= at[1] < day + DAY for at in year.seen)
    )
    if Counter(each.facts["campaign_id"] for each in above) != unseen:
        yield f"lapsed works unseen: {len(above)} told instead of {sum(unseen.values())}"


def _ten(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(2), UTC)


def _before_ten(moment: datetime) -> datetime:
    return _ten(moment) if moment >= _ten(moment) else _ten(moment - DAY)


class _Digests:
    """Each settled amount in one digest, on the Monday after it, at ten by the wall."""

    def __init__(self, year: Year) -> None:
        self.tried = 0
        self._year = year
        self._earned: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
        for person_id, at, amount in year.earned:
            self._earned[person_id].append((at, amount))
        self._sent: dict[int, list[Sent]] = defaultdict(list)
        for each in year.sent:
            if each.kind == "weekly_digest":
                self._sent[each.person_id].append(each)

    def problems(self) -> Iterator[str]:
        for home in self._year.town.homes:
            if self._year.has_digest(home.actor.person_id):
                yield from self._of_home(home)

    def _of_home(self, home: Home) -> Iterator[str]:
        self.tried += 1
        person_id = home.actor.person_id
        sent = self._sent.pop(person_id, [])
        if not (home.wants_digests and home.reachable):
            if sent:
                yield f"digest of {person_id}, who wants none"
            return
        earned = [each for each in self._earned[person_id] if each[0] < self._year.span.end - DAY]
        told = sum(line["earned_minor"] for each in sent for line in each.facts["lines"])
        later = sum(amount for _, amount in self._earned[person_id]) - _sum(earned)
        if not _sum(earned) <= told <= _sum(earned) + later:
            yield f"digests of {person_id} tell of {told}, not of {_sum(earned)} ({home.clocks})"
        if len(home.clocks) == 1:
            yield from self._by_monday(home, sent)

    def _by_monday(self, home: Home, sent: list[Sent]) -> Iterator[str]:
        clock = home.clocks[0]
        wanted: Counter[datetime] = Counter()
        for at, amount in self._earned[home.actor.person_id]:
            monday = _monday_after(at + _COMMITS, clock.zone)
            wanted[monday] += amount
        for monday, amount in wanted.items():
            self.tried += 1
            seen = window(home, monday)
            came = [each for each in sent if seen.first <= each.at <= seen.last]
            sums = [line["earned_minor"] for each in came for line in each.facts["lines"]]
            if sums != [amount]:
                yield f"digest of {home.actor.person_id} ({clock}) at {monday}: {sums}, {amount}"
        if len(sent) != len(wanted):
            yield f"digests of {home.actor.person_id}: {len(sent)} instead of {len(wanted)}"


def _sum(earned: Iterable[tuple[datetime, int]]) -> int:
    return sum(amount for _, amount in earned)


def _monday_after(at: datetime, zone: str) -> datetime:
    """The first tick on whose wall it is Monday, ten, and not before `at`."""
    place = ZoneInfo(zone)
    moment = tick_at(at)
    while True:
        local = moment.astimezone(place)
        if local.weekday() == 0 and (local.hour, local.minute) == (10, 0):
            return moment
        nearly = local.weekday() == 0 and 6 <= local.hour < 10
        far = local.weekday() not in (6, 0)
        moment += TICK if nearly else DAY if far else HOUR  # no clock jumps over what is left
