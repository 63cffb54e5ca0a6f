"""Whom a broadcast is for: conditions on creators and accounts; storage asks who matches."""

from dataclasses import dataclass
from typing import Final

from domain.accounts import AccountDetails
from domain.conditions import ANY, OF_ACCOUNTS, OF_ROWS, Condition, Fact, OneOf, Row, Span

LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """Creators of whom all conditions hold; none at all are everybody. One each a fact and sign.

    Conditions on accounts must hold of one account together; a negated one holds when no account
    is so.
    """

    conditions: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        """One order, so that equal segments are equal."""
        by_place = {_place(each): each for each in self.conditions}
        object.__setattr__(self, "conditions", tuple(by_place[at] for at in sorted(by_place)))

    def of(self, fact: Fact, *, negated: bool = False) -> Condition | None:
        found = [e for e in self.conditions if (e.fact, e.negated) == (fact, negated)]
        return found[0] if found else None

    def fits(self, account: AccountDetails) -> bool:
        """What it asks of one account holds of this one."""
        asked = [e for e in self.conditions if e.fact in OF_ACCOUNTS and not e.negated]
        return all(_holds(each, account) for each in asked)

    def having(self, condition: Condition) -> "Segment":
        """In place of what was asked of that fact before."""
        return Segment((*self.conditions, condition))

    def without(self, fact: Fact, *, negated: bool = False) -> "Segment":
        kept = [e for e in self.conditions if (e.fact, e.negated) != (fact, negated)]
        return Segment(tuple(kept))

    @property
    def rows(self) -> frozenset[Row]:
        """Those that it names by their numbers."""
        named = (e for e in self.conditions if e.fact in OF_ROWS and isinstance(e, OneOf))
        return frozenset((OF_ROWS[e.fact], int(v)) for e in named for v in e.values if v != ANY)

    def toggled(self, fact: Fact, value: str, *, negated: bool = False) -> "Segment":
        """One value more among those of the fact, or one less."""
        found = self.of(fact, negated=negated)
        now = found.values if isinstance(found, OneOf) else ()
        values = tuple(v for v in now if v != value) if value in now else (*now, value)
        if not values:
            return self.without(fact, negated=negated)
        return self.having(OneOf(fact, values, negated))


def _holds(asked: Condition, of: AccountDetails) -> bool:
    match asked:
        case Span(_, least, most):
            return (least or 0) <= of.followers and (most is None or of.followers <= most)
        case OneOf(Fact.CATEGORY, values):
            return any(each in values for each in of.categories)
        case OneOf(Fact.PLATFORM, values):
            return of.platform in values
        case OneOf(Fact.REGION, values):
            return of.region in values
        case _:
            raise AssertionError(asked)  # nothing else is asked of an account


def _place(condition: Condition) -> tuple[int, bool]:
    return list(Fact).index(condition.fact), condition.negated


EVERYBODY: Final = Segment()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """How many matched and get nothing, each for the first of these reasons that holds."""

    unreachable: int = 0
    opted_out: int = 0
    capped: int = 0  # had as many promotions this week as anybody gets

    @property
    def persons(self) -> int:
        return self.unreachable + self.opted_out + self.capped


NOBODY: Final = PassedOver()


@dataclass(frozen=True, slots=True)
class Sampled:
    """One of those whom a segment reaches, with an account that it asks for."""

    name: str
    account: AccountDetails | None


@dataclass(frozen=True, slots=True)
class AudiencePreview:
    """How many match, and how many of those are left out and why; `sample` are some of the rest."""

    matching: int
    opted_out: int
    unreachable: int
    capped: int = 0  # had as many promotions this week as anybody gets
    sample: tuple[Sampled, ...] = ()

    @property
    def reached(self) -> int:
        return self.matching - self.opted_out - self.unreachable - self.capped


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A segment under a name of its own."""

    segment_id: int
    name: str
    segment: Segment
