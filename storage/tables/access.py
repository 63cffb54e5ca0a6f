"""Who gets in: invitations, console links and sessions, signed messages; secrets hashed only."""

from sqlalchemy import Boolean, Column, Table, false

from storage.tables import base
from storage.tables.base import metadata

invitation = Table(
    "invitation",
    metadata,
    base.key(),
    base.text("token_sha256", 64, unique=True),
    base.text("role", 16),
    base.ref("created_by", "person"),
    base.at("created_at"),
    base.at("expires_at"),
    base.ref("used_by", "person", nullable=True),
    base.at("used_at", nullable=True),
)

console_link = Table(
    "console_link",
    metadata,
    base.text("token_sha256", 64, primary_key=True),
    base.ref("person_id", "person"),
    base.at("created_at"),
    base.at("expires_at"),
    base.at("used_at", nullable=True),
)

console_session = Table(
    "console_session",
    metadata,
    base.text("token_sha256", 64, primary_key=True),
    base.ref("person_id", "person", index=True),
    base.text("csrf", 64),
    base.at("created_at"),
    base.at("expires_at"),
    Column("revoked", Boolean, nullable=False, server_default=false()),
)

# A signed request is answered once; its repeat gets the same answer, as long as it is known. A long
# one goes in part by part: the parts that are through stand here, each with its own results.
api_message = Table(
    "api_message",
    metadata,
    base.text("partner", 32, primary_key=True),  # whose secret signed it; empty: the only one's
    base.text("source", 16, primary_key=True),  # whose endpoint took it: an id is of one alone
    base.text("message_id", 128, primary_key=True),
    base.number("from_item", primary_key=True, autoincrement=False),
    base.number("items"),
    base.text("body_sha256", 64),
    base.text("answer"),  # JSON; empty only within the unit of work that takes it
    base.at("received_at", index=True),  # by which they are forgotten
)
