"""Segments under names, the short rows they are counted over, audiences frozen part by part."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from domain import segment_text
from domain.conditions import Fact, OneOf
from domain.segment import Segment
from storage.tables.base import Utc

revision = "0016"
down_revision = "0015"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FACTS = (Fact.PLATFORM, Fact.CATEGORY, Fact.REGION)


def upgrade() -> None:
    op.add_column("person", sa.Column("promotions_until", Utc(timezone=True), nullable=True))
    _audience()
    op.create_table(
        "segment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("filter", sa.String(length=1024), nullable=False),
        sa.Column("changed_by", _ID, nullable=False),
        sa.Column("changed_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_segment_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("name", name=op.f("uq_segment_name")),
    )
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(
            sa.Column("filter", sa.String(length=1024), server_default="", nullable=False)
        )
        batch.add_column(sa.Column("freeze_to", sa.BigInteger(), nullable=True))
        batch.add_column(
            sa.Column("frozen_to", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch.add_column(sa.Column("ended_at", Utc(timezone=True), nullable=True))
        batch.create_check_constraint(
            op.f("ck_broadcast_frozen"), "frozen_to <= coalesce(freeze_to, 0)"
        )
    _write_lines()
    op.execute(
        "UPDATE broadcast SET ended_at = coalesce(confirmed_at, created_at) "
        "WHERE status IN ('done', 'cancelled')"
    )
    with op.batch_alter_table("broadcast") as batch:
        batch.drop_column("segment")
    op.drop_index("ix_delivery_broadcast_status", "delivery")
    op.create_index(
        "ix_delivery_broadcast_status_due_at", "delivery", ["broadcast_id", "status", "due_at"]
    )
    op.create_index("ix_assignment_claimed_at_person", "assignment", ["claimed_at", "person_id"])


def _audience() -> None:
    """Filled when all migrations have run: see storage/tables/audience.py."""
    op.create_table(
        "audience",
        sa.Column("person_id", _ID, autoincrement=False, nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("wants_broadcasts", sa.Boolean(), nullable=False),
        sa.Column("promotions_until", Utc(timezone=True), nullable=True),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("platforms", sa.Integer(), nullable=False),
        sa.Column("categories", sa.Integer(), nullable=False),
        sa.Column("regions", sa.Integer(), nullable=False),
        sa.Column("least_followers", sa.BigInteger(), nullable=False),
        sa.Column("most_followers", sa.BigInteger(), nullable=False),
        sa.Column("seen_day", sa.Integer(), nullable=False),
        sa.Column("joined_day", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("quiet_from_hour", sa.Integer(), nullable=False),
        sa.Column("quiet_to_hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audience_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_audience")),
    )
    op.create_index("ix_audience_timezone", "audience", ["timezone"])


_BROADCAST = sa.table(
    "broadcast",
    sa.column("id", sa.Integer()),
    sa.column("segment", sa.JSON()),
    sa.column("filter", sa.String()),
)


def _write_lines() -> None:
    for broadcast_id, packed in list(op.get_bind().execute(sa.select(*_BROADCAST.c[:2]))):
        line = segment_text.written(_segment(packed))
        op.execute(sa.update(_BROADCAST).where(_BROADCAST.c.id == broadcast_id).values(filter=line))


def _segment(packed: dict[str, Any]) -> Segment:
    given = [OneOf(fact, (packed[fact],)) for fact in _FACTS if packed.get(fact)]
    return Segment(tuple(given))


def _unpacked(line: str) -> dict[str, Any]:
    """What the old form could say of it: the first of each fact's values."""
    segment = segment_text.parse(line)
    asked = {fact: segment.of(fact) for fact in _FACTS}
    return {
        fact.value: found.values[0] if isinstance(found, OneOf) else None
        for fact, found in asked.items()
    }


def downgrade() -> None:
    op.drop_index("ix_assignment_claimed_at_person", "assignment")
    op.drop_index("ix_delivery_broadcast_status_due_at", "delivery")
    op.create_index("ix_delivery_broadcast_status", "delivery", ["broadcast_id", "status"])
    with op.batch_alter_table("broadcast") as batch:
        batch.add_column(sa.Column("segment", sa.JSON(), server_default="{}", nullable=False))
    for broadcast_id, line in list(
        op.get_bind().execute(sa.select(_BROADCAST.c.id, _BROADCAST.c.filter))
    ):
        op.execute(
            sa.update(_BROADCAST)
            .where(_BROADCAST.c.id == broadcast_id)
            .values(segment=_unpacked(line))
        )
    with op.batch_alter_table("broadcast") as batch:
        batch.alter_column("segment", server_default=None)
        batch.drop_constraint(op.f("ck_broadcast_frozen"), type_="check")
        for column in ("filter", "freeze_to", "frozen_to", "ended_at"):
            batch.drop_column(column)
    op.drop_table("segment")
    op.drop_table("audience")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("promotions_until")
