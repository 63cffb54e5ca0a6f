"""A payout batch has an audit; of batches before it what their own columns say."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Id, Utc

revision = "0035"
down_revision = "0034"

_KINDS = ("prepared", "confirmed", "approved", "exported", "answered", "cancelled")


def upgrade() -> None:
    op.create_table(
        "payout_event",
        sa.Column("id", Id, nullable=False),
        sa.Column("batch_id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("payouts", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(64), server_default="", nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint(
            f"kind IN ({', '.join(map(repr, _KINDS))})", name=op.f("ck_payout_event_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payout_batch.id"], name=op.f("fk_payout_event_batch_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_payout_event_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payout_event")),
    )
    op.create_index(op.f("ix_payout_event_batch_id"), "payout_event", ["batch_id"])
    _remember("prepared", "prepared_by", "prepared_at", "''")
    _remember("confirmed", "confirmed_by", "confirmed_at", "confirmed_in")
    _remember("approved", "approved_by", "approved_at", "COALESCE(approved_in, '')")
    for change in ("UPDATE", "DELETE"):
        op.execute(_guard(change))


def downgrade() -> None:
    op.drop_table("payout_event")


def _remember(kind: str, actor: str, at: str, detail: str) -> None:
    counted = "SELECT COUNT(*) FROM payout WHERE payout.batch_id = payout_batch.id"
    op.execute(
        "INSERT INTO payout_event (batch_id, kind, actor_id, payouts, detail, at) "  # noqa: S608
        f"SELECT id, '{kind}', {actor}, ({counted}), {detail}, {at} FROM payout_batch "
        f"WHERE {actor} IS NOT NULL AND {at} IS NOT NULL ORDER BY id"
    )


def _guard(change: str) -> str:
    name = f"payout_event_no_{change.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {change} ON payout_event "
            "BEGIN SELECT RAISE(ABORT, 'payout_event is append-only'); END"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON payout_event "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )
