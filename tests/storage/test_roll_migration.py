"""Broadcasts of before there were rolls: what is frozen stays, what is half frozen goes on."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, create_engine, select, text

from scheduler import freezing
from storage.database import open_database
from storage.migrate import sync_url, upgrade
from storage.tables.delivery import broadcast, delivery
from tests.world import world_at

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
AT = NOW.replace(tzinfo=None)
HALF, WHOLE, STOPPED, DRAFT = 1, 2, 3, 4


def _run(conn: Connection, sql: str, **values: Any) -> None:
    conn.execute(text(sql), values)


def _creator(conn: Connection, number: int) -> None:
    _run(
        conn,
        "INSERT INTO person (id, name, locale, timezone, standing, invite_code, created_at, "
        "last_seen_at, wants_broadcasts) "
        "VALUES (:id, 'Ming', 'en', 'UTC', 'active', :code, :at, :at, :wants)",
        id=number,
        code=f"{number}",
        at=AT,
        wants=number != 2,
    )
    _run(
        conn,
        "INSERT INTO account (id, person_id, platform, handle, handle_key, followers, region, "
        "created_at) VALUES (:id, :id, 'douyin', :handle, :handle, 9, 'east', :at)",
        id=number,
        handle=f"h{number}",
        at=AT,
    )


def _broadcast(conn: Connection, number: int, status: str, frozen_to: int, audience: int) -> None:
    _run(
        conn,
        "INSERT INTO broadcast (id, status, title, body, filter, created_by, created_at, "
        "confirmed_at, freeze_to, frozen_to, audience, left_muted) VALUES "
        "(:id, :status, 't', '[]', 'platform:douyin', 1, :at, :at, 5, :frozen_to, :audience, 1)",
        id=number,
        status=status,
        at=AT,
        frozen_to=frozen_to,
        audience=audience,
    )
    for person_id in [1, 3, 4, 5][:audience]:
        _run(
            conn,
            "INSERT INTO delivery (person_id, class, kind, facts, dedupe_key, broadcast_id, "
            "status, priority, due_at, queued_at) VALUES (:person, 'broadcast', 'broadcast', "
            "'{}', :key, :id, 'queued', 3, :at, :at)",
            person=person_id,
            key=f"broadcast:{number}:{10**12 + person_id}",
            id=number,
            at=AT,
        )


def _before(conn: Connection) -> None:
    for number in range(1, 6):
        _creator(conn, number)
    _broadcast(conn, HALF, "sending", 3, 2)
    _broadcast(conn, WHOLE, "sending", 5, 4)
    _broadcast(conn, STOPPED, "cancelled", 3, 2)
    _run(
        conn,
        "INSERT INTO broadcast (id, status, title, body, created_by, created_at) "
        "VALUES (:id, 'draft', 't', '[]', 1, :at)",
        id=DRAFT,
        at=AT,
    )


async def test_what_is_half_frozen_goes_on_and_all_else_stays(database_url: str) -> None:
    upgrade(database_url, "0069")
    engine = create_engine(sync_url(database_url))
    with engine.begin() as conn:
        _before(conn)
    engine.dispose()
    upgrade(database_url)
    with world_at(database_url) as world:
        stands = select(broadcast.c.id, broadcast.c.frozen_to, broadcast.c.freeze_to)
        stands = stands.order_by(broadcast.c.id)
        assert list(map(tuple, world.rows(stands))) == [
            (HALF, 2, None),
            (WHOLE, 5, 5),
            (STOPPED, 3, 3),
            (DRAFT, 0, None),
        ]
        db = open_database(database_url)
        await freezing.go_on(db, lambda: NOW)
        await db.close()
        told = select(delivery.c.person_id).where(delivery.c.broadcast_id == HALF)
        assert sorted(row[0] for row in world.rows(told)) == [1, 3, 4, 5]
        half = select(broadcast.c.audience, broadcast.c.left_muted, broadcast.c.frozen_to)
        assert tuple(world.rows(half.where(broadcast.c.id == HALF))[0]) == (4, 1, 5)
