"""Readings by the signed API: whole batches, and single posts against a bare handler."""

import asyncio
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import caller
from benchmarks.claims import BOT
from benchmarks.figure import Figure, alone, paired
from benchmarks.imports import POSTS, furnish, link
from benchmarks.stage import BOTS_CORE, PYTHON, START_SECONDS, TELEGRAMS_CORE, scratch
from sandbox.app import TOKEN
from tools.postgres import postgres

PATH: Final = "/api/v1/metrics"
BATCHES: Final = 10
IN_A_BATCH: Final = 10_000
SINGLES: Final = 8_000
CONNECTIONS: Final = 64
WARM_UP: Final = 200  # requests before the measured ones
OURS: Final = [*BOT.argv, "--roles", "web"]
BARE: Final = [PYTHON, "-m", "benchmarks.peers.bare_api"]

Urls = Callable[[], str]


def on_sqlite() -> Iterator[Figure]:
    """Issue: 20,000 items a second in batches; single posts at 0.6 of a bare handler."""
    with scratch() as name:
        house = Path(name) / "house.sqlite3"
        furnish(f"sqlite:///{house}")
        yield from _figures("api_metrics", lambda: f"sqlite:///{_copied(house)}")


def on_postgresql() -> Iterator[Figure]:
    with postgres(durable=True) as server:
        house = server.create_database()
        furnish(server.url(house))
        yield from _figures(
            "api_metrics-pg", lambda: server.url(server.create_database(template=house))
        )


def _figures(bench: str, new_url: Urls) -> Iterator[Figure]:
    os.sched_setaffinity(0, {TELEGRAMS_CORE})
    yield alone(f"{bench}-batches", "items/s", lambda: _batches(new_url()))
    yield paired(
        f"{bench}-single",
        "requests/s",
        lambda: _singles(OURS, new_url()),
        lambda: _singles(BARE, ""),
        "bare aiohttp handler that checks the same signature",
    )


def _batches(url: str) -> float:
    with _server(OURS, url) as port:
        asyncio.run(caller.seconds(port, _requests("warm", 1, WARM_UP), 1))
        requests = _requests("batch", IN_A_BATCH, BATCHES)
        return BATCHES * IN_A_BATCH / asyncio.run(caller.seconds(port, requests, 1))


def _singles(argv: list[str], url: str) -> float:
    with _server(argv, url) as port:
        asyncio.run(caller.seconds(port, _requests("warm", 1, WARM_UP), CONNECTIONS))
        requests = _requests("single", 1, SINGLES)
        return SINGLES / asyncio.run(caller.seconds(port, requests, CONNECTIONS))


def _requests(name: str, items: int, count: int) -> list[bytes]:
    """Each of `items` readings that no other of this name has."""
    begin = datetime.now(UTC).replace(microsecond=len(name)) - timedelta(days=30)
    read = (_reading(number, begin) for number in range(items * count))
    return [
        caller.signed(PATH, f"{name}-{at}", _body([next(read) for _ in range(items)]))
        for at in range(count)
    ]


def _reading(number: int, begin: datetime) -> dict[str, object]:
    """Of the posts in turn, each an hour after its last."""
    likes = number % 5000
    counts = {"likes": likes, "shares": likes // 3, "saves": likes // 7, "comments": likes // 11}
    at = begin + timedelta(hours=number // POSTS, seconds=number % 60)
    return {
        "link": link(number % POSTS + 1),
        "observed_at": at.isoformat(),
        "views": likes * 20,
        **counts,
    }


def _body(readings: list[dict[str, object]]) -> bytes:
    return json.dumps({"readings": readings}).encode()


def _copied(house: Path) -> Path:
    run = house.with_name("run.sqlite3")
    for old in house.parent.glob("run.sqlite3*"):
        old.unlink()
    run.write_bytes(house.read_bytes())
    os.sync()  # what the disk still has to do is nobody's debt
    return run


@contextmanager
def _server(argv: list[str], url: str) -> Iterator[int]:
    """On its own core, answering at the port that this gives."""
    port = _free_port()
    environment = os.environ | {
        "KOC__TELEGRAM__TOKEN": TOKEN,
        "KOC__WEB__PORT": str(port),
        "KOC__SECRETS__API_SECRET": caller.SECRET,
        "KOC__LOG__LEVEL": "error",
        "KOC__DATABASE__URL": url,
    }
    with scratch() as name, (Path(name) / "log").open("w+b") as log:
        process = subprocess.Popen(
            argv,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=partial(os.sched_setaffinity, 0, {BOTS_CORE}),  # noqa: PLW1509
        )
        try:
            _listens(process, port, Path(name) / "log")
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    began = time.monotonic()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            if process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise RuntimeError(log.read_text()[-2000:]) from None
            time.sleep(0.02)
        else:
            return
