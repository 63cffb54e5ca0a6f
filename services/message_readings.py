"""Readings that signed messages bring: the plain ones as columns, the others one by one."""

from datetime import datetime
from operator import attrgetter
from typing import Final

from sqlalchemy import Connection

from domain.metric_items import ItemReader
from domain.readings import Reading, RefusedRow
from domain.terms import Source
from services import metrics, plain_rows
from services.taken import Feed, Taken
from storage.snapshot_rows import Origin

READER: Final = ItemReader()


def take(conn: Connection, feed: Feed, *, now: datetime) -> Taken:
    of = Origin(Source.PLATFORM, None, None, now, feed.batches)
    table = READER.table(feed.rows)
    left = set(plain_rows.append(conn, READER, table, of))
    if not left and len(table.lines) == len(feed.rows):
        return Taken()
    through = set(table.lines) - left
    read: list[Reading] = []
    flawed: list[RefusedRow] = []
    for line, item in feed.rows:
        if line in through:
            continue
        found = READER.read(line, item)
        (read if isinstance(found, Reading) else flawed).append(found)  # type: ignore[arg-type]
    judged = metrics.judge(conn, read, of.source, hold=True, now=now)
    metrics.store(conn, judged, of)
    refused = sorted([*judged.refused, *flawed], key=attrgetter("line"))
    return Taken(judged.repeats, tuple(refused))
