"""Writing the ledger into a file part by part, beside a running service; decides nothing."""

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TextIO

from bot import cli_database
from bot.cli_progress import progress
from bot.config import Config
from domain.journal.books import JournalFormat
from services import journal
from services.journal import Place
from services.seam import Database

_OWNER_ONLY: Final = 0o600
Days = tuple[date | None, date | None]


def export(config: Config, path: Path, language: JournalFormat, days: Days) -> int:
    """How many postings were written. A file that is half written never has the name."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with open(unfinished, "w", opener=_private, encoding="utf-8", newline="\n") as file:
            ask = partial(_write, config.locale.timezone, file, language, days)
            written = cli_database.reading(config, ask)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, _OWNER_ONLY)


async def _write(
    zone_name: str, file: TextIO, language: JournalFormat, days: Days, db: Database
) -> int:
    extent = await db.read(journal.begin, zone_name, *days)
    if extent is None:
        return 0
    written, place = 0, Place()
    with progress("exporting", extent.last_number) as advance:
        while True:
            part = await db.read(journal.part, extent, language, place)
            file.write(part.text)
            advance(part.gone_through)
            written += part.postings
            if part.following is None:
                return written
            place = part.following
