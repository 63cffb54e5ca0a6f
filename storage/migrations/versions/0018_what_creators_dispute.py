"""Creators dispute lines of money and work: what they object to, and what becomes of it."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Utc

revision = "0018"
down_revision = "0017"

_KINDS = ("settlement", "maturity", "payout", "payment", "return", "reversal", "recovery")
_WORK = (
    *("reminder", "approval", "settlement", "maturity", "broadcast", "readings", "clicks"),
    *("digest", "risk_look", "risk_clock", "pot", "short_budget", "import"),
)
_FIXED = {
    "dispute": (
        "kind, subject_id, assignment_id, payout_id, campaign_id, person_id, "
        "currency, amount_minor, reason, opened_at"
    ),
    "dispute_event": "dispute_id, kind, actor_id, file_kind, at",
}


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("payout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("opened_at", Utc(timezone=True), nullable=False),
        sa.Column("answer_due_at", Utc(timezone=True), nullable=True),
        sa.Column("decide_due_at", Utc(timezone=True), nullable=False),
        sa.Column("escalated_at", Utc(timezone=True), nullable=True),
        sa.Column("next_at", Utc(timezone=True), nullable=True),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", Utc(timezone=True), nullable=True),
        sa.Column("awarded_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("ended_at", Utc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status IN ('asked', 'open')) = (ended_at IS NULL)", name=op.f("ck_dispute_ended")
        ),
        sa.CheckConstraint(
            "(status IN ('asked', 'open')) = (next_at IS NOT NULL)",
            name=op.f("ck_dispute_open_by_clock"),
        ),
        sa.CheckConstraint(
            "(status IN ('given_back', 'granted')) = (awarded_minor > 0)",
            name=op.f("ck_dispute_awarded"),
        ),
        sa.CheckConstraint(
            "kind IN ('settlement', 'taken_back', 'recovery', 'rejection', 'missing', 'payout', 'withholding')",
            name=op.f("ck_dispute_kind_known"),
        ),
        sa.CheckConstraint(
            "reason IN ('figures', 'terms', 'not_settled', 'rules_kept', 'stayed_up', 'genuine', 'not_owed', 'not_arrived', 'wrong_amount', 'tax', 'other')",
            name=op.f("ck_dispute_reason_known"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'asked', 'granted', 'given_back', 'declined', 'withdrawn', 'moot')",
            name=op.f("ck_dispute_status_known"),
        ),
        sa.CheckConstraint(
            "(assignment_id IS NULL) <> (payout_id IS NULL)", name=op.f("ck_dispute_of_one")
        ),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_dispute_two_people")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_dispute_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_dispute_campaign_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_dispute_decided_by")),
        sa.ForeignKeyConstraint(["payout_id"], ["payout.id"], name=op.f("fk_dispute_payout_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dispute_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dispute_assignment_id"), ["assignment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dispute_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(
            "ix_dispute_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_dispute_payout_id"), ["payout_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_dispute_line",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("NOT (status IN ('moot', 'withdrawn'))"),
            postgresql_where=sa.text("NOT (status IN ('moot', 'withdrawn'))"),
        )

    op.create_table(
        "dispute_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "dispute_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=1024), server_default="", nullable=False),
        sa.Column("file_id", sa.String(length=256), server_default="", nullable=False),
        sa.Column("file_kind", sa.String(length=8), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), server_default="", nullable=False),
        sa.Column("at", Utc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "file_kind IN ('csv', 'xlsx', 'toml', 'png', 'jpeg', 'webp')",
            name=op.f("ck_dispute_event_file_kind_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('opened', 'added', 'asked', 'reminded', 'answered', 'unanswered', 'escalated', 'granted', 'given_back', 'declined', 'withdrawn', 'moot')",
            name=op.f("ck_dispute_event_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_dispute_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_event_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_event")),
    )
    with op.batch_alter_table("dispute_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dispute_event_dispute_id"), ["dispute_id"], unique=False
        )

    _guard()
    _know("posting", "kind", (*_KINDS, "grant", "correction"))
    _guard_postings()
    _know("setback", "work", (*_WORK, "dispute_clock"))
    _open_for_missed_payouts()


def _guard() -> None:
    """Appended, but for the words of an erased person."""
    for table, columns in _FIXED.items():
        for change in (f"UPDATE OF {columns}", "DELETE"):
            trigger = f"{table}_no_{change.split(maxsplit=1)[0].lower()} BEFORE {change} ON {table}"
            if op.get_bind().dialect.name == "sqlite":
                act = f"SELECT RAISE(ABORT, '{table} is append-only')"
                op.execute(f"CREATE TRIGGER {trigger} BEGIN {act}; END")
            else:
                act = "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
                op.execute(f"CREATE TRIGGER {trigger} {act}")


def _know(table: str, column: str, known: tuple[str, ...]) -> None:
    name = op.f(f"ck_{table}_{column}_known")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        quoted = ", ".join(f"'{each}'" for each in known)
        batch.create_check_constraint(name, f"{column} IN ({quoted})")


def _guard_postings() -> None:
    """SQLite made the table anew, and forgot its guards with the old one."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER posting_no_{change.lower()} BEFORE {change} ON posting "
                "BEGIN SELECT RAISE(ABORT, 'posting is append-only'); END"
            )


