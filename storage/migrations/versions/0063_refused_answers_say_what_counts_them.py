"""A row of a bank's answer is found by its line, or by its number among a report's transfers."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"

_OLD, _NEW = "uq_refused_answer_upload_id_line", "uq_refused_answer_upload_id_counted_line_value"
_FLAW = "ck_refused_answer_flaw_known"
_COUNTED = "ck_refused_answer_counted_known"
_KINDS = ("line", "transfer", "group")
_BEFORE = (
    *("no_reference", "bad_outcome", "bad_amount", "unknown_reference", "not_exported"),
    *("amount_differs", "arrived", "own", "conflict", "repeated"),
)
_AFTER = ("ambiguous", "too_many_cells")


def upgrade() -> None:
    op.add_column(
        "refused_answer",
        sa.Column("counted", sa.String(8), nullable=False, server_default="line"),
    )
    with op.batch_alter_table("refused_answer") as batch:
        batch.drop_constraint(op.f(_OLD), type_="unique")
        batch.create_unique_constraint(op.f(_NEW), ["upload_id", "counted", "line", "value"])
        batch.create_check_constraint(op.f(_COUNTED), _one_of("counted", _KINDS))
        batch.drop_constraint(op.f(_FLAW), type_="check")
        batch.create_check_constraint(
            op.f(_FLAW), _one_of("flaw", (*_BEFORE, "contradicts", *_AFTER))
        )


def downgrade() -> None:
    """Not where two rows of a report share a number: an older version keeps one a line."""
    with op.batch_alter_table("refused_answer") as batch:
        batch.drop_constraint(op.f(_FLAW), type_="check")
        batch.create_check_constraint(op.f(_FLAW), _one_of("flaw", (*_BEFORE, *_AFTER)))
        batch.drop_constraint(op.f(_COUNTED), type_="check")
        batch.drop_constraint(op.f(_NEW), type_="unique")
        batch.create_unique_constraint(op.f(_OLD), ["upload_id", "line"])
        batch.drop_column("counted")


def _one_of(column: str, known: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(each) for each in known)})"
