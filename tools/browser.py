"""Finds or installs a Chromium for the browser tests: the machine's, apt's, or npm's."""

import shutil
import subprocess
from pathlib import Path

from tools import apt, node

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKED = ROOT / "tools" / "chromium"
UNPACKED = ROOT / ".cache" / "chromium"
# The browser and its libraries lie side by side; nothing is put into the machine's own places.
LAUNCHER = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib" exec "$here/chromium" "$@"
"""


def find() -> Path | None:
    """A Chromium that starts: a name on the PATH may be a mere shim (Ubuntu's snap)."""
    on_path = [found for name in NAMES if (found := shutil.which(name))]
    for candidate in (*map(Path, on_path), UNPACKED / "launch"):
        if candidate.exists() and _starts(candidate):
            return candidate
    return None


def install() -> str | None:
    """Brings a browser where there is none; says what went wrong, if anything."""
    if find():
        return None
    apt.install("chromium")
    if find():
        return None
    trouble = node.install(PACKED) or _unpack()
    if trouble or find():
        return trouble
    return "the packed Chromium does not start on this machine"


def install_fonts() -> str | None:
    """Chinese and emoji in the screenshots; the tests pass without them."""
    if _has_chinese_font():
        return None
    apt.install("fonts-noto-cjk", "fonts-noto-color-emoji")
    return None if _has_chinese_font() else "no Chinese font: screenshots show boxes for it"


def _starts(program: Path) -> bool:
    try:
        run = subprocess.run([program, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def _unpack() -> str | None:
    program = node.node_path()
    if program is None:
        return "there is no Node.js for this platform"
    run = subprocess.run([program, PACKED / "unpack.cjs", UNPACKED], capture_output=True, text=True)
    if run.returncode != 0:
        return f"the packed Chromium could not be unpacked: {run.stderr.strip()}"
    for archive in UNPACKED.glob("*.tar"):
        shutil.unpack_archive(archive, UNPACKED)
        archive.unlink()
    (UNPACKED / "chromium").chmod(0o755)
    launcher = UNPACKED / "launch"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)
    return None


def _has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True)
    return bool(listed.stdout.strip())
