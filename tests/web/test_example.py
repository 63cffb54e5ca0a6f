"""The example that partners start from works as it is, against the real application."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from storage.tables.conversions import conversion
from storage.tables.metrics import metric_snapshot
from tests.processes import ROOT
from tests.web.site import API_SECRET, Site
from tests.web.test_metrics_api import OBSERVED, reading, work_of

EXAMPLE: Final = ROOT / "docs" / "examples" / "send_metrics.py"


async def run(site: Site, kind: str, file: Path, secret: str = API_SECRET) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(EXAMPLE)),
        *(str(site.server.make_url("/")).rstrip("/"), kind, str(file)),
        env=os.environ | {"KOC_API_SECRET": secret},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, errors = await process.communicate()
    return process.returncode or 0, said.decode(), errors.decode()


def written(folder: Path, items: Sequence[Any]) -> Path:
    file = folder / "items.json"
    file.write_text(json.dumps(items))
    return file


def count(site: Site, table: Any) -> int:
    return int(site.world.rows(select(func.count()).select_from(table))[0][0])


async def test_it_sends_readings_and_names_what_was_refused(site: Site, tmp_path: Path) -> None:
    file = written(tmp_path, [reading(work_of(site)), "junk"])
    said = "item 1: no_post  \n1 new, 0 repeated, 1 refused\n"
    assert await run(site, "readings", file) == (1, said, "")
    assert await run(site, "readings", file) == (1, said, "")
    assert count(site, metric_snapshot) == 1


async def test_it_sends_conversions(site: Site, tmp_path: Path) -> None:
    signup = {"id": "1", "kind": "action", "status": "approved", "occurred_at": OBSERVED}
    items = [{**signup, "assignment": work_of(site).assignment_id}]
    said = "1 new, 0 repeated, 0 refused\n"
    assert await run(site, "conversions", written(tmp_path, items)) == (0, said, "")
    assert count(site, conversion) == 1


async def test_it_says_why_nothing_was_sent(site: Site, tmp_path: Path) -> None:
    stranger = "whsec_" + "bmV3" * 8
    code, said, errors = await run(site, "readings", written(tmp_path, ["x"]), stranger)
    assert (code, said) == (2, "")
    assert errors.startswith("not sent: 401: ")
    assert "bad_signature" in errors
