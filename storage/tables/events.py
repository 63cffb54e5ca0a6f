"""What partners are told: their addresses, the events, a call for each; marks of what is told."""

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint, text

from domain.events import CallStatus, EndpointStatus, EventType
from storage.tables import base
from storage.tables.base import metadata

_WAITING = text("status IN ('waiting')")

endpoint = Table(
    "endpoint",
    metadata,
    base.key(),
    base.text("name", 32, unique=True),
    base.text("url", 1024),
    base.facts("types"),  # [domain.events.EventType]; none: all
    base.text("sealed"),  # its secrets by spaces, the newest first
    Column("secrets", Integer, nullable=False),  # how many of them sign
    base.text("status", 16),
    base.at("created_at"),
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    base.at("failing_since", nullable=True),
    base.at("again_at"),  # an ill one is left alone until then
    base.at("leased_until", nullable=True),  # by the one process that calls it
    base.text("problem", 64, server_default=""),  # of the last call that failed
    base.one_of("status", EndpointStatus),
)

outbound_event = Table(
    "outbound_event",
    metadata,
    base.key(),
    base.text("message_id", 64, unique=True),  # what the receiver knows it by
    base.text("type", 32),
    base.text("cause", 64, unique=True),  # the same cause is told once
    base.at("at"),
    base.facts("data"),
    base.at("noted_at", index=True),
    base.one_of("type", EventType),
)

event_call = Table(
    "event_call",
    metadata,
    base.key(),
    base.ref("endpoint_id", "endpoint"),
    base.ref("event_id", "outbound_event", index=True),
    base.text("status", 16),
    Column("tries", Integer, nullable=False, server_default="0"),
    base.at("due_at"),
    base.at("first_tried_at", nullable=True),
    base.at("ended_at", nullable=True),
    base.text("problem", 64, server_default=""),
    base.one_of("status", CallStatus),
    UniqueConstraint("endpoint_id", "event_id"),
    Index(
        "ix_event_call_waiting",
        "endpoint_id",
        "due_at",
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
)

# Up to which row of what is only ever appended everything was told.
event_mark = Table(
    "event_mark",
    metadata,
    base.text("source", 24, primary_key=True),
    base.number("last_id"),
)
