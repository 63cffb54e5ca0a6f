"""What creators do: assignments, their events, renditions, submissions, posts, reviews."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, UniqueConstraint, text

from domain.assignment import LIVE, REVIEWERS_TURN, AssignmentStatus
from domain.files.kinds import HANDED_IN
from domain.platforms import Platform
from domain.proof import Purpose
from storage.tables import base
from storage.tables.base import metadata


def _status_in(statuses: frozenset[AssignmentStatus]) -> str:
    return f"status IN ({', '.join(sorted(repr(each.value) for each in statuses))})"


_LIVE = text(_status_in(LIVE))

_REVIEWED = text("review_due_at IS NOT NULL")
_COUNTED = text("status IN ('approved')")
_VOID = text("status IN ('void')")

assignment = Table(
    "assignment",
    metadata,
    base.key(),
    base.ref("task_id", "task"),
    base.ref("account_id", "account"),
    base.ref("person_id", "person"),
    base.ref("terms_id", "terms"),  # accepted at the claim and frozen here
    base.text("status", 24),
    base.number("reserved_minor"),  # what is still held of the campaign's budget
    Column("revision", Integer, nullable=False, server_default="0"),  # grows with each change
    base.at("claimed_at"),
    base.at("due_at"),
    base.at("extended_at", nullable=True),  # when its creator was given more time, once
    base.at("review_due_at", nullable=True),  # auto-approval; only while it is a reviewer's turn
    Column(
        "review_seconds_left", Integer, nullable=True
    ),  # what the paused review clock still holds
    base.at("approved_at", nullable=True),
    base.at("cutoff_at", nullable=True),  # the last one
    base.at("settle_at", nullable=True),  # the next one, where there are several
    base.at("retained_until", nullable=True),
    base.at("ended_at", nullable=True),
    base.text("draft", nullable=True),  # the latest draft text
    base.number("card_message_id", nullable=True),  # the work card in the creator's chat
    base.one_of("status", AssignmentStatus),
    CheckConstraint(f"review_due_at IS NULL OR {_status_in(REVIEWERS_TURN)}", name="review_clock"),
    Index("ix_assignment_person_status", "person_id", "status"),
    # Partial: a claim touches none of these three.
    Index(
        "ix_assignment_reviewed",
        "review_due_at",
        sqlite_where=_REVIEWED,
        postgresql_where=_REVIEWED,
    ),
    Index("ix_assignment_void", "id", sqlite_where=_VOID, postgresql_where=_VOID),  # few
    # Read in its order a page at a time; a campaign's works may all fall due at one moment.
    Index(
        *("ix_assignment_counted", "settle_at", "id"),
        sqlite_where=_COUNTED,
        postgresql_where=_COUNTED,
    ),
    Index("ix_assignment_task_person", "task_id", "person_id"),
    Index("ix_assignment_claimed_at_person", "claimed_at", "person_id"),  # who claimed lately
    Index(
        "uq_assignment_live",
        "task_id",
        "account_id",
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    ),
)

# The audit of an assignment: appended with every change of status, never changed (guards.py).
assignment_event = Table(
    "assignment_event",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment", index=True),
    base.text("status", 24),
    base.ref("actor_id", "person", nullable=True),  # empty: the clock
    base.text("reason", 64, server_default=""),
    base.text("note", 1024, server_default=""),
    base.at("at"),
)

rendition = Table(
    "rendition",
    metadata,
    base.ref("assignment_id", "assignment", primary_key=True),
    base.ref("variant_id", "variant"),
    base.text("body"),
    base.facts("slots"),  # domain.renditions.FilledSlot each
    base.facts("required"),  # domain.required_parts.RequiredPart each
    base.text("fingerprint", 16, index=True),
)

post = Table(
    "post",
    metadata,
    base.key(),
    base.text("platform", 16),
    base.text("post_key", 160),  # the platform's id of the post, or short:host/code until resolved
    base.text("url", 1024),
    base.ref("assignment_id", "assignment", index=True),
    base.at("first_seen_at"),
    base.one_of("platform", Platform),
    UniqueConstraint("platform", "post_key"),  # a post belongs to one assignment
)

submission = Table(
    "submission",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment", index=True),
    base.ref("post_id", "post", nullable=True),  # empty: a draft
    base.text("given"),  # what the creator pasted, as it came
    base.at("at"),
    base.at("taken_back_at", nullable=True),  # by its creator, before anybody decided
)

# A screenshot is asked for; it stands until one comes, and may be made anew after that.
proof_request = Table(
    "proof_request",
    metadata,
    base.ref("submission_id", "submission", primary_key=True, autoincrement=False),
    base.at("wanted_at"),
    base.ref("wanted_by", "person", nullable=True),  # empty: the clock, of a page it cannot read
)

# Appended; of an erased person the picture's id, its hashes and the words beside it are emptied.
proof = Table(
    "proof",
    metadata,
    base.key(),
    base.ref("submission_id", "submission", index=True),
    base.text("purpose", 16),
    base.ref("given_by", "person"),
    base.at("given_at"),
    base.text("file_id", 256),  # Telegram's id of the picture, which stays with Telegram
    base.text("kind", 8),
    base.number("width"),
    base.number("height"),
    base.text("sha256", 64, index=True),  # what Telegram gives back must be what was handed in
    base.text("dhash", 16),  # 64 bits in hex, of what the eye sees
    base.text("note", 512, server_default=""),
    base.one_of("purpose", Purpose),
    base.one_of("kind", HANDED_IN),
)

review = Table(
    "review",
    metadata,
    base.key(),
    base.ref("submission_id", "submission", unique=True),  # one decision each
    base.ref("reviewer_id", "person", nullable=True),  # empty: the clock approved
    base.text("decision", 24),
    base.text("reason", 64, server_default=""),
    base.text("clause", 32, server_default=""),
    base.text("note", 1024, server_default=""),
    base.at("at"),
)
