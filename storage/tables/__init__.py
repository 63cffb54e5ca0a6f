"""Every table, by noun; importing this package fills `metadata`. No queries live here."""

from storage.tables import (
    access,
    audience,
    campaigns,
    chat,
    checks,
    conversions,
    delivery,
    events,
    guards,
    metrics,
    money,
    people,
    returns,
    risk,
    setback,
    tracking,
    work,
)
from storage.tables.base import metadata

__all__ = [
    "access",
    "audience",
    "campaigns",
    "chat",
    "checks",
    "conversions",
    "delivery",
    "events",
    "guards",
    "metadata",
    "metrics",
    "money",
    "people",
    "returns",
    "risk",
    "setback",
    "tracking",
    "work",
]
