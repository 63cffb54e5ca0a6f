"""Screenshots as proof, what asks for them, and the guard of what is only ever appended."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "proof",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "submission_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("given_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("given_at", Utc(timezone=True), nullable=False),
        sa.Column("file_id", sa.String(length=256), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("dhash", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=512), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind IN ('csv', 'xlsx', 'toml', 'png', 'jpeg', 'webp')",
            name=op.f("ck_proof_kind_known"),
        ),
        sa.CheckConstraint("purpose IN ('post', 'figures')", name=op.f("ck_proof_purpose_known")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_proof_given_by")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_proof_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
    )
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "proof_request",
        sa.Column(
            "submission_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("wanted_at", Utc(timezone=True), nullable=False),
        sa.Column("wanted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_proof_request_submission_id")
        ),
        sa.ForeignKeyConstraint(
            ["wanted_by"], ["person.id"], name=op.f("fk_proof_request_wanted_by")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_proof_request")),
    )
    _guard()


_FIXED = "submission_id, purpose, given_by, given_at, kind, width, height"


def _guard() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    act = (
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
        if postgresql
        else "BEGIN SELECT RAISE(ABORT, 'proof is append-only'); END"
    )
    op.execute(f"CREATE TRIGGER proof_no_update BEFORE UPDATE OF {_FIXED} ON proof {act}")
    op.execute(f"CREATE TRIGGER proof_no_delete BEFORE DELETE ON proof {act}")


def downgrade() -> None:
    op.drop_table("proof_request")
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proof_submission_id"))

    op.drop_table("proof")
