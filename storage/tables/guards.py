"""What the database refuses by itself: changing or deleting rows that are only ever appended."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import DDL, Table, event

from domain.checks.findings import Aspect
from storage.tables.campaigns import budget_raise
from storage.tables.checks import check_result
from storage.tables.conversions import conversion
from storage.tables.debts import repayment, waiver, write_off
from storage.tables.disputes import dispute, dispute_event
from storage.tables.metrics import metric_snapshot
from storage.tables.money import (
    ledger_entry,
    left_out,
    payout_bounce,
    payout_event,
    posting,
    pot_share,
    second_try,
    settlement,
)
from storage.tables.pot_windows import pot_window
from storage.tables.risk import risk_event, risk_signal
from storage.tables.work import assignment_event, proof

APPEND_ONLY: Final = (
    *(posting, ledger_entry, metric_snapshot, conversion, pot_share, waiver),
    *(payout_event, payout_bounce, budget_raise),
)
# Columns that say what was fixed: the rest of a settlement says where it stands, the rest of an
# event's, a case's and a look's are words that an erased person takes along.
FIXED: Final[tuple[tuple[Table, tuple[str, ...]], ...]] = (
    (
        settlement,
        (
            *("assignment_id", "checkpoint", "terms_id", "post_id", "snapshot_id", "person_id"),
            *("last_news_id", "last_reading_id", "room_minor", "unheard", "campaign_id"),
            *("granted_minor", "amount_minor", "currency", "lines", "settled_at", "payable_at"),
        ),
    ),
    (
        risk_signal,
        (
            *("case_id", "assignment_id", "signal", "measure", "fingerprint", "strength"),
            *("thresholds", "observed_at"),
        ),
    ),
    (assignment_event, ("assignment_id", "status", "actor_id", "reason", "at")),
    (pot_window, ("terms_id", "number", "starts_at", "ends_at", "opened_at")),
    (left_out, ("assignment_id", "settle_at", "left_by", "left_at", "until")),
    (write_off, ("person_id", "amount_minor", "currency", "decided_by", "at")),
    (
        repayment,
        (
            *("person_id", "amount_minor", "currency", "bank_reference", "transfer"),
            *("booked_by", "at"),
        ),
    ),
    (second_try, ("payout_id", "said_by", "at")),
    (risk_event, ("case_id", "kind", "actor_id", "reason", "at")),
    (
        dispute,
        (
            *("kind", "subject_id", "assignment_id", "payout_id", "campaign_id", "person_id"),
            *("currency", "amount_minor", "reason", "opened_at"),
        ),
    ),
    (dispute_event, ("dispute_id", "kind", "actor_id", "file_kind", "at")),
    (proof, ("submission_id", "purpose", "given_by", "given_at", "kind", "width", "height")),
    (
        check_result,
        ("post_id", "kind", "seen", *(aspect.value for aspect in Aspect), "checked_at"),
    ),
)

_POSTGRESQL_REFUSAL: Final = """
CREATE OR REPLACE FUNCTION koc_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only',
        ERRCODE = 'integrity_constraint_violation';
END $$
"""


def statements(dialect: str) -> Iterator[tuple[Table, str]]:
    """(table, DDL): for new databases, and for the migration that guards an old one."""
    of_dialect = _sqlite if dialect == "sqlite" else _postgresql
    for table in APPEND_ONLY:
        yield from ((table, line) for line in of_dialect(table.name, "UPDATE"))
        yield from ((table, line) for line in of_dialect(table.name, "DELETE"))
    for table, columns in FIXED:
        fixed = f"UPDATE OF {', '.join(columns)}"
        yield from ((table, line) for line in of_dialect(table.name, fixed))
        yield from ((table, line) for line in of_dialect(table.name, "DELETE"))


def _name(table: str, change: str) -> str:
    return f"{table}_no_{change.split(maxsplit=1)[0].lower()}"


def _sqlite(table: str, change: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {_name(table, change)} BEFORE {change} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(table: str, change: str) -> Iterator[str]:
    yield _POSTGRESQL_REFUSAL
    yield (
        f"CREATE TRIGGER {_name(table, change)} BEFORE {change} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION koc_refuse_change()"
    )


def _attach() -> None:
    """`metadata.create_all` puts the guards up with their tables."""
    for dialect in ("sqlite", "postgresql"):
        for table, line in statements(dialect):
            guard = DDL(line).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", guard)


_attach()
