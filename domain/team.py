"""The staff: who holds which role, and why an invitation or a revocation is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.people import Role

INVITATION_LIFE: Final = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class StaffMember:
    person_id: int
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation, as the one who opens the link sees it."""

    role: Role
    invited_by: str  # a name


class Decision(StrEnum):
    """What one person of the staff does, and another has to decide on."""

    BATCH = "batch"  # a payout's batch that the one prepared
    APPEAL = "appeal"  # an appeal against what the one decided in a risk case
    DISPUTE = "dispute"  # a dispute about what the one judged


_DECIDE: Final = {
    Decision.BATCH: frozenset({Role.OWNER, Role.FINANCE}),
    Decision.APPEAL: frozenset({Role.OWNER, Role.COORDINATOR, Role.REVIEWER}),
    Decision.DISPUTE: frozenset({Role.OWNER, Role.COORDINATOR, Role.FINANCE}),
}


def without_a_second(members: Iterable[StaffMember]) -> tuple[Decision, ...]:
    """Decisions that nobody could take where one person of the staff did what they are about."""
    held = [frozenset(each.roles) for each in members]
    return tuple(
        each for each, roles in _DECIDE.items() if sum(1 for mine in held if mine & roles) < 2
    )


class InvitationFlaw(StrEnum):
    """Why a link to a role does not work."""

    UNKNOWN = "unknown"  # never was, or its maker is no owner any more
    USED = "used"  # it works once
    EXPIRED = "expired"  # INVITATION_LIFE has passed
    ALREADY = "already"  # the reader holds the role


@dataclass(eq=False)
class InvitationRefused(Refusal):
    flaw: InvitationFlaw


@dataclass(eq=False)
class LastOwner(Refusal):
    """Somebody must be able to grant roles."""
