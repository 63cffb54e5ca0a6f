"""The staff: who holds which role, and why an invitation or a revocation is refused."""

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
