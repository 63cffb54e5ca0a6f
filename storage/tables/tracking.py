"""Tracking links and their clicks by the hour; nothing about who clicked."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint, text

from storage.tables import base
from storage.tables.base import metadata

_UNTOLD = text("untold_from IS NOT NULL")

tracking_link = Table(
    "tracking_link",
    metadata,
    base.key(),
    base.text("code", 16, unique=True),
    base.ref("assignment_id", "assignment", unique=True, nullable=True),
    # Or of a broadcast's button, by its place among its links, wording behind wording as
    # services.broadcast_links counts them, with where it leads.
    base.ref("broadcast_id", "broadcast", nullable=True),
    Column("place", Integer, nullable=True),
    base.text("landing", 1024, server_default=""),
    base.text("url", 1024),  # as it was given to whom it is for
    base.at("untold_from", nullable=True),  # the first hour whose clicks no snapshot tells of
    UniqueConstraint("broadcast_id", "place"),
    CheckConstraint("(assignment_id IS NULL) <> (broadcast_id IS NULL)", name="one_owner"),
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
