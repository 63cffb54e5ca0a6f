"""A command that writes beside a running service: the two take turns, and neither fails."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from sandbox.app import TOKEN
from services import file_imports
from storage import updates
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.tables.chat import processed_update
from storage.tables.metrics import import_batch, metric_snapshot
from tests.approved import approved
from tests.processes import ROOT
from tests.world import creator, live_campaign

ROWS = 6_000


@pytest.fixture
async def service(sqlite_url: str) -> Database:
    """As impatient as can be: it fails at once where another connection is writing."""
    await asyncio.to_thread(upgrade, sqlite_url)
    opened = open_database(sqlite_url)
    await opened.write(lambda conn: conn.execute(text("PRAGMA busy_timeout=0")))
    yield opened
    await opened.close()


class Busy:
    """The service's own work: several write all the time."""

    def __init__(self, service: Database) -> None:
        self._service = service
        self._stop = False
        self.written = 0

    async def write_on(self) -> None:
        while not self._stop:
            self.written += 1
            await self._service.write(updates.mark, self.written, datetime.now(UTC))

    async def during(self, process: asyncio.subprocess.Process) -> str:
        """What the process said until its end."""
        writers = [asyncio.create_task(self.write_on()) for _ in range(4)]
        said, errors = await process.communicate()
        self._stop = True
        await asyncio.gather(*writers)
        assert process.returncode == 0, errors.decode()
        return said.decode()


def figures(link: str) -> str:
    """A reading a second."""
    start = datetime.now(UTC) - timedelta(days=1)
    moments = (start - timedelta(seconds=number) for number in range(ROWS))
    rows = (f"{link},{moment.isoformat()},9,1,1,1,1\n" for moment in moments)
    return "link,time,views,likes,shares,saves,comments\n" + "".join(rows)


async def koc(url: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from bot.cli import main; main()", *arguments),
        cwd=ROOT,
        env=os.environ | {"KOC__TELEGRAM__TOKEN": TOKEN, "KOC__DATABASE__URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def stored(conn: Connection) -> tuple[int, ...]:
    tables = (metric_snapshot, import_batch, processed_update)
    counts = (select(func.count()).select_from(table) for table in tables)
    return tuple(conn.execute(query).scalar_one() for query in counts)


@pytest.mark.kills
async def test_a_service_that_writes_all_the_time_never_fails_while_a_file_is_imported(
    service: Database, sqlite_url: str, tmp_path: Path
) -> None:
    work = await service.write(lambda conn: approved(conn, live_campaign(conn), creator(conn)))
    file = tmp_path / "figures.csv"
    file.write_text(figures(work.link))
    busy = Busy(service)
    said = await busy.during(await koc(sqlite_url, "metrics", "import", str(file), "--yes"))
    assert f"{ROWS} new, 0 repeated, 0 refused" in said
    units = ROWS // file_imports.MOST_IN_A_UNIT
    assert await service.read(stored) == (ROWS, 1, busy.written)
    assert busy.written > units
