"""A row of a bank's answer may be refused as a repeat, or as one that two forms read otherwise."""

from alembic import op

revision = "0058"
down_revision = "0057"

_NAME = "ck_refused_answer_flaw_known"
_FLAWS = (
    *("no_reference", "bad_outcome", "bad_amount", "unknown_reference", "not_exported"),
    *("amount_differs", "arrived", "own", "conflict", "too_many_cells"),
)


def upgrade() -> None:
    _know((*_FLAWS[:-1], "repeated", "ambiguous", _FLAWS[-1]))


def downgrade() -> None:
    """Not where such a row is kept: no older version could say why it was refused."""
    _know(_FLAWS)


def _know(known: tuple[str, ...]) -> None:
    with op.batch_alter_table("refused_answer") as batch:
        batch.drop_constraint(op.f(_NAME), type_="check")
        quoted = ", ".join(f"'{each}'" for each in known)
        batch.create_check_constraint(op.f(_NAME), f"flaw IN ({quoted})")
