"""No bomb goes off: the process stays small; measured in a process of its own for each."""

import base64
import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from tests.domain import bombs

MOST_GROWTH = 50_000_000
ROOT = Path(__file__).resolve().parents[3]
ZEROS = 120 * 1024 * 1024

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is read from /proc"
)

# 300 MB of zeros, as node's zlib.brotliCompressSync packs them.
BROTLI = base64.b64decode(
    b"z///fwAkAOKxQHLv//n//w+ABEAcFoDu/T////8BkACIwwLQvf/n//8/ABIAcVgAuvf//P//B0ACIA4LQPf+n///"
    b"/wBIAMRhAeje//P//x8ACYA4LADd+3/+//8DIAEQhwWge//P//9/ACQA4rAAdO//+f//D4AEQBwWgO79P////wGQ"
    b"AIjDAtC9/+f//z8AEgBxWAC69//8//8HQAIgDgtA9/6f////AEgAxGEB6N7/8///HwAJgDgsAN37f/7//wMgARCH"
    b"BaB7/8///38AJADisAB07//5//8PgARAHBaA7v1//v//ApAAiMMC0L3/BQ=="
)


@cache
def gzipped() -> bytes:
    return gzip.compress(bytes(ZEROS), 6)


def gzipped_twice() -> bytes:
    return gzip.compress(gzipped())


def deflated() -> bytes:
    return zlib.compress(bytes(ZEROS), 6)


def brotli() -> bytes:
    return BROTLI


def met(case: str, content: bytes, folder: Path) -> tuple[str, int]:
    """What came of it, and by how many bytes the process grew."""
    path = folder / "bomb"
    path.write_bytes(content)
    command = [sys.executable, "-m", "tests.bot.fetching.growth", case, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return said["came"], said["grew"]


@pytest.mark.parametrize(
    ("case", "made", "came"),
    [
        ("fetch gzip", gzipped, "too_large"),
        ("fetch gzip", gzipped_twice, "fetched"),  # once unpacked it is small, and stays packed
        ("fetch gzip,gzip", gzipped_twice, "encoding"),
        ("fetch deflate", deflated, "too_large"),
        ("fetch br", brotli, "encoding"),
        ("workbook", bombs.endless_part, "bomb"),
        ("workbook", bombs.liar, "broken"),
        ("workbook", bombs.overlapping, "bomb"),
        ("workbook", partial(bombs.many_entries, 20_000), "bomb"),
        ("workbook", partial(bombs.many_rows, 200_001), "too_long"),
        ("workbook", bombs.far_cell, "too_wide"),
        ("workbook", bombs.entities, "entities"),
        ("workbook", bombs.endless_token, "bomb"),
        ("workbook", bombs.deep, "bomb"),
        ("picture", partial(bombs.png, 20_000, 20_000), "too_many_pixels"),
        ("picture", partial(bombs.png_of_notes, 2_000), "broken"),
    ],
)
def test_a_bomb_does_not_go_off(
    case: str, made: Callable[[], bytes], came: str, tmp_path: Path
) -> None:
    came_of_it, grew = met(case, made(), tmp_path)
    assert came_of_it == came
    assert grew < MOST_GROWTH


@pytest.mark.parametrize(
    ("case", "made", "came"),
    [
        ("bare fetch gzip", gzipped, f"{ZEROS} bytes"),
        ("bare workbook", bombs.endless_part, "bytes"),
        ("bare picture", partial(bombs.png, 12_000, 12_000), "(12000, 12000)"),
    ],
)
def test_without_the_guard_the_same_bombs_go_off(
    case: str, made: Callable[[], bytes], came: str, tmp_path: Path
) -> None:
    """The control: what is measured above would show."""
    came_of_it, grew = met(case, made(), tmp_path)
    assert came in came_of_it
    assert grew > MOST_GROWTH
