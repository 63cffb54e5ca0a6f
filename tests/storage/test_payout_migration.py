"""Payouts that were made before details had stamps are hashed anew over those, and stay paid."""

from datetime import UTC, datetime

from sqlalchemy import Connection, create_engine, text

from domain.payee import PayeeKind
from domain.payout_file import digest
from storage import payees, payouts
from storage.migrate import sync_url, upgrade

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def _before(conn: Connection) -> None:
    conn.execute(
        text(
            "INSERT INTO person (id, name, locale, timezone, standing, invite_code, created_at, "
            "last_seen_at) VALUES (1, 'Ming', 'en', 'UTC', 'active', 'a', :now, :now)"
        ),
        {"now": NOW.replace(tzinfo=None)},
    )
    conn.execute(
        text(
            "INSERT INTO payee (person_id, method, sealed, masked, digest, changed_at) "
            "VALUES (1, 'alipay', 'aaaaaaaa.x', '138', 'd', :now)"
        ),
        {"now": NOW.replace(tzinfo=None)},
    )
    conn.execute(
        text(
            "INSERT INTO payout_batch (id, status, currency, prepared_by, prepared_at, sha256) "
            "VALUES (1, 'prepared', 'CNY', 1, :now, 'old')"
        ),
        {"now": NOW.replace(tzinfo=None)},
    )
    conn.execute(
        text(
            "INSERT INTO payout (id, batch_id, person_id, amount_minor, currency, status, "
            "reference, method, sealed, masked) VALUES "
            "(1, 1, 1, 8000, 'CNY', 'prepared', 'KOC-1-1', 'alipay', 'aaaaaaaa.x', '138')"
        )
    )


def test_old_batches_are_what_was_frozen(database_url: str) -> None:
    upgrade(database_url, "0001")
    engine = create_engine(sync_url(database_url))
    with engine.begin() as conn:
        _before(conn)
    engine.dispose()
    upgrade(database_url)
    with engine.connect() as conn:
        (item,), batch = payouts.items(conn, 1), payouts.batch(conn, 1)
        (row,) = payees.all_of(conn, 1)
    engine.dispose()
    assert batch is not None
    assert (batch.sha256, item.withheld_minor) == (digest([item]), 0)
    assert (item.stamp, item.kind) == (row.stamp, PayeeKind.INDIVIDUAL)
    assert row.view.currency == ""
