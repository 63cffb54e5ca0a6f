"""What was kept of used files before they were emptied goes with an upgrade, and nothing else."""

from sqlalchemy import create_engine, text

from storage.migrate import sync_url, upgrade

_PERSON = (
    "INSERT INTO person (id, name, locale, timezone, standing, invite_code, created_at, "
    "last_seen_at) VALUES "
    "(1, 'Lin', 'en', 'UTC', 'active', '1', '2026-11-01 00:00:00', '2026-11-01 00:00:00')"
)


def test_used_files_are_emptied_and_whatever_is_still_read_stays(database_url: str) -> None:
    upgrade(database_url, "0058")
    engine = create_engine(sync_url(database_url))
    at = "'2026-11-01 00:00:00'"
    with engine.begin() as conn:
        conn.execute(text(_PERSON))
        for purpose, used in (("bank_results", at), ("bank_results", "NULL"), ("metrics", at)):
            conn.execute(
                text(
                    "INSERT INTO upload (purpose, name, sha256, content, given_by, given_at, "
                    f"used_at) VALUES ('{purpose}', 'a', '', :held, 1, {at}, {used})"
                ),
                {"held": b"6222"},
            )
        conn.execute(
            text(
                "INSERT INTO import_batch (name, sha256, source, new_rows, repeated_rows, "
                "refused_rows, imported_at, done_rows, read_as, feed, upload_id) "
                f"VALUES ('a', '', 'platform', 0, 0, 0, {at}, 0, '', '', 3)"
            )
        )
    upgrade(database_url)
    with engine.begin() as conn:
        rows = conn.execute(text("SELECT content FROM upload ORDER BY id"))
        kept = [bytes(row[0]) for row in rows]
    engine.dispose()
    assert kept == [b"", b"6222", b"6222"]
