"""A pot for every so many days: windows, each reserved by its first claim and split by itself."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base
from storage.tables.base import Id

revision = "0053"
down_revision = "0052"

_FK = "fk_pot_share_window_id"
_WORKS = (
    *("reminder", "approval", "settlement", "maturity", "broadcast", "readings", "clicks"),
    *("digest", "risk_look", "risk_clock", "pot", "short_budget", "import", "dispute_clock"),
)
_MORE = ("pot_window", "window_look")
_FIXED = "terms_id, number, starts_at, ends_at, opened_at"


def upgrade() -> None:
    op.add_column("terms", sa.Column("pot_days", sa.Integer(), server_default="0", nullable=False))
    _add_windows()
    with op.batch_alter_table("pot_share") as batch:
        batch.add_column(sa.Column("window_id", Id, nullable=True))
        batch.create_foreign_key(op.f(_FK), "pot_window", ["window_id"], ["id"])
    _guard_shares()
    _know(*_WORKS, *_MORE)


def _add_windows() -> None:
    utc = storage.tables.base.Utc(timezone=True)
    op.create_table(
        "pot_window",
        sa.Column("id", Id, nullable=False),
        sa.Column("terms_id", Id, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", utc, nullable=False),
        sa.Column("ends_at", utc, nullable=False),
        sa.Column("reserved_minor", sa.BigInteger(), nullable=False),
        sa.Column("spoken_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("looked_at", utc, nullable=True),
        sa.Column("short_told_at", utc, nullable=True),
        sa.Column("opened_at", utc, nullable=False),
        sa.Column("split_at", utc, nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_pot_window_span")),
        sa.CheckConstraint(
            "reserved_minor >= 0 AND spoken_minor >= 0", name=op.f("ck_pot_window_amounts")
        ),
        sa.CheckConstraint(
            "split_at IS NULL OR reserved_minor = 0", name=op.f("ck_pot_window_split")
        ),
        sa.ForeignKeyConstraint(["terms_id"], ["terms.id"], name=op.f("fk_pot_window_terms_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot_window")),
        sa.UniqueConstraint("terms_id", "number", name=op.f("uq_pot_window_terms_id_number")),
    )
    for change in (f"UPDATE OF {_FIXED}", "DELETE"):
        _guard("pot_window", change)


def _guard_shares() -> None:
    """SQLite has made the table anew, without its guards."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            _guard("pot_share", change)


def _guard(table: str, change: str) -> None:
    act = "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    if op.get_bind().dialect.name == "sqlite":
        act = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    name = f"{table}_no_{change.split(maxsplit=1)[0].lower()}"
    op.execute(f"CREATE TRIGGER {name} BEFORE {change} ON {table} {act}")


def _know(*works: str) -> None:
    name = op.f("ck_setback_work_known")
    with op.batch_alter_table("setback") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"work IN ({', '.join(map(repr, works))})")


def downgrade() -> None:
    """What open windows hold stays reserved of their campaigns: nothing else pays their works."""
    for work in _MORE:
        op.execute(f"DELETE FROM setback WHERE work = '{work}'")  # noqa: S608  (our own words)
    _know(*_WORKS)
    with op.batch_alter_table("pot_share") as batch:
        batch.drop_constraint(op.f(_FK), type_="foreignkey")
        batch.drop_column("window_id")
    _guard_shares()
    op.drop_table("pot_window")
    op.drop_column("terms", "pot_days")
