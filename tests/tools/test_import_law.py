"""The contracts in pyproject.toml catch what they were written for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ["bot", "handlers", "web", "scheduler", "services", "storage", "domain", "words", "sandbox"]

BREACHES = {
    "Imports point one way": ("services/claims.py", "import handlers"),
    "The edges do not touch the database": ("web/pages.py", "import sqlalchemy"),
    "Services know neither Telegram": ("services/clock.py", "import asyncio"),
    "Storage knows neither Telegram": ("storage/files.py", "import aiohttp"),
    "The domain is the standard library": ("domain/links.py", "import yarl"),
    "Words import the domain alone": ("words/names.py", "import storage"),
    "The local Telegram imports no room": ("sandbox/people.py", "import domain"),
    "Only bot starts the local Telegram": ("scheduler/jobs.py", "import sandbox"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Nine empty rooms under the real law."""
    for name in (*ROOMS, "tools"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "tools" / "import_law.py", tmp_path / "tools")
    return tmp_path


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).parent / "lint-imports")
    command = [program, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=house, capture_output=True, text=True, timeout=60)


def test_empty_rooms_keep_the_law(house: Path) -> None:
    assert lint(house).returncode == 0


def test_each_breach_is_named(house: Path) -> None:
    for file, line in BREACHES.values():
        (house / file).write_text(line + "\n")

    said = lint(house)

    assert said.returncode == 1
    broken = [line for line in said.stdout.splitlines() if line.endswith("BROKEN")]
    for law in BREACHES:
        assert any(line.startswith(law) for line in broken), (law, said.stdout)
