"""What campaigns hand out is told from copies: one row for each address that was looked at."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0020"
down_revision = "0019"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "material",
        sa.Column("id", _ID, nullable=False),
        sa.Column("campaign_id", _ID, nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("due_at", Utc(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("dhash", sa.String(length=16), server_default="", nullable=False),
        sa.Column("seen_at", Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'picture', 'unseen')", name=op.f("ck_material_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_material_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("campaign_id", "url", name=op.f("uq_material_campaign_id_url")),
    )
    op.create_index(
        "ix_material_due",
        "material",
        ["host", "due_at"],
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    )


def downgrade() -> None:
    op.drop_table("material")
