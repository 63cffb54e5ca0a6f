"""Drafts the next migration from what the tables say and the present migrations lack.

Usage: python -m tools.new_migration "A task may have a pilot". The draft is read, mended and
tried by a person; check constraints are not in it, `make migrations` names those that are missing.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from storage.migrate import alembic_config, upgrade


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory, 'koc.sqlite3')}"
        upgrade(url)
        config = alembic_config(url)
        newest = ScriptDirectory.from_config(config).get_current_head() or "0"
        number = f"{int(newest) + 1:04}"
        command.revision(config, message=message, autogenerate=True, rev_id=number)
    print(f'Now read it, and set HEAD = "{number}" in storage/migrate.py')


if __name__ == "__main__":
    main(sys.argv[1])
