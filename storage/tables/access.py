"""Who gets in: invitations, console links and sessions, signed messages; secrets hashed only."""

from sqlalchemy import Boolean, Column, Integer, Table, false

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

# A signed request is answered once; its repeat gets the same answer, as long as it is known.
api_message = Table(
    "api_message",
    metadata,
    base.text("message_id", 128, primary_key=True),
    base.text("body_sha256", 64),
    Column("status_code", Integer, nullable=False),
    base.facts("answer"),
    base.at("received_at"),
)
