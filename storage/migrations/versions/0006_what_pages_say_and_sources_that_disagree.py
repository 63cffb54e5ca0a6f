"""What pages say for the rules of risk, and a signal for sources that disagree."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0006"
down_revision = "0005"

SIGNALS = (
    "duplicate_link",
    "copied_text",
    "reused_image",
    "shared_payout",
    "spike",
    "impossible_counts",
    "poster_mismatch",
    "early_publication",
    "velocity",
    "ring",
)
MEASURES = (
    "earlier_uses",
    "similarity",
    "distance",
    "people",
    "deviations",
    "lopsided",
    "below_zero",
    "per_view",
    "saves_per_like",
    "fall",
    "author",
    "minutes_early",
    "claims_in_an_hour",
    "posts_in_a_day",
)
WIDER = {
    "signal": (
        "duplicate_link",
        "copied_text",
        "reused_image",
        "shared_payout",
        "spike",
        "impossible_counts",
        "poster_mismatch",
        "early_publication",
        "velocity",
        "disagreement",
        "ring",
    ),
    "measure": (
        "earlier_uses",
        "similarity",
        "distance",
        "people",
        "deviations",
        "lopsided",
        "below_zero",
        "per_view",
        "saves_per_like",
        "fall",
        "sources",
        "author",
        "minutes_early",
        "claims_in_an_hour",
        "posts_in_a_day",
    ),
}
FIXED = "case_id, assignment_id, signal, measure, fingerprint, strength, thresholds, observed_at"


def upgrade() -> None:
    op.create_table(
        "post_page",
        sa.Column(
            "post_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("author_keys", sa.JSON(), nullable=False),
        sa.Column("published_at", Utc(timezone=True), nullable=True),
        sa.Column("published_within_seconds", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("read_at", Utc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_page_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_post_page")),
    )
    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proof_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("risk_look", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("page_revision", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("proof_id", sa.BigInteger(), server_default="0", nullable=False)
        )

    _widen(WIDER)


def downgrade() -> None:
    _widen({"signal": SIGNALS, "measure": MEASURES})
    with op.batch_alter_table("risk_look", schema=None) as batch_op:
        batch_op.drop_column("proof_id")
        batch_op.drop_column("page_revision")

    with op.batch_alter_table("proof", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proof_sha256"))

    op.drop_table("post_page")


def _widen(known: dict[str, tuple[str, ...]]) -> None:
    """SQLite makes the table anew, and forgets its guards with the old one."""
    with op.batch_alter_table("risk_signal", schema=None) as batch_op:
        for column, values in known.items():
            name = batch_op.f(f"ck_risk_signal_{column}_known")
            batch_op.drop_constraint(name, type_="check")
            told = ", ".join(f"'{value}'" for value in values)
            batch_op.create_check_constraint(name, f"{column} IN ({told})")
    if op.get_bind().dialect.name == "sqlite":
        act = "BEGIN SELECT RAISE(ABORT, 'risk_signal is append-only'); END"
        for change in (f"UPDATE OF {FIXED}", "DELETE"):
            trigger = f"risk_signal_no_{change.split(maxsplit=1)[0].lower()}"
            op.execute(f"CREATE TRIGGER {trigger} BEFORE {change} ON risk_signal {act}")
