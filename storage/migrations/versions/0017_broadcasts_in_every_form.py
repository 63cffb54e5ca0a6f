"""Broadcasts with formatting, files, variants, several buttons, a moment; what readers did with them."""

from html import escape, unescape
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0017"
down_revision = "0016"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BROADCAST = sa.table("broadcast", sa.column("id", sa.Integer()), sa.column("body", sa.JSON()))


def upgrade() -> None:
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(sa.Column("pages", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(sa.Column("links", sa.JSON(), server_default="[]", nullable=False))
        batch.add_column(sa.Column("starts_at", Utc(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("local_time", sa.String(length=16), server_default="", nullable=False)
        )
        batch.add_column(
            sa.Column("most_per_week", sa.Integer(), server_default="0", nullable=False)
        )
        batch.add_column(
            sa.Column("paid_messages", sa.BigInteger(), server_default="0", nullable=False)
        )
    op.create_table(
        "broadcast_response",
        sa.Column("broadcast_id", _ID, autoincrement=False, nullable=False),
        sa.Column("person_id", _ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('tapped', 'muted')", name=op.f("ck_broadcast_response_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_response_broadcast_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_broadcast_response_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "broadcast_id", "person_id", "kind", name=op.f("pk_broadcast_response")
        ),
    )
    _rewrite(lambda body: [{locale: {"html": escape(text)} for locale, text in body.items()}])


def downgrade() -> None:
    """What a plain text cannot say is lost: formatting, files, the second variant."""
    _rewrite(lambda body: {locale: unescape(each["html"]) for locale, each in body[0].items()})
    op.drop_table("broadcast_response")
    with op.batch_alter_table("broadcast") as batch:
        for column in ("pages", "links", "starts_at", "local_time"):
            batch.drop_column(column)
        for column in ("most_per_week", "paid_messages"):
            batch.drop_column(column)


def _rewrite(anew: Any) -> None:
    for broadcast_id, body in list(op.get_bind().execute(sa.select(*_BROADCAST.c))):
        op.execute(
            sa.update(_BROADCAST).where(_BROADCAST.c.id == broadcast_id).values(body=anew(body))
        )
