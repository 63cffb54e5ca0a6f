"""Rings: people tied to each other so closely that they look like one hand; acquaintances do not.

A link is a shared device, a shared payee, several copied texts or engagement both ways. A link
counts while its two people have enough further partners in common (a k-truss): that is the density,
and unlike a share of possible links it only shrinks when a threshold gets stricter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from domain.risk.evidence import MOST_NAMED, Evidence, Measure, Signal, beyond
from domain.risk.facts import PersonFacts, PostFacts
from domain.risk.thresholds import Thresholds

_CROWD: Final = 40  # larger groups are linked with their next neighbours alone: linear, still dense
_NEIGHBOURS: Final = 12

Pair = tuple[int, int]
Partners = dict[int, set[int]]


class Rings:
    """Who is tied to whom. `tie_texts` is told by whoever compares texts."""

    def __init__(self) -> None:
        self._shared: dict[str, set[int]] = defaultdict(set)
        self._studio: dict[int, int | None] = {}
        self._engaged: Counter[Pair] = Counter()  # who, with whose posts
        self._texts: Counter[Pair] = Counter()

    def add_person(self, person: PersonFacts) -> None:
        self._studio[person.person_id] = person.studio_id
        if person.payee:
            self._shared[f"payee {person.payee}"].add(person.person_id)
        for device in person.devices:
            self._shared[f"device {device}"].add(person.person_id)

    def add(self, post: PostFacts) -> None:
        for person_id in post.engaged_by - {post.person_id}:
            self._engaged[person_id, post.person_id] += 1

    def tie_texts(self, one: int, other: int) -> None:
        self._texts[min(one, other), max(one, other)] += 1

    def found(self, limits: Thresholds) -> dict[int, "Ring"]:
        """The ring of everybody who is in one."""
        partners = _truss(self._partners(limits), limits.ring_common)
        rings = {}
        for members in _components(partners):
            if len(members) >= limits.ring_people:
                ring = Ring(members, partners)
                rings.update(dict.fromkeys(members, ring))
        return rings

    def _partners(self, limits: Thresholds) -> Partners:
        partners: Partners = defaultdict(set)
        for one, other in self._pairs(limits):
            if not self._is_one_studio(one, other):
                partners[one].add(other)
                partners[other].add(one)
        return partners

    def _pairs(self, limits: Thresholds) -> Iterator[Pair]:
        for people in self._shared.values():
            yield from _linked(sorted(people))
        yield from (pair for pair, texts in self._texts.items() if texts >= limits.ring_texts)
        for (one, other), times in self._engaged.items():
            back = self._engaged.get((other, one), 0)
            if one < other and min(times, back) >= limits.ring_engagements:
                yield one, other

    def _is_one_studio(self, one: int, other: int) -> bool:
        studio = self._studio.get(one)
        return studio is not None and studio == self._studio.get(other)


class Ring:
    """Members, and how many of the links that could be among them are."""

    __slots__ = ("density", "members")

    def __init__(self, members: tuple[int, ...], partners: Partners) -> None:
        self.members = members
        links = sum(len(partners[each]) for each in members)
        self.density = round(links / (len(members) * (len(members) - 1)), 3)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Evidence:
        return Evidence(
            Signal.RING,
            post.assignment_id,
            Measure.PEOPLE,
            len(self.members),
            self.density,
            "ring_people",
            limits.ring_people,
            beyond(len(self.members), limits.ring_people - 1),
            people=tuple(each for each in self.members[:MOST_NAMED] if each != post.person_id),
        )


def _linked(people: list[int]) -> Iterable[Pair]:
    if len(people) <= _CROWD:
        return combinations(people, 2)
    return (
        (one, other)
        for place, one in enumerate(people)
        for other in people[place + 1 : place + 1 + _NEIGHBOURS]
    )


def _truss(partners: Partners, common: int) -> Partners:
    """Links whose two ends share at least `common` partners, after all others are gone."""
    kept = {person: set(others) for person, others in partners.items()}
    doubtful = [(one, other) for one, others in kept.items() for other in others if one < other]
    while doubtful:
        one, other = doubtful.pop()
        if other not in kept[one]:
            continue
        both = kept[one] & kept[other]
        if len(both) < common:
            kept[one].discard(other)
            kept[other].discard(one)
            doubtful += [(end, third) for third in both for end in (one, other)]
    return {person: others for person, others in kept.items() if others}


def _components(partners: Partners) -> Iterator[tuple[int, ...]]:
    seen: set[int] = set()
    for start in sorted(partners):
        if start in seen:
            continue
        seen.add(start)
        members, waiting = [], [start]
        while waiting:
            person = waiting.pop()
            members.append(person)
            waiting += partners[person] - seen
            seen |= partners[person]
        yield tuple(sorted(members))
