"""One payee for many people; seen by keyed digest alone, families and studios in mind."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator

from domain.risk.evidence import MOST_NAMED, Evidence, Measure, Signal, beyond
from domain.risk.facts import PersonFacts, PostFacts
from domain.risk.thresholds import Thresholds


class Payees:
    def __init__(self) -> None:
        self._paid: dict[str, list[int]] = defaultdict(list)
        self._payees: dict[int, list[str]] = defaultdict(list)

    def add(self, person: PersonFacts) -> None:
        """A declared studio is paid for its creators: they are not counted."""
        payees = self._payees[person.person_id]
        if person.payee and person.studio_id is None and person.payee not in payees:
            insort(self._paid[person.payee], person.person_id)
            payees.append(person.payee)

    def evidence(self, post: PostFacts, limits: Thresholds) -> Iterator[Evidence]:
        payees = self._payees.get(post.person_id, ())
        people = max((self._paid[payee] for payee in payees), key=len, default=[])
        if len(people) >= limits.payee_people:
            yield Evidence(
                Signal.SHARED_PAYOUT,
                post.assignment_id,
                Measure.PEOPLE,
                len(people),
                None,
                "payee_people",
                limits.payee_people,
                beyond(len(people), limits.payee_people - 1),
                people=tuple(each for each in people[:MOST_NAMED] if each != post.person_id),
            )
