"""Every page of the console and who may open it, in a house filled by `busy`."""

from typing import Final

from domain.people import Role

PAGES: Final = {
    "/console": set(Role),
    "/console/campaigns/1": set(Role),
    "/console/campaigns/1/statement": {Role.OWNER, Role.COORDINATOR, Role.FINANCE},
    "/console/campaigns/1/terms": {Role.OWNER, Role.COORDINATOR},
    "/console/why/1": {Role.OWNER, Role.COORDINATOR, Role.FINANCE},
    "/console/disputes": {Role.OWNER, Role.COORDINATOR, Role.FINANCE},
    "/console/disputes/1": {Role.OWNER, Role.COORDINATOR, Role.FINANCE},
    "/console/settle": {Role.OWNER, Role.COORDINATOR, Role.FINANCE},
    "/console/statements": {Role.OWNER, Role.FINANCE},
    "/console/statements/1/2026-11": {Role.OWNER, Role.FINANCE},
    "/console/reviews": {Role.OWNER, Role.COORDINATOR, Role.REVIEWER},
    "/console/reviews/1": {Role.OWNER, Role.COORDINATOR, Role.REVIEWER},
    "/console/risk": {Role.OWNER, Role.COORDINATOR, Role.REVIEWER},
    "/console/risk/settings": {Role.OWNER, Role.COORDINATOR, Role.REVIEWER},
    "/console/risk/1": {Role.OWNER, Role.COORDINATOR, Role.REVIEWER},
    "/console/broadcasts": {Role.OWNER, Role.COORDINATOR},
    "/console/broadcasts/1": {Role.OWNER, Role.COORDINATOR},
    "/console/broadcasts/2": {Role.OWNER, Role.COORDINATOR},
    "/console/broadcasts/2/confirm": {Role.OWNER, Role.COORDINATOR},
    "/console/broadcasts/new": {Role.OWNER, Role.COORDINATOR},
    "/console/segments": {Role.OWNER, Role.COORDINATOR},
    "/console/webhooks": {Role.OWNER},
    "/console/payouts": {Role.OWNER, Role.FINANCE},
    "/console/payouts/1": {Role.OWNER, Role.FINANCE},
}
HIDDEN: Final = {"/console/why/1"}
"""Somebody else's amount is not there, for creators and for staff who do not answer for it."""
