"""What was seen and what people say of it: risk cases, their signals, their events, the looks."""

from sqlalchemy import CheckConstraint, Column, Float, Index, Integer, Table, UniqueConstraint, text

from domain.risk.cases import HOLDING, CaseStatus, EventKind
from domain.risk.evidence import Measure, Signal
from storage.tables import base
from storage.tables.base import metadata

_HOLDS = f"status IN ({', '.join(sorted(repr(each.value) for each in HOLDING))})"

risk_case = Table(
    "risk_case",
    metadata,
    base.key(),
    base.ref("assignment_id", "assignment"),
    base.text("status", 16),
    Column("decide_hours", Integer, nullable=False),  # as promised when it was opened
    base.at("opened_at"),
    base.at("answer_due_at"),
    base.at("answered_at", nullable=True),
    base.at("decide_due_at"),
    base.at("escalated_at", nullable=True),  # of the decision that is due now
    base.at("next_at", nullable=True),  # the clock that runs
    base.ref("decided_by", "person", nullable=True),  # empty: nobody yet, or the clock
    base.at("decided_at", nullable=True),
    base.text("reason", 24, server_default=""),
    base.text("note", 1024, server_default=""),
    base.at("appeal_due_at", nullable=True),
    base.ref("appeal_decided_by", "person", nullable=True),
    base.at("ended_at", nullable=True),
    base.one_of("status", CaseStatus),
    # Whatever holds money has a clock that ends it; what has ended holds none.
    CheckConstraint(f"({_HOLDS}) = (next_at IS NOT NULL)", name="holds_by_clock"),
    CheckConstraint(f"({_HOLDS}) = (ended_at IS NULL)", name="ended"),
    CheckConstraint("appeal_decided_by <> decided_by", name="two_people"),
    Index(
        "uq_risk_case_held",
        "assignment_id",
        unique=True,
        sqlite_where=text(_HOLDS),
        postgresql_where=text(_HOLDS),
    ),
    Index("ix_risk_case_assignment_id", "assignment_id"),
    Index(
        "ix_risk_case_next",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

# Appended; the evidence of an erased person alone is emptied.
risk_signal = Table(
    "risk_signal",
    metadata,
    base.key(),
    base.ref("case_id", "risk_case", index=True),
    base.ref("assignment_id", "assignment"),
    base.text("signal", 24),
    base.text("measure", 24),
    base.text("fingerprint", 16),
    base.facts("evidence"),  # domain.risk.packing
    Column("strength", Float, nullable=False),
    base.text("thresholds", 16),  # the setting's name, domain.risk.packing.version
    base.at("observed_at"),
    base.one_of("signal", Signal),
    base.one_of("measure", Measure),
    UniqueConstraint("assignment_id", "signal", "fingerprint"),  # the same oddity is told once
)

# Appended; the words of an erased person alone are emptied.
risk_event = Table(
    "risk_event",
    metadata,
    base.key(),
    base.ref("case_id", "risk_case", index=True),
    base.text("kind", 16),
    base.ref("actor_id", "person", nullable=True),  # empty: the clock
    base.text("reason", 24, server_default=""),
    base.text("note", 1024, server_default=""),
    base.text("picture", 256, server_default=""),  # Telegram's id of a photo
    base.at("at"),
    base.one_of("kind", EventKind),
)

# What of an assignment's post was looked at last: newer rows are due.
risk_look = Table(
    "risk_look",
    metadata,
    base.ref("assignment_id", "assignment", primary_key=True),
    base.number("submission_id"),
    base.number("snapshot_id"),  # 0: no reading had come
    base.number("page_revision", server_default="0"),  # 0: no page had been read
    base.number("proof_id", server_default="0"),  # 0: no screenshot had come
    base.number("contradiction_id", server_default="0"),  # 0: nobody had said otherwise
    base.at("at"),
)

# Assignments that may have something new to look at: a superset, each is asked again when its turn
# comes. Rows go with the look.
risk_due = Table(
    "risk_due",
    metadata,
    base.ref("assignment_id", "assignment", primary_key=True, autoincrement=False),
    base.at("since"),
    Index("ix_risk_due_since", "since", "assignment_id"),
)

# How far the rows of a table were gathered for that: ids grow with each commit (decision 9).
risk_mark = Table(
    "risk_mark",
    metadata,
    base.text("noun", 16, primary_key=True),
    base.number("last_id"),
)
