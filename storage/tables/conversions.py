"""What partners' shops and apps tell one by one: actions and orders, appended, never changed."""

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from domain.conversions import ConversionStatus, Kind
from storage.tables import base
from storage.tables.base import metadata

# A later status is a row of its own; refunds only grow, so the furthest one is where it stands.
conversion = Table(
    "conversion",
    metadata,
    base.key(),
    base.text("partner", 32),
    base.text("conversion_id", 128),  # the partner's own
    base.ref("post_id", "post", index=True),
    base.text("kind", 8),
    base.text("status", 16),
    base.number("amount_minor"),
    base.number("refunded_minor"),
    base.text("currency", 4),
    base.at("occurred_at"),
    base.text("buyer", 64, server_default=""),  # a keyed hash; empty: not told
    base.ref("batch_id", "import_batch"),
    base.at("received_at"),
    base.one_of("kind", Kind),
    base.one_of("status", ConversionStatus),
    UniqueConstraint("partner", "conversion_id", "status", "refunded_minor"),
    CheckConstraint("0 <= refunded_minor AND refunded_minor <= amount_minor", name="amounts"),
    CheckConstraint("status = 'refunded' OR refunded_minor = 0", name="refund"),
)
