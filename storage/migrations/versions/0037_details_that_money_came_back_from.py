"""Details that the bank could not pay to wait until somebody stands by them."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "second_try",
        sa.Column("payout_id", Id, autoincrement=False, nullable=False),
        sa.Column("said_by", Id, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_second_try_payout_id")),
        sa.ForeignKeyConstraint(["said_by"], ["person.id"], name=op.f("fk_second_try_said_by")),
        sa.PrimaryKeyConstraint("payout_id", name=op.f("pk_second_try")),
    )
    for change in ("UPDATE OF payout_id, said_by, at", "DELETE"):
        op.execute(_guard(change))


def downgrade() -> None:
    op.drop_table("second_try")


def _guard(change: str) -> str:
    name = f"second_try_no_{change.split(maxsplit=1)[0].lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON second_try "
            "BEGIN SELECT RAISE(ABORT, 'second_try is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON second_try "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