def _open_for_missed_payouts() -> None:
    """What creators said did not arrive is decided on by a person from now on."""
    payout = sa.table(
        "payout",
        *(sa.column(name) for name in ("id", "person_id", "currency", "amount_minor", "status")),
        sa.column("receipt_at", Utc(timezone=True)),
    )
    moments = ("opened_at", "decide_due_at", "next_at")
    plain = ("id", "kind", "subject_id", "payout_id", "person_id", "currency", "amount_minor")
    dispute = sa.table(
        "dispute",
        *(sa.column(name) for name in (*plain, "reason", "status")),
        *(sa.column(name, Utc(timezone=True)) for name in moments),
    )
    event = sa.table(
        "dispute_event",
        *(sa.column(name) for name in ("dispute_id", "kind", "actor_id")),
        sa.column("at", Utc(timezone=True)),
    )
    conn = op.get_bind()
    missed = sa.select(payout).where(payout.c.status == "disputed").order_by(payout.c.id)
    for row in conn.execute(missed).all():
        due_at = row.receipt_at + timedelta(hours=72)
        made = sa.insert(dispute).values(
            kind="payout",
            subject_id=row.id,
            payout_id=row.id,
            person_id=row.person_id,
            currency=row.currency,
            amount_minor=row.amount_minor,
            reason="not_arrived",
            status="open",
            opened_at=row.receipt_at,
            decide_due_at=due_at,
            next_at=due_at,
        )
        (dispute_id,) = conn.execute(made.returning(dispute.c.id)).one()
        said = {"kind": "opened", "actor_id": row.person_id, "at": row.receipt_at}
        conn.execute(sa.insert(event).values(dispute_id=dispute_id, **said))


def downgrade() -> None:
    with op.batch_alter_table("dispute_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_event_dispute_id"))

    op.drop_table("dispute_event")
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dispute_line",
            sqlite_where=sa.text("NOT (status IN ('moot', 'withdrawn'))"),
            postgresql_where=sa.text("NOT (status IN ('moot', 'withdrawn'))"),
        )
        batch_op.drop_index(batch_op.f("ix_dispute_person_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_payout_id"))
        batch_op.drop_index(
            "ix_dispute_next",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_dispute_campaign_id"))
        batch_op.drop_index(batch_op.f("ix_dispute_assignment_id"))

    op.drop_table("dispute")
    op.execute("DELETE FROM setback WHERE work = 'dispute_clock'")
    _know("setback", "work", _WORK)
    _know("posting", "kind", _KINDS)
    _guard_postings()
