"""More claims in an hour or posts in a day than one person makes."""

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from domain.risk.evidence import Evidence, Measure, Signal, beyond
from domain.risk.facts import PostFacts
from domain.risk.thresholds import Thresholds

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class Velocity:
    """When each person claimed and handed in."""

    def __init__(self) -> None:
        self._claimed = _Bursts(_HOUR)
        self._handed_in = _Bursts(_DAY)

    def add(self, post: PostFacts) -> None:
        self._claimed.add(post.person_id, post.claimed_at)
        self._handed_in.add(post.person_id, post.submitted_at)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        claims = self._claimed.around(post.person_id, post.claimed_at)
        posts = self._handed_in.around(post.person_id, post.submitted_at)
        if claims > limits.claims_per_hour:
            key, limit = "claims_per_hour", limits.claims_per_hour
            yield _found(post, Measure.CLAIMS_IN_AN_HOUR, claims, key, limit)
        if posts > limits.posts_per_day:
            key, limit = "posts_per_day", limits.posts_per_day
            yield _found(post, Measure.POSTS_IN_A_DAY, posts, key, limit)


def _found(post: PostFacts, measure: Measure, seen: int, key: str, limit: int) -> Evidence:
    strength = beyond(seen, limit)
    return Evidence(Signal.VELOCITY, post.assignment_id, measure, seen, None, key, limit, strength)


class _Bursts:
    """The fullest span of time around each of a person's moments."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._moments: dict[int, list[datetime]] = defaultdict(list)
        self._fullest: dict[int, dict[datetime, int]] = {}

    def add(self, person_id: int, moment: datetime) -> None:
        self._moments[person_id].append(moment)
        self._fullest.pop(person_id, None)

    def around(self, person_id: int, moment: datetime) -> int:
        if person_id not in self._fullest:
            self._fullest[person_id] = _fullest(sorted(self._moments[person_id]), self._span)
        return self._fullest[person_id].get(moment, 1)


def _fullest(moments: list[datetime], span: timedelta) -> dict[datetime, int]:
    """For each moment the most that fall into one span with it; one pass."""
    ends = [bisect_right(moments, start + span) for start in moments]
    found: dict[datetime, int] = {}
    starts: deque[int] = deque()  # of spans that still reach here, the fuller ones first
    for place, moment in enumerate(moments):
        while starts and ends[starts[-1]] - starts[-1] <= ends[place] - place:
            starts.pop()
        starts.append(place)
        while ends[starts[0]] <= place:
            starts.popleft()
        found[moment] = max(found.get(moment, 0), ends[starts[0]] - starts[0])
    return found
