"""What caps, pots, earlier parts and grants leave of works that are fixed together, in order."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection

from domain.assignment import AssignmentFacts
from domain.checkpoints import Settling
from domain.terms import Terms
from storage import rooms

Work = tuple[AssignmentFacts, Terms]


class Rooms:
    """Read once for all of them; what one takes of a cap, the next does not find there."""

    def __init__(self, conn: Connection, works: Sequence[Work]) -> None:
        ids = {facts.assignment_id for facts, _ in works}
        in_parts = {f.assignment_id for f, agreed in works if has_parts(agreed)}
        capped = {facts.person_id for facts, agreed in works if agreed.creator_cap_minor}
        self._task_caps = rooms.task_caps(conn, {facts.task_id for facts, _ in works})
        self._shares = rooms.shares(conn, ids)
        self._granted = rooms.granted(conn, ids)
        self._of_works = Counter(rooms.of_works(conn, in_parts) if in_parts else {})
        self._of_creators = rooms.of_creators(conn, capped) if capped else Counter()
        self._of_tasks = rooms.of_tasks(conn, self._task_caps) if self._task_caps else Counter()

    def settling(self, facts: AssignmentFacts, agreed: Terms) -> Settling:
        """What stands before the next part of this work."""
        number = facts.assignment_id
        granted_minor = self._granted.get(number, 0)
        return Settling(self._of_works[number], self._left(facts, agreed), granted_minor)

    def take(self, facts: AssignmentFacts, amount_minor: int) -> None:
        """That much was fixed of it."""
        self._of_works[facts.assignment_id] += amount_minor
        self._of_creators[facts.campaign_id, facts.person_id] += amount_minor
        self._of_tasks[facts.task_id] += amount_minor

    def _left(self, facts: AssignmentFacts, agreed: Terms) -> int | None:
        """The least that the caps and the pot leave; None where there are none."""
        left = []
        if facts.assignment_id in self._shares:
            granted_minor = self._granted.get(facts.assignment_id, 0)
            left.append(self._shares[facts.assignment_id] - granted_minor)
        if agreed.creator_cap_minor:
            of_creator = self._of_creators[facts.campaign_id, facts.person_id]
            left.append(agreed.creator_cap_minor - of_creator)
        if cap_minor := self._task_caps.get(facts.task_id):
            left.append(cap_minor - self._of_tasks[facts.task_id])
        return max(0, min(left)) if left else None


def has_parts(agreed: Terms) -> bool:
    """Its amount is fixed in several parts."""
    return bool(agreed.stages_minor or agreed.earlier_cutoffs)
