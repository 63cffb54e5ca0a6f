"""What campaigns hand out, as it was found at its address: one row an address and campaign."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, UniqueConstraint, text

from domain.material import MaterialState
from storage.tables import base
from storage.tables.base import metadata

_DUE: Final = text("due_at IS NOT NULL")

# Pictures stay where they are; their hashes tell them from copies.
material = Table(
    "material",
    metadata,
    base.key(),
    base.ref("campaign_id", "campaign"),
    base.text("url", 1024),
    base.text("state", 16),
    base.text("host", 253),  # who is asked first; empty: there is nobody to ask
    base.at("due_at", nullable=True),  # its lease while it is taken; empty: nobody looks any more
    Column("tries", Integer, nullable=False, server_default="0"),
    base.text("sha256", 64, server_default=""),
    base.text("dhash", 16, server_default=""),  # 64 bits of what the eye sees, in hex
    base.at("seen_at", nullable=True),
    base.one_of("state", MaterialState),
    UniqueConstraint("campaign_id", "url"),
    Index("ix_material_due", "host", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
)
