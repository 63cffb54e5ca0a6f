"""Migrations that make another database than the tables describe fail the check, by name."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

TABLES = """
from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table, text

FREE = text("slots > 0")
metadata = MetaData()
Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(80), nullable=False),
    Column("slots", Integer, nullable=False),
    CheckConstraint("slots >= 0", name="slots_known"),
    Index("ix_open", "title", unique=True, postgresql_where=FREE, sqlite_where=FREE),
)
"""
# The tables' own definition with one thing changed stands for migrations that fell behind.
MIGRATE = """
from sqlalchemy import create_engine

from storage.migrated import metadata

def upgrade(url: str) -> None:
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()

def is_current(url: str) -> bool:
    return True
"""


def check(house: Path, migrated: str) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "tools", house / "tools", ignore=lambda *_: ["chromium"])
    (house / "storage").mkdir()
    files = {"__init__": "", "tables": TABLES, "migrate": MIGRATE, "migrated": migrated}
    for name, text in files.items():
        (house / "storage" / f"{name}.py").write_text(text)
    command = [sys.executable, "-m", "tools.check_migrations"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=60)


def test_migrations_in_step_pass(tmp_path: Path) -> None:
    said = check(tmp_path, TABLES)

    assert said.returncode == 0, said.stdout + said.stderr


FELL_BEHIND = {
    "task column title": ("String(80)", "String(60)"),
    "task column slots": ('"slots", Integer, nullable=False', '"slots", Integer'),
    "task check slots_known": ("slots >= 0", "slots >= 1"),
    "task index ix_open": ("slots > 0", "slots > 1"),
}


def test_migrations_that_fell_behind_are_named(tmp_path: Path) -> None:
    migrated = TABLES
    for old, new in FELL_BEHIND.values():
        migrated = migrated.replace(old, new)

    said = check(tmp_path, migrated)

    assert said.returncode == 1, said.stderr
    parts = [line.partition(": the tables say")[0] for line in said.stdout.splitlines()]
    wanted = [f"{name}: {part}" for name in ("SQLite", "PostgreSQL") for part in FELL_BEHIND]
    assert sorted(parts) == sorted(wanted)
