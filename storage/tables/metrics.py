"""What comes back: append-only metric snapshots with their source, and the files they came in."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    false,
    text,
)

from domain.feeds import LONGEST_FEED
from storage.tables import base
from storage.tables.base import metadata

_OPEN = text("finished_at IS NULL")

# A file between its dry run and its confirmation: what was counted is what is imported; then it is
# emptied, but for what a bank's answer said of payouts.
upload = Table(
    "upload",
    metadata,
    base.key(),
    base.text("purpose", 16),  # metrics or bank_results
    base.text("name", 256),
    base.text("sha256", 64),
    Column("content", LargeBinary, nullable=False),
    base.ref("given_by", "person"),
    base.at("given_at", index=True),
    base.at("used_at", nullable=True),
)

import_batch = Table(
    "import_batch",
    metadata,
    base.key(),
    base.text("name", 256),
    base.text("sha256", 64, index=True),
    base.text("source", 16),
    base.ref("imported_by", "person", nullable=True),  # empty: the command line or the API
    base.number("new_rows"),
    base.number("repeated_rows"),
    base.number("refused_rows"),
    base.at("imported_at"),
    # A long file goes in unit by unit: how many of its rows are through, and how they are read,
    # so that whoever goes on after a crash reads them in the same way and order.
    base.number("done_rows", server_default="0"),
    base.text("read_as", server_default=""),
    base.number("upload_id", nullable=True),  # the file, if it came in chat; kept for a while only
    base.at("finished_at", nullable=True),
    base.text(
        "feed", LONGEST_FEED, server_default=""
    ),  # whose, by domain/feeds; empty: before that
    Index("ix_import_batch_open", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

import_refusal = Table(
    "import_refusal",
    metadata,
    base.key(),
    base.ref("batch_id", "import_batch", index=True),
    base.number("line"),
    base.text("code", 24),
    base.text("field", 24),
    base.text("value", 80),
)

# What a person said of the columns of a source: files with the same headings.
column_mapping = Table(
    "column_mapping",
    metadata,
    base.text("source", 64, primary_key=True),
    base.facts("columns"),  # field → heading
    base.ref("decided_by", "person"),
    base.at("decided_at"),
)

# The whole funnel, in the order of domain.metrics.PostMetrics; empty: the source does not say.
COUNTED = (
    *("likes", "shares", "saves", "comments", "views", "clicks", "add_to_cart"),
    *("orders", "refunds", "repurchases", "order_value_minor", "refund_value_minor"),
)

metric_snapshot = Table(
    "metric_snapshot",
    metadata,
    base.key(),
    base.ref("post_id", "post"),
    base.text("source", 16),
    base.at("observed_at"),
    base.at("received_at"),
    *(base.number(name, nullable=True) for name in COUNTED),
    base.text("currency", 4, nullable=True),  # of both values
    # Came when the post's amount was already fixed: kept, and changes nothing.
    Column("late", Boolean, nullable=False, server_default=false()),
    base.ref("batch_id", "import_batch", nullable=True),
    base.ref("recorded_by", "person", nullable=True),
    # A repeat is the same reading; a falling count is a new reading at a new time.
    UniqueConstraint("post_id", "source", "observed_at"),
    # With `late`: a post's last reading that counts is found without a look at its other rows.
    Index("ix_metric_snapshot_post_observed", "post_id", "observed_at", "late"),
    CheckConstraint(" AND ".join(f"{name} >= 0" for name in COUNTED), name="counts"),
    CheckConstraint(
        "currency IS NOT NULL OR (order_value_minor IS NULL AND refund_value_minor IS NULL)",
        name="values_have_a_currency",
    ),
)

# What was refused because the same sort of source had said otherwise of that post and moment. It
# pays nothing; where two feeds contradict each other, a person decides which is right.
contradiction = Table(
    "contradiction",
    metadata,
    base.key(),
    base.ref("post_id", "post", index=True),
    base.text("source", 16),
    base.at("observed_at"),
    base.ref("batch_id", "import_batch", nullable=True),
    base.facts("counts"),  # field of domain.metrics.PostMetrics → number
    base.at("received_at"),
)
