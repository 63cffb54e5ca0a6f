"""Work may be left out of settlement runs, for a while and with a reason."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0043"
down_revision = "0042"

_FIXED = "assignment_id, settle_at, left_by, left_at, until"


def upgrade() -> None:
    op.create_table(
        "left_out",
        sa.Column("id", Id, nullable=False),
        sa.Column("assignment_id", Id, nullable=False),
        sa.Column("settle_at", Utc(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("left_by", Id, nullable=False),
        sa.Column("left_at", Utc(), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("ended_by", Id, nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.CheckConstraint("until > left_at", name=op.f("ck_left_out_ends")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_left_out_assignment_id")
        ),
        sa.ForeignKeyConstraint(["left_by"], ["person.id"], name=op.f("fk_left_out_left_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_left_out_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_out")),
        sa.UniqueConstraint(
            "assignment_id", "settle_at", name=op.f("uq_left_out_assignment_id_settle_at")
        ),
    )
    for change in (f"UPDATE OF {_FIXED}", "DELETE"):
        op.execute(_guard(change))


def downgrade() -> None:
    """What is left out is settled by the clock then."""
    op.drop_table("left_out")


def _guard(change: str) -> str:
    name = f"left_out_no_{change.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON left_out "
            "BEGIN SELECT RAISE(ABORT, 'left_out is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON left_out "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
