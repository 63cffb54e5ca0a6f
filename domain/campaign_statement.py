"""What a campaign's money did: funds, earned by method and by creator, taken back; pure sums."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from domain.campaign import CampaignSummary
from domain.settlement import SettlementState
from domain.statement import SettledPart
from domain.terms import Method

K = TypeVar("K")
S = SettlementState


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One settlement, whose it is, and where it stands by now."""

    part: SettledPart
    person_id: int
    name: str
    method: Method
    amount_minor: int
    settled_at: datetime
    state: SettlementState


@dataclass(frozen=True, slots=True)
class Fees:
    """Of some settlements, in minor units: what was settled, and what became of it."""

    works: int
    settled_minor: int
    reversed_minor: int
    pending_minor: int
    matured_minor: int  # payable, being paid or paid: money has no memory of parts

    @property
    def earned_minor(self) -> int:
        return self.settled_minor - self.reversed_minor


@dataclass(frozen=True, slots=True)
class CampaignStatement:
    """`lines` in the order in which they were settled; moments are shown by `timezone`."""

    summary: CampaignSummary
    timezone: str
    lines: tuple[CampaignLine, ...]

    @property
    def fees(self) -> Fees:
        return _fees(self.lines)

    @property
    def granted_minor(self) -> int:
        """By disputes, beside what was settled; what was taken back of it is left out."""
        return self.summary.earned_minor - self.fees.earned_minor

    @property
    def methods(self) -> dict[Method, Fees]:
        found = self._by(lambda each: each.method)
        return {method: found[method] for method in Method if method in found}

    @property
    def creators(self) -> dict[tuple[int, str], Fees]:
        """By number and name, whoever earned most first."""
        found = self._by(lambda each: (each.person_id, each.name))
        return dict(sorted(found.items(), key=lambda item: (-item[1].earned_minor, item[0])))

    def _by(self, key: Callable[[CampaignLine], K]) -> dict[K, Fees]:
        groups: defaultdict[K, list[CampaignLine]] = defaultdict(list)
        for each in self.lines:
            groups[key(each)].append(each)
        return {of: _fees(lines) for of, lines in groups.items()}


def _fees(lines: "list[CampaignLine] | tuple[CampaignLine, ...]") -> Fees:
    def came_to(*states: SettlementState) -> int:
        return sum(each.amount_minor for each in lines if each.state in states)

    works = len({each.part.assignment_id for each in lines})
    return Fees(works, came_to(*S), came_to(S.REVERSED), came_to(S.PENDING), came_to(S.PAYABLE))
