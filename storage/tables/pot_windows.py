"""Windows of pots: a row each with the first claim in it, which reserves the window's pot."""

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from storage.tables import base
from storage.tables.base import metadata

pot_window = Table(
    "pot_window",
    metadata,
    base.key(),
    base.ref("terms_id", "terms"),
    base.number("number"),  # from the launch, see domain/pot_windows
    base.at("starts_at"),
    base.at("ends_at"),
    base.number("reserved_minor"),  # its pot until it is split, nothing from then on
    base.number("spoken_minor", server_default="0"),  # what its works came to at `looked_at`
    base.at("looked_at", nullable=True),
    base.at("short_told_at", nullable=True),  # when creators heard that most of it is spoken for
    base.at("opened_at"),
    base.at("split_at", nullable=True),
    UniqueConstraint("terms_id", "number"),
    CheckConstraint("starts_at < ends_at", name="span"),
    CheckConstraint("reserved_minor >= 0 AND spoken_minor >= 0", name="amounts"),
    CheckConstraint("split_at IS NULL OR reserved_minor = 0", name="split"),
)
