"""A creator may be paused, by a coordinator or by themself; who did it, and why, is kept."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0030"
down_revision = "0029"

_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "pause",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("until", Utc(timezone=True), nullable=True),
        sa.Column("began_by", Id, nullable=False),
        sa.Column("began_at", Utc(timezone=True), nullable=False),
        sa.Column("ended_by", Id, nullable=True),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('staff', 'break')", name=op.f("ck_pause_kind_known")),
        sa.ForeignKeyConstraint(["began_by"], ["person.id"], name=op.f("fk_pause_began_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_pause_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pause_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_person_id"), "pause", ["person_id"])
    op.create_index(
        "uq_pause_open",
        "pause",
        ["person_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_pause_open", "pause")
    op.drop_index(op.f("ix_pause_person_id"), "pause")
    op.drop_table("pause")
