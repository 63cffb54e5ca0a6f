"""What creators object to, and what was said and decided of it: disputes and their events."""

from sqlalchemy import CheckConstraint, Index, Table, text

from domain.disputes.life import LEFT, MADE_GOOD, UNDECIDED, DisputeEventKind, DisputeStatus
from domain.disputes.lines import DisputeReason, LineKind
from domain.files.kinds import HANDED_IN
from storage.tables import base
from storage.tables.base import metadata


def _status_in(states: frozenset[DisputeStatus]) -> str:
    return f"status IN ({', '.join(sorted(repr(each.value) for each in states))})"


_IS_OPEN, _STANDS = _status_in(UNDECIDED), text(f"NOT ({_status_in(LEFT)})")
_NEXT = text("next_at IS NOT NULL")
_TAX_GIVEN_BACK = text(f"kind = '{LineKind.WITHHOLDING}' AND status = '{DisputeStatus.GIVEN_BACK}'")

dispute = Table(
    "dispute",
    metadata,
    base.key(),
    base.text("kind", 16),
    base.number("subject_id"),  # of what, LineKind says
    base.ref("assignment_id", "assignment", nullable=True, index=True),
    base.ref("payout_id", "payout", nullable=True, index=True),
    base.ref("campaign_id", "campaign", nullable=True, index=True),
    base.ref("person_id", "person", index=True),
    base.text("currency", 8),
    base.number("amount_minor"),  # of the line, as it stood
    base.text("reason", 16),
    base.text("status", 16),
    base.at("opened_at"),
    base.at("answer_due_at", nullable=True),
    base.at("decide_due_at"),
    base.at("escalated_at", nullable=True),  # of the decision that is due now
    base.at("next_at", nullable=True),  # the clock that runs
    base.ref("decided_by", "person", nullable=True),
    base.at("decided_at", nullable=True),
    base.number("awarded_minor", server_default="0"),  # what the outcome's posting gives
    base.text("note", 1024, server_default=""),  # why, in the words of who decided
    base.at("ended_at", nullable=True),
    base.one_of("kind", LineKind),
    base.one_of("reason", DisputeReason),
    base.one_of("status", DisputeStatus),
    CheckConstraint("(assignment_id IS NULL) <> (payout_id IS NULL)", name="of_one"),
    CheckConstraint(f"({_IS_OPEN}) = (next_at IS NOT NULL)", name="open_by_clock"),
    CheckConstraint(f"({_IS_OPEN}) = (ended_at IS NULL)", name="ended"),
    CheckConstraint(f"({_status_in(MADE_GOOD)}) = (awarded_minor > 0)", name="awarded"),
    CheckConstraint("decided_by <> person_id", name="two_people"),
    # Of one line there is one dispute that was not left.
    Index(
        "uq_dispute_line",
        "kind",
        "subject_id",
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    ),
    Index(
        "ix_dispute_tax_given_back",
        "person_id",
        sqlite_where=_TAX_GIVEN_BACK,
        postgresql_where=_TAX_GIVEN_BACK,
    ),
    Index("ix_dispute_next", "next_at", sqlite_where=_NEXT, postgresql_where=_NEXT),
)

# Appended; the words and files of an erased person alone are emptied.
dispute_event = Table(
    "dispute_event",
    metadata,
    base.key(),
    base.ref("dispute_id", "dispute", index=True),
    base.text("kind", 16),
    base.ref("actor_id", "person", nullable=True),  # empty: the clock
    base.text("note", 1024, server_default=""),
    base.text("file_id", 256, server_default=""),  # Telegram's id of a file, which stays there
    base.text("file_kind", 8, nullable=True),
    base.text("file_sha256", 64, server_default=""),
    base.at("at"),
    base.one_of("kind", DisputeEventKind),
    base.one_of("file_kind", HANDED_IN),
)
