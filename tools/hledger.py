"""Finds or installs hledger, which judges the books that we export."""

import shutil
from pathlib import Path

from tools import apt


def find() -> Path | None:
    found = shutil.which("hledger")
    return Path(found) if found else None


def install() -> str | None:
    """Says what went wrong, if anything."""
    if find():
        return None
    apt.install("hledger")
    return None if find() else "there is no hledger, and apt could not bring it"
