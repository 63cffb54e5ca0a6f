"""A pot that the works of a campaign share."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column(
        "terms", sa.Column("pot_minor", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.create_table(
        "pot_share",
        sa.Column("assignment_id", storage.tables.base.Id, nullable=False),
        sa.Column("terms_id", storage.tables.base.Id, nullable=False),
        sa.Column("earned_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_minor", sa.BigInteger(), nullable=False),
        sa.Column("split_at", storage.tables.base.Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "0 <= share_minor AND share_minor <= earned_minor", name=op.f("ck_pot_share_share")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_pot_share_assignment_id")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_pot_share_terms_id")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_pot_share")),
    )
    op.create_index(op.f("ix_pot_share_terms_id"), "pot_share", ["terms_id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for change in ("UPDATE", "DELETE"):
        act = (
            "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
            if postgresql
            else "BEGIN SELECT RAISE(ABORT, 'pot_share is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER pot_share_no_{change.lower()} BEFORE {change} ON pot_share {act}"
        )


def downgrade() -> None:
    op.drop_table("pot_share")
    op.drop_column("terms", "pot_minor")
