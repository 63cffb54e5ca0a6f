"""What is sent to somebody else: broadcasts, deliveries, reminders."""

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint, text

from domain.delivery import (
    BroadcastStatus,
    DeliveryClass,
    DeliveryStatus,
    ReminderKind,
    ReminderStatus,
)
from storage.tables import base
from storage.tables.base import metadata

broadcast = Table(
    "broadcast",
    metadata,
    base.key(),
    base.text("status", 16),
    base.text("title", 128),
    base.facts("body"),  # {locale: text}
    base.facts("segment"),  # domain.segment facts
    base.ref("task_id", "task", nullable=True),  # its button claims this task
    base.ref("created_by", "person"),
    base.at("created_at"),
    base.at("confirmed_at", nullable=True),
    base.number("audience", server_default="0"),  # frozen at the confirmation
    base.number("report_message_id", nullable=True),  # the progress message in its maker's chat
    base.at("report_due_at", nullable=True),  # when that is drawn again; empty: it is up to date
    base.one_of("status", BroadcastStatus),
)

delivery = Table(
    "delivery",
    metadata,
    base.key(),
    base.ref("person_id", "person"),
    base.text("class", 16),
    base.text("kind", 32),  # which notice; the edge words it in the reader's language
    base.facts("facts"),
    base.text("dedupe_key", 128, unique=True),  # the same cause queues once
    base.ref("broadcast_id", "broadcast", nullable=True),
    base.text("status", 16),
    Column("priority", Integer, nullable=False),
    base.at("due_at"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    base.at("leased_until", nullable=True),
    base.number("message_id", nullable=True),
    base.text("problem", 256, server_default=""),
    base.at("queued_at"),
    base.at("ended_at", nullable=True),
    base.one_of("class", DeliveryClass),
    base.one_of("status", DeliveryStatus),
    Index("ix_delivery_status_priority_due_at", "status", "priority", "due_at"),
    Index("ix_delivery_broadcast_status", "broadcast_id", "status"),
    Index("ix_delivery_person_status_ended_at", "person_id", "status", "ended_at"),
)

_WAITING = text("status IN ('waiting')")

reminder = Table(
    "reminder",
    metadata,
    base.key(),
    base.text("kind", 32),
    base.text("subject", 16),  # assignment, campaign, person or return
    base.number("subject_id"),
    base.at("due_at"),
    base.text("status", 16),
    UniqueConstraint("subject_id", "kind", "due_at"),  # a kind has one sort of subject
    base.one_of("kind", ReminderKind),
    base.one_of("status", ReminderStatus),
    Index("ix_reminder_waiting", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
)

# Telegram's own "retry after", kept over restarts; scope is "all" or a chat id. The scope "slots"
# is our own pace: until when every moment to send is given away, to whichever process.
send_gate = Table(
    "send_gate",
    metadata,
    base.text("scope", 32, primary_key=True),
    base.at("closed_until"),
)
