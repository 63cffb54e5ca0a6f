"""A table sent to the chat: figures or a bank's answer, by its header; each has its own handler."""

import asyncio
import io
from collections.abc import Sequence
from itertools import islice

from domain.metric_columns import names_figures
from domain.payout_file import MOST_TITLES, looks_like_results
from domain.people import Role
from domain.spreadsheet import Row, read
from handlers import bank_results, metrics
from handlers.desk import Desk
from handlers.documents import brought
from handlers.screen import Screen
from services import bank_results as results
from services import uploads, workbooks

_MOST_HEADS = MOST_TITLES + 1


async def on_table(desk: Desk) -> Screen:
    """A dry run of what it holds; roles are checked before anything of it is kept.

    A workbook is kept as the CSV of its first sheet: what was counted is what is imported.
    """
    await desk.look(uploads.ensure_may_bring)
    name, content = await brought(desk)
    if name.lower().endswith(workbooks.ENDING):
        content = await asyncio.to_thread(workbooks.as_csv, io.BytesIO(content))
    heads = list(islice(read(content), _MOST_HEADS))
    forms = await desk.house.db.read(results.forms, desk.house.payouts)
    if any(looks_like_results(each, forms) for each in heads) or _is_a_banks(desk, heads):
        return await bank_results.dry_run(desk, name, content)
    return await metrics.dry_run(desk, name, content)


def _is_a_banks(desk: Desk, heads: Sequence[Row]) -> bool:
    """What finance alone brings and what names no figures: they read what a bank's answer lacks."""
    assert desk.actor is not None  # a look tells who asks
    return not desk.actor.may(Role.COORDINATOR) and not any(map(names_figures, heads))


async def on_report(desk: Desk) -> Screen:
    """XML is a bank's report on a credit transfer, or nothing that anybody reads."""
    await desk.look(uploads.ensure_may_bring)
    return await bank_results.dry_run(desk, *await brought(desk))


DOCUMENTS = {".csv": on_table, workbooks.ENDING: on_table, ".xml": on_report}
