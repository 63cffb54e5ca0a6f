"""Counting clicks on a broadcast's links: where it can be done, and what it came to; no rows."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.message import Link
from domain.tracking_target import NOWHERE, AllowedHosts, target_flaw

FOREVER: Final = datetime.max.replace(tzinfo=UTC)
"""A broadcast has no cut-off."""


class WhyNot(StrEnum):
    """Why a link cannot go by way of an address of ours."""

    NO_ADDRESS = "no_address"  # the house has no public one
    HOST = "host"  # links of ours may not lead there


@dataclass(frozen=True, slots=True)
class Uncounted:
    """`host` is where the link leads."""

    why: WhyNot
    host: str


@dataclass(eq=False)
class CannotCount(Refusal):
    """This link goes as it is."""

    uncounted: Uncounted


@dataclass(frozen=True, slots=True)
class Counting:
    """`links_at` is the public address without a slash at its end, empty where there is none."""

    links_at: str = ""
    hosts: AllowedHosts = NOWHERE

    def obstacle(self, link: Link) -> Uncounted | None:
        host = link.url.split("/", maxsplit=3)[2]
        if not self.links_at:
            return Uncounted(WhyNot.NO_ADDRESS, host)
        if target_flaw(link.url, self.hosts) is not None:
            return Uncounted(WhyNot.HOST, host)
        return None


NOT_COUNTED: Final = Counting()


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """What came of one link, in one wording where there are several. `visitors` is an estimate;
    programs are no clicks.
    """

    link: Link
    clicks: int
    visitors: int
    programs: int
    variant: int | None = None
