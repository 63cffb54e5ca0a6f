"""Payouts that were made before details had stamps are hashed anew over those, and stay paid."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, select, text

from domain.payee import PayeeKind
from domain.payout_file import digest
from storage import payees, payouts
from storage.migrate import sync_url, upgrade
from storage.tables.money import payout

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def _person(conn: Connection, number: int) -> None:
    conn.execute(
        text(
            "INSERT INTO person (id, name, locale, timezone, standing, invite_code, created_at, "
            "last_seen_at) VALUES (:id, 'Ming', 'en', 'UTC', 'active', :code, :now, :now)"
        ),
        {"id": number, "code": f"{number}", "now": NOW.replace(tzinfo=None)},
    )


def _before(conn: Connection) -> None:
    _person(conn, 1)
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


def _tax_was_given_back(conn: Connection) -> None:
    """Of the first payout ¥8.00, on its day; the second one failed, the third took it along."""
    for number in (1, 2):
        _person(conn, number)
    for number, status in enumerate(("paid", "failed", "paid", "paid"), 1):
        at = (NOW + timedelta(days=number)).replace(tzinfo=None)
        conn.execute(
            text(
                "INSERT INTO payout_batch (id, status, currency, prepared_by, prepared_at, sha256) "
                "VALUES (:id, 'done', 'CNY', 1, :at, '')"
            ),
            {"id": 10 + number, "at": at},
        )
        conn.execute(
            text(
                "INSERT INTO payout (id, batch_id, person_id, amount_minor, withheld_minor, "
                "currency, status, reference, method, kind, sealed, stamp, masked) VALUES (:id, "
                ":id, 1, 4200, 800, 'CNY', :status, :reference, 'alipay', 'individual', '', '', '')"
            ),
            {"id": 10 + number, "status": status, "reference": f"KOC-{10 + number}-1"},
        )
    conn.execute(
        text(
            "INSERT INTO dispute (kind, subject_id, person_id, payout_id, currency, "
            "amount_minor, reason, status, opened_at, decide_due_at, decided_by, decided_at, "
            "awarded_minor, ended_at) VALUES ('withholding', 11, 1, 11, 'CNY', 800, 'tax', "
            "'given_back', :at, :at, 2, :at, 800, :at)"
        ),
        {"at": (NOW + timedelta(days=1, hours=1)).replace(tzinfo=None)},
    )


def test_what_took_given_back_tax_along_says_so(database_url: str) -> None:
    upgrade(database_url, "0046")
    engine = create_engine(sync_url(database_url))
    with engine.begin() as conn:
        _tax_was_given_back(conn)
    engine.dispose()
    upgrade(database_url)
    with engine.connect() as conn:
        found = conn.execute(select(payout.c.id, payout.c.untaxed_minor).order_by(payout.c.id))
        assert {row[0]: row[1] for row in found} == {11: 0, 12: 0, 13: 800, 14: 0}
    engine.dispose()
