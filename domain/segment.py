"""Whom a broadcast is for: facts that narrow the audience; who matches is storage's question."""

from dataclasses import dataclass

from domain.people import Category, Region
from domain.platforms import Platform


@dataclass(frozen=True, slots=True)
class Segment:
    """Creators with one account that is all of these; None leaves a fact open."""

    platform: Platform | None = None
    category: Category | None = None
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class AudiencePreview:
    """How many match, and how many of those are left out and why."""

    matching: int
    opted_out: int
    unreachable: int

    @property
    def reached(self) -> int:
        return self.matching - self.opted_out - self.unreachable
