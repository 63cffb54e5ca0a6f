"""What a campaign's money did: funds, earned by method and by creator, taken back; pure sums."""

from collections import defaultdict
from collections.abc import Callable, Sequence
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
class CampaignGrant:
    """What a dispute granted out of the campaign; it is payable at once, or was taken back."""

    dispute_id: int
    assignment_id: int
    title: str
    person_id: int
    name: str
    method: Method
    amount_minor: int
    granted_at: datetime
    state: SettlementState


Entry = CampaignLine | CampaignGrant


@dataclass(frozen=True, slots=True)
class Fees:
    """Of some settlements and grants, in minor units: what was given, and what became of it."""

    works: int
    settled_minor: int
    reversed_minor: int
    granted_minor: int  # what was taken back of it is left out
    pending_minor: int
    matured_minor: int  # payable, being paid or paid: money has no memory of parts

    @property
    def earned_minor(self) -> int:
        return self.settled_minor - self.reversed_minor + self.granted_minor


@dataclass(frozen=True, slots=True)
class CampaignStatement:
    """`lines` in the order in which they were settled; moments are shown by `timezone`."""

    summary: CampaignSummary
    timezone: str
    lines: tuple[CampaignLine, ...]
    grants: tuple[CampaignGrant, ...]

    @property
    def fees(self) -> Fees:
        return _fees([*self.lines, *self.grants])

    @property
    def is_even(self) -> bool:
        """Its lines come to what the campaign has earned out."""
        return self.fees.earned_minor == self.summary.earned_minor

    @property
    def methods(self) -> dict[Method, Fees]:
        found = self._by(lambda each: each.method)
        return {method: found[method] for method in Method if method in found}

    @property
    def creators(self) -> dict[tuple[int, str], Fees]:
        """By number and name, whoever earned most first."""
        found = self._by(lambda each: (each.person_id, each.name))
        return dict(sorted(found.items(), key=lambda item: (-item[1].earned_minor, item[0])))

    def _by(self, key: Callable[[Entry], K]) -> dict[K, Fees]:
        groups: defaultdict[K, list[Entry]] = defaultdict(list)
        entries: tuple[Entry, ...] = (*self.lines, *self.grants)
        for each in entries:
            groups[key(each)].append(each)
        return {of: _fees(entries) for of, entries in groups.items()}


def _fees(entries: Sequence[Entry]) -> Fees:
    lines = [each for each in entries if isinstance(each, CampaignLine)]
    grants = [each for each in entries if isinstance(each, CampaignGrant)]
    granted_minor = sum(each.amount_minor for each in grants if each.state is not S.REVERSED)

    def came_to(*states: SettlementState) -> int:
        return sum(each.amount_minor for each in lines if each.state in states)

    return Fees(
        len({each.part.assignment_id for each in lines} | {each.assignment_id for each in grants}),
        came_to(*S),
        came_to(S.REVERSED),
        granted_minor,
        came_to(S.PENDING),
        came_to(S.PAYABLE) + granted_minor,
    )
