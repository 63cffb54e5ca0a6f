"""An empty database gets its tables once, whoever starts when, and whole or not at all."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from storage import migrate
from storage.migrate import is_current, upgrade
from tests.processes import at_once

PREPARE = "import os; from alembic import command; from storage.migrate import upgrade"
UPGRADE = "upgrade(os.environ['DATABASE'])"


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


@pytest.mark.kills
def test_of_four_that_start_at_once_on_nothing_one_makes_the_tables(database_url: str) -> None:
    failures = at_once(4, PREPARE, UPGRADE, {"DATABASE": database_url})
    assert failures == [""] * 4
    assert is_current(database_url)


def test_what_breaks_off_leaves_nothing_behind(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as breaking:
        breaking.setattr(migrate, "_SCRIPTS", broken_scripts(tmp_path))
        with pytest.raises(RuntimeError, match="power cut"):
            upgrade(database_url)
    assert tables(database_url) == []
    upgrade(database_url)
    assert is_current(database_url)


def broken_scripts(folder: Path) -> Path:
    """Our migrations, of which the last stops after its last table."""
    scripts = shutil.copytree(migrate._SCRIPTS, folder / "migrations")
    last = max(scripts.glob("versions/0*.py"))
    made, _, undone = last.read_text(encoding="utf-8").partition("\n\ndef downgrade()")
    last.write_text(f'{made}\n    raise RuntimeError("power cut")\n\n\ndef downgrade(){undone}')
    return scripts
