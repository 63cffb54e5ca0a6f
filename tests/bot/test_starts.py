"""Several processes that start at the same moment on one PostgreSQL all come up."""

import pytest
from sqlalchemy import create_engine, func, select

from domain.people import Role
from sandbox.app import TOKEN
from storage.migrate import is_current
from storage.tables.people import person, staff_role
from tests.processes import at_once

PREPARE = """
import asyncio
from alembic import command
from bot import worker
from bot.app import Duty, build
from bot.settings import load
process = build(load(), duties=[Duty.WORKER])
"""
START = """
async def start():
    try:
        await process.start()
    finally:
        await process.stop()
asyncio.run(start())
"""


@pytest.mark.kills
@pytest.mark.postgresql
def test_four_start_at_once_on_an_empty_postgresql(postgresql_url: str) -> None:
    environ = {
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__DATABASE__URL": postgresql_url.replace("+psycopg", "", 1),
        "KOC__STAFF__OWNERS": ", ".join(map(str, range(501, 541))),
    }
    assert at_once(4, PREPARE, START, environ) == [""] * 4
    assert is_current(postgresql_url)
    engine = create_engine(postgresql_url)
    with engine.connect() as conn:
        people = conn.execute(select(func.count()).select_from(person)).scalar_one()
        roles = conn.execute(select(staff_role.c.role)).scalars().all()
    engine.dispose()
    assert people == 40
    assert list(roles) == [Role.OWNER] * 40
