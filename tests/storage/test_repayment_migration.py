"""Transfers booked twice under two spellings outlive the upgrade, and no third follows."""

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from domain.receivable import transfer_of
from storage.migrate import sync_url, upgrade

_REFERENCES = ("FT-1", "ft-1", "ＦＴ1", "—", "…", "FT-2")
_ADD = (
    "INSERT INTO repayment (person_id, amount_minor, currency, bank_reference, reason, "
    "booked_by, at{}) VALUES (1, {}, 'CNY', :reference, '', 2, '2026-11-01 00:00:00'{})"
)


def _before(engine: Engine) -> None:
    with engine.begin() as conn:
        for number in (1, 2):
            conn.execute(
                text(
                    "INSERT INTO person (id, name, locale, timezone, standing, invite_code, "
                    f"created_at, last_seen_at) VALUES ({number}, 'Lin', 'en', 'UTC', 'active', "
                    f"'{number}', '2026-11-01 00:00:00', '2026-11-01 00:00:00')"
                )
            )
        for reference in _REFERENCES:
            conn.execute(text(_ADD.format("", 1, "")), {"reference": reference})


def test_what_was_booked_twice_stays_and_no_third_follows(database_url: str) -> None:
    upgrade(database_url, "0059")
    engine = create_engine(sync_url(database_url))
    _before(engine)
    upgrade(database_url)
    with engine.begin() as conn:
        rows = conn.execute(text("SELECT bank_reference, transfer FROM repayment ORDER BY id"))
        found = [tuple(row) for row in rows]
    named = ("ft1", "ft1#2", "ft1#3", "#4", "#5", "ft2")
    assert found == list(zip(_REFERENCES, named, strict=True))
    assert [transfer_of(each) for each in _REFERENCES] == [each.partition("#")[0] for each in named]
    another = {"reference": "f t 1"}
    for amount_minor, transfer in ((1, "ft1"), (0, "ft3")):  # the other rules stand, too
        of = text(_ADD.format(", transfer", amount_minor, f", '{transfer}'"))
        with pytest.raises(IntegrityError), engine.begin() as conn:
            conn.execute(of, another)
    for change in ("UPDATE repayment SET transfer = 'x'", "DELETE FROM repayment"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as conn:
            conn.execute(text(change))
    assert "ix_repayment_person_id" in {
        each["name"] for each in inspect(engine).get_indexes("repayment")
    }
    engine.dispose()
