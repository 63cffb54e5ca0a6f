"""A million readings by CSV: `koc metrics import` against the database's own bulk loader."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, insert, select, text

from benchmarks import world
from benchmarks.figure import Figure, alone, paired
from benchmarks.stage import one_core, scratch
from sandbox.app import TOKEN
from storage.migrate import sync_url
from storage.tables.campaigns import task
from storage.tables.metrics import import_batch, metric_snapshot
from storage.tables.work import assignment, post
from tools.postgres import PostgresServer, postgres

POSTS: Final = 10_000
READINGS: Final = 100  # of each post
ROWS: Final = POSTS * READINGS
_HEADINGS: Final = "link,time,views,likes,shares,saves,comments\n"
_COLUMNS: Final = tuple(metric_snapshot.c.keys())
_TABLE: Final = metric_snapshot.name
_COUNTS: Final = ("likes", "shares", "saves", "comments", "views")


@dataclass(frozen=True, slots=True)
class Feed:
    """The same readings twice: as a partner sends them, and as rows of the table."""

    given: Path
    loadable: Path


@dataclass(frozen=True, slots=True)
class Run:
    rows_per_second: float
    megabytes: float


def on_sqlite() -> Iterator[Figure]:
    """Issue: at least 0.5 of `sqlite3 .import`, under 300 MB."""
    with one_core(), scratch() as name:
        folder = Path(name)
        house = folder / "house.sqlite3"
        furnish(f"sqlite:///{house}")
        for shuffled in (False, True):
            feed = _feed(folder, shuffled=shuffled)
            runs: list[Run] = []

            def ours(feed: Feed = feed, runs: list[Run] = runs) -> float:
                database = _copied(house, folder)
                runs.append(_imported(f"sqlite:///{database}", feed, folder))
                return runs[-1].rows_per_second

            def peer(feed: Feed = feed) -> float:
                return _loaded_by_sqlite3(_copied(house, folder), feed)

            bench = "import_csv" + ("-shuffled" if shuffled else "")
            yield paired(bench, "rows/s", ours, peer, "sqlite3 .import", pairs=3)
            yield _memory(bench, runs)


def on_postgresql() -> Iterator[Figure]:
    """Issue: at least 0.25 of COPY, under 300 MB."""
    with one_core(), scratch() as name, postgres(durable=True) as server:
        folder = Path(name)
        house = server.create_database()
        furnish(server.url(house))
        feed = _feed(folder, shuffled=False)
        runs: list[Run] = []

        def ours() -> float:
            with _copy_of(server, house) as database:
                runs.append(_imported(server.url(database), feed, folder))
            return runs[-1].rows_per_second

        def peer() -> float:
            with _copy_of(server, house) as database:
                return _loaded_by_copy(server, database, feed)

        yield paired("import_csv-pg", "rows/s", ours, peer, "COPY", pairs=3)
        yield _memory("import_csv-pg", runs)


def _memory(bench: str, runs: list[Run]) -> Figure:
    most = max(run.megabytes for run in runs)
    return alone(f"{bench}-memory", "MB", lambda: most, runs=1)


def furnish(url: str) -> None:
    """POSTS posts of approved work, in a database that was tidied up."""
    world.fill(url, POSTS, 2 * POSTS)
    engine, now = create_engine(sync_url(url)), datetime.now(UTC)
    with engine.begin() as conn:
        tasks = conn.execute(select(task.c.id, task.c.terms_id).order_by(task.c.id)).all()
        conn.execute(insert(assignment), [_assignment(at, tasks[at % 20], now) for at in _posts()])
        conn.execute(insert(post), [_post(at, now) for at in _posts()])
        conn.execute(insert(import_batch), _batch(now))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE"))
        if conn.dialect.name == "sqlite":
            conn.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()


def _posts() -> range:
    return range(1, POSTS + 1)


def _assignment(at: int, of_task: object, now: datetime) -> dict[str, object]:
    task_id, terms_id = of_task  # type: ignore[misc]
    return {
        "id": at,
        "task_id": task_id,
        "account_id": at,
        "person_id": at,
        "terms_id": terms_id,
        "status": "approved",
        "reserved_minor": 0,
        "claimed_at": now,
        "due_at": now,
        "approved_at": now,
        "cutoff_at": now,
        "settle_at": now,
    }


def _key(at: int) -> str:
    return f"73{at:017d}"


def link(at: int) -> str:
    return f"https://www.douyin.com/video/{_key(at)}"


def _post(at: int, now: datetime) -> dict[str, object]:
    return {
        "id": at,
        "platform": "douyin",
        "post_key": _key(at),
        "url": link(at),
        "assignment_id": at,
        "first_seen_at": now,
    }


def _batch(now: datetime) -> dict[str, object]:
    """The first in a fresh table; its number is the database's own, so that ours is the next."""
    return {
        "name": "the peer's",
        "sha256": "",
        "source": "platform",
        "new_rows": 0,
        "repeated_rows": 0,
        "refused_rows": 0,
        "imported_at": now,
        "finished_at": now,
    }


