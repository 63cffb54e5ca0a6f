"""Tracking links of assignments, and their clicks by the hour; nothing about who clicked."""

from sqlalchemy import CheckConstraint, Index, Table, text

from storage.tables import base
from storage.tables.base import metadata

_UNTOLD = text("untold_from IS NOT NULL")

tracking_link = Table(
    "tracking_link",
    metadata,
    base.key(),
    base.text("code", 16, unique=True),
    base.ref("assignment_id", "assignment", unique=True),
    base.text("url", 1024),  # as the creator was given it
    base.at("untold_from", nullable=True),  # the first hour whose clicks no snapshot tells of
    Index("ix_tracking_link_untold", "untold_from", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
)

tracking_count = Table(
    "tracking_count",
    metadata,
    base.ref("link_id", "tracking_link", primary_key=True),
    base.at("hour", primary_key=True),  # its beginning, UTC
    base.number("humans"),
    base.number("bots"),
    base.number("visitors"),  # an estimate, see docs/decisions/0011
    CheckConstraint("humans >= 0 AND bots >= 0", name="counts"),
    CheckConstraint("visitors >= 0 AND visitors <= humans", name="visitors"),
)
