"""Pots, short budgets and imports that raise are set back too."""

from alembic import op

revision = "0015"
down_revision = "0014"

_KNOWN = (
    *("reminder", "approval", "settlement", "maturity", "broadcast", "readings", "clicks"),
    *("digest", "risk_look", "risk_clock"),
)
_MORE = ("pot", "short_budget", "import")


def upgrade() -> None:
    _know(*_KNOWN, *_MORE)


def _know(*works: str) -> None:
    name = op.f("ck_setback_work_known")
    with op.batch_alter_table("setback") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"work IN ({', '.join(map(repr, works))})")


def downgrade() -> None:
    for work in _MORE:
        op.execute(f"DELETE FROM setback WHERE work = '{work}'")  # noqa: S608  (our own words)
    _know(*_KNOWN)
