"""A release that does not exist yet: our migrations and one more; no test lives here."""

import shutil
from pathlib import Path
from typing import Final

import pytest

from storage import migrate

HEAD: Final = f"{int(migrate.HEAD) + 1:04}"
_SCRIPT: Final = '''
import sqlalchemy as sa
from alembic import op

revision = "{head}"
down_revision = "{before}"
oldest_reader = "{oldest_reader}"


def upgrade() -> None:
    """What an old process meets: a table and columns that it does not know."""
    op.create_table("of_tomorrow", sa.Column("id", sa.Integer(), primary_key=True))
    for table in ("person", "delivery", "kept_update", "process", "broadcast"):
        new = sa.Column("of_tomorrow", sa.String(8), nullable=False, server_default="")
        op.add_column(table, new)
'''


def scripts(folder: Path, *, oldest_reader: str) -> Path:
    """Where its migrations are; the last one serves processes of that revision and later ones."""
    made = shutil.copytree(migrate._SCRIPTS, folder / "migrations")
    last = _SCRIPT.format(head=HEAD, before=migrate.HEAD, oldest_reader=oldest_reader)
    (made / "versions" / f"{HEAD}_of_tomorrow.py").write_text(last, encoding="utf-8")
    return made


def bring_up(
    url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *, oldest_reader: str = migrate.HEAD
) -> None:
    """As its `koc migrate` does; ours is as before from here on."""
    with monkeypatch.context() as its:
        its.setattr(migrate, "_SCRIPTS", scripts(folder, oldest_reader=oldest_reader))
        its.setattr(migrate, "HEAD", HEAD)
        migrate.upgrade(url)
    assert migrate.tables(url).revision == HEAD


def command(made: Path) -> str:
    """Python that is its `koc`."""
    tells = f"migrate.HEAD, migrate._SCRIPTS = {HEAD!r}, Path({str(made)!r})"
    return f"from pathlib import Path; from storage import migrate; {tells}; {OURS}"


OURS: Final = "from bot.cli import main; main()"
