"""A budget is raised by an owner, and the campaign keeps how it grew."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_table(
        "budget_raise",
        sa.Column("id", Id, nullable=False),
        sa.Column("campaign_id", Id, nullable=False),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("after_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("raised_by", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("after_minor > before_minor", name=op.f("ck_budget_raise_more")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_budget_raise_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by"], ["person.id"], name=op.f("fk_budget_raise_raised_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_raise")),
    )
    op.create_index(op.f("ix_budget_raise_campaign_id"), "budget_raise", ["campaign_id"])
    for change in ("UPDATE", "DELETE"):
        op.execute(_guard(change))


def downgrade() -> None:
    """Budgets stay as they were raised."""
    op.drop_table("budget_raise")


def _guard(change: str) -> str:
    name = f"budget_raise_no_{change.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON budget_raise "
            "BEGIN SELECT RAISE(ABORT, 'budget_raise is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON budget_raise "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
