"""What is sent to somebody else: broadcasts, deliveries, reminders."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from domain.delivery import (
    BroadcastStatus,
    DeliveryClass,
    DeliveryStatus,
    ReminderKind,
    ReminderStatus,
    Response,
)
from domain.draws import Draw
from storage.tables import base
from storage.tables.base import metadata

broadcast = Table(
    "broadcast",
    metadata,
    base.key(),
    base.text("status", 16),
    base.text("title", 128),
    base.facts("body"),  # a domain.message.Version by locale, for each variant
    base.text(
        "filter", 1024, server_default=""
    ),  # whom it is for, as domain.segment_text writes it
    # Its button opens this task, or this campaign's tasks.
    base.ref("task_id", "task", nullable=True),
    base.ref("campaign_id", "campaign", nullable=True),
    base.facts("pages", server_default="[]"),  # its buttons open these pages of the bot
    base.facts("links", server_default="[]"),  # and these addresses, with labels by locale
    base.at("starts_at", nullable=True),  # not before
    base.text("local_time", 16, server_default=""),  # 2026-11-30T10:00 on each reader's own clock
    # As the house's rules were at the confirmation.
    Column("most_per_week", Integer, nullable=False, server_default="0"),  # 0: any number
    base.number("paid_messages", server_default="0"),  # the first so many are, in Stars
    Column("draw", Integer, nullable=False, server_default="0"),  # domain.draws.Draw
    base.ref("created_by", "person"),
    base.at("created_at"),
    base.at("confirmed_at", nullable=True),
    base.number("revision", server_default="0"),  # of the draft: one more with each change
    # The roll that its confirmation called names so many; empty: it is still to be called. So many
    # of them are frozen or passed over; rows follow, part by part.
    base.number("freeze_to", nullable=True),
    base.number("frozen_to", server_default="0"),
    base.number("audience", server_default="0"),  # how many are frozen
    # Who matched and was left out as it was frozen, for the first of these reasons that held.
    base.number("left_unreachable", server_default="0"),
    base.number("left_muted", server_default="0"),
    base.number("left_capped", server_default="0"),
    base.at("ended_at", nullable=True),  # done or cancelled, and nothing of it waits
    base.number("report_message_id", nullable=True),  # the progress message in its maker's chat
    base.at("report_due_at", nullable=True),  # when that is looked at again; empty: not by itself
    base.text("report_shown", 16, server_default=""),  # what of: a digest; empty: draw it anew
    base.text("trace", 24, server_default=""),  # of its confirmation; its deliveries keep it
    base.one_of("status", BroadcastStatus),
    Index("ix_broadcast_status", "status"),
    CheckConstraint("freeze_to IS NULL OR frozen_to <= freeze_to", name="frozen"),
    CheckConstraint("task_id IS NULL OR campaign_id IS NULL", name="one_offer"),
    CheckConstraint(f"draw IN ({', '.join(str(each.value) for each in Draw)})", name="draw_known"),
)

# Who matched as it was confirmed, leaf by leaf; one goes once all on it are frozen.
broadcast_roll = Table(
    "broadcast_roll",
    metadata,
    base.ref("broadcast_id", "broadcast", primary_key=True, autoincrement=False),
    # The place on the roll of its first person, from nought.
    Column("begins", base.Id, primary_key=True, autoincrement=False),
    base.number("persons"),
    Column("packed", LargeBinary, nullable=False),  # as domain.roll packs their numbers
    CheckConstraint("persons > 0", name="somebody"),
)

# What Telegram refuses of it: domain.brake.Brake. Of most there is none.
broadcast_brake = Table(
    "broadcast_brake",
    metadata,
    base.ref("broadcast_id", "broadcast", primary_key=True, autoincrement=False),
    base.text("words", 256),
    Column("in_row", Integer, nullable=False),
    Column("any_accepted", Boolean, nullable=False),
    base.text("stood_by", 256),
    Column("stands", Boolean, nullable=False),
)

# What readers did with it, once each; kept without words.
broadcast_response = Table(
    "broadcast_response",
    metadata,
    base.ref("broadcast_id", "broadcast", primary_key=True, autoincrement=False),
    base.ref("person_id", "person", primary_key=True, autoincrement=False),
    base.text("kind", 8, primary_key=True),
    base.at("at"),
    base.one_of("kind", Response),
)

# What came of a broadcast that is long over, in numbers: from `counted_at` on reports read them
# here, and its deliveries and responses may go.
broadcast_outcome = Table(
    "broadcast_outcome",
    metadata,
    base.ref("broadcast_id", "broadcast", primary_key=True, autoincrement=False),
    base.at("closed_at"),  # from here on no response is counted
    base.at("counted_at", nullable=True),
    base.number("sent", server_default="0"),
    base.number("dead", server_default="0"),
    base.number("in_doubt", server_default="0"),
    base.number("cancelled", server_default="0"),
    base.facts("variants", server_default="[]"),  # domain.broadcast.VariantOutcome each, in order
    base.facts("reasons", server_default="[]"),  # domain.broadcast.Reason, the commonest
    base.at("gone_at", nullable=True),  # no row of it is left
    CheckConstraint("gone_at IS NULL OR counted_at IS NOT NULL", name="counted_first"),
)

segment = Table(
    "segment",
    metadata,
    base.key(),
    base.text("name", 64, unique=True),
    base.text("filter", 1024),  # as domain.segment_text writes it
    base.ref("changed_by", "person"),
    base.at("changed_at"),
)

_LEASED = text("leased_until IS NOT NULL")
# Said in so many words by whoever looks for these: else SQLite does not see that an index has them.
LOST = text("status IN ('dead', 'in_doubt')")
_SENT = text("status IN ('sent')")
# The same of what was put off and waits.
_PUT_OFF = text("status IN ('queued') AND place_at IS NOT NULL")
_SET_BACK = text("status IN ('queued') AND set_back_since IS NOT NULL")

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
    Column("priority", Integer, nullable=False),  # domain.delivery.PRIORITIES
    base.at("due_at"),
    # Since it was put off, as its chat or Telegram took none: when it was due, which is its place
    # before its reader's others. `due_at` is when it is tried again.
    base.at("place_at", nullable=True),
    base.at("set_back_since", nullable=True),  # since then no process that tried had words for it
    Column("attempts", Integer, nullable=False, server_default="0"),
    base.at("leased_until", nullable=True),
    base.number("message_id", nullable=True),
    base.text("problem", 256, server_default=""),
    base.at("queued_at"),
    base.at("ended_at", nullable=True),
    base.text("trace", 24, server_default=""),  # what queued it, as the logs call it
    base.one_of("class", DeliveryClass),
    base.one_of("status", DeliveryStatus),
    # What waits stands here as it leaves, broadcast by broadcast: storage.streams.
    Index("ix_delivery_stream", "broadcast_id", "status", "priority", "due_at", "id"),
    Index("ix_delivery_person_status_ended_at", "person_id", "status", "ended_at"),
    # Who queues a million adds to none of these.
    Index("ix_delivery_leased", "leased_until", sqlite_where=_LEASED, postgresql_where=_LEASED),
    # Behind what was put off the others of its reader wait.
    Index(
        *("ix_delivery_put_off", "person_id", "priority", "place_at"),
        sqlite_where=_PUT_OFF,
        postgresql_where=_PUT_OFF,
    ),
    Index(
        *("ix_delivery_set_back", "set_back_since"),
        sqlite_where=_SET_BACK,
        postgresql_where=_SET_BACK,
    ),
    # Whom a broadcast reached, for segments that ask.
    Index(
        *("ix_delivery_sent", "broadcast_id", "status", "person_id"),
        sqlite_where=_SENT,
        postgresql_where=_SENT,
    ),
    Index("ix_delivery_lost", "status", "ended_at", sqlite_where=LOST, postgresql_where=LOST),
)

_WAITING = text("status IN ('waiting')")
_DONE = text("status IN ('dropped', 'queued')")

reminder = Table(
    "reminder",
    metadata,
    base.key(),
    base.text("kind", 32),
    base.text("subject", 16),  # assignment, batch, campaign, person, task …
    base.number("subject_id"),
    base.at("due_at"),
    base.text("status", 16),
    UniqueConstraint("subject_id", "kind", "due_at"),  # a kind has one sort of subject
    base.one_of("kind", ReminderKind),
    base.one_of("status", ReminderStatus),
    Index("ix_reminder_waiting", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    # By which they are forgotten. Whoever plans one, as a claim does, writes nothing here.
    Index("ix_reminder_done", "due_at", "id", sqlite_where=_DONE, postgresql_where=_DONE),
)

# Telegram's own "retry after", kept over restarts; scope is "all" or a chat id. "outage" is ours:
# how many sendings in a row got no answer, since when, until when none leaves. The scope "slots"
# is our own pace: until when every moment to send is given away, to whichever process, and how many
# of the messages that were given one count in Telegram's window until when; the same again of those
# that nobody pays for.
send_gate = Table(
    "send_gate",
    metadata,
    base.text("scope", 32, primary_key=True),
    base.at("closed_until"),
    base.at("closed_at", nullable=True),  # when Telegram said so last
    base.facts("taken", server_default="[]"),  # domain.allowance.Place, of "slots" alone
    base.number("given", server_default="0"),  # how many so far, of "slots" and "outage"
    base.at("free_until", nullable=True),
    base.facts("free_taken", server_default="[]"),
    base.number("free_given", server_default="0"),
    # Of "slots" alone: whose turn was last of the broadcasts that are paid for, and of the others.
    base.number("turn", server_default="0"),
    base.number("free_turn", server_default="0"),
)