def _feed(folder: Path, *, shuffled: bool) -> Feed:
    feed = Feed(folder / f"given-{shuffled}.csv", folder / f"loadable-{shuffled}.csv")
    order = [(at, number) for at in _posts() for number in range(READINGS)]
    if shuffled:
        random.Random(1).shuffle(order)
    begin = datetime(2026, 1, 1)  # noqa: DTZ001  (written as UTC and as Shanghai's wall clock)
    with feed.given.open("w") as given, feed.loadable.open("w") as loadable:
        given.write(_HEADINGS)
        for row_id, (at, number) in enumerate(order, 1):
            moment = begin + timedelta(hours=number, seconds=at % 60)
            likes = at * number % 5000
            counts = (likes, likes // 3, likes // 7, likes // 11, likes * 20)
            given.write(f"{link(at)},{moment + timedelta(hours=8)},{','.join(map(str, counts))}\n")
            loadable.write(_loadable(row_id, at, moment, counts))
    return feed


def _loadable(row_id: int, at: int, moment: datetime, counts: tuple[int, ...]) -> str:
    """A row of the table, the columns that the feed does not tell of empty."""
    said = {
        "id": row_id,
        "post_id": at,
        "source": "platform",
        "observed_at": f"{moment}.000000",
        "received_at": "2026-11-22 00:00:00.000000",
        **dict(zip(_COUNTS, counts, strict=True)),
        "late": 0,
        "batch_id": 1,
    }
    return ",".join(str(said.get(column, "")) for column in _COLUMNS) + "\n"


def _copied(house: Path, folder: Path) -> Path:
    for old in folder.glob("run.sqlite3*"):
        old.unlink()
    copy = folder / "run.sqlite3"
    shutil.copy(house, copy)
    os.sync()  # what the disk still has to do is nobody's debt
    return copy


@contextmanager
def _copy_of(server: PostgresServer, house: str) -> Iterator[str]:
    database = server.create_database(template=house)
    os.sync()
    try:
        yield database
    finally:
        server.drop_database(database)


def _imported(url: str, feed: Feed, folder: Path) -> Run:
    command = [str(Path(sys.executable).with_name("koc")), "metrics", "import", str(feed.given)]
    environment = os.environ | {"KOC__TELEGRAM__TOKEN": TOKEN, "KOC__DATABASE__URL": url}
    began = time.perf_counter()
    with (folder / "koc.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--yes", "--source", "platform"],
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder,
        )
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    said = (folder / "koc.log").read_text()
    assert status == 0, said
    assert f"{ROWS} new, 0 repeated, 0 refused" in said, said
    return Run(ROWS / seconds, usage.ru_maxrss / 1024)


def _loaded_by_sqlite3(database: Path, feed: Feed) -> float:
    """Into the table itself, its indexes and checks in place."""
    command = ["sqlite3", str(database), "-cmd", ".mode csv", f".import {feed.loadable} {_TABLE}"]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return ROWS / (time.perf_counter() - began)


def _loaded_by_copy(server: PostgresServer, database: str, feed: Feed) -> float:
    with server.connect(database) as connection, feed.loadable.open("rb") as rows:
        began = time.perf_counter()
        command = f"COPY {_TABLE} ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT csv)"
        with connection.cursor().copy(command) as copy:
            while piece := rows.read(1 << 20):
                copy.write(piece)
        return ROWS / (time.perf_counter() - began)
