"""A file of readings goes in unit by unit, and whoever goes on after a crash misses no row."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.errors import Stale
from domain.feeds import FeedKind, called
from domain.metric_columns import Columns, placed, source_named
from domain.metric_file import RowReader, header_of, survey
from domain.pages import Numbered, Page, pages
from domain.readings import Batch, Reading, Recorded, RefusedRow
from domain.terms import Source
from domain.text_file import TextFile
from services import metrics, plain_rows
from services.metrics import Told
from storage import feeds, imports
from storage.snapshot_rows import Origin

MOST_IN_A_UNIT: Final = 2_000  # rows: a tap that comes meanwhile waits a blink
MOST: Final = 5_000_000
ROWS_SORTED: Final = 100_000  # rows that are put in order together, some 60 MB of them
REFUSALS_KEPT_FOR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Unit:
    """Rows of one unit of work; `from_row` counts in the order of the import, from 0."""

    from_row: int
    page: Page

    def __len__(self) -> int:
        return len(self.page)


@dataclass(frozen=True, slots=True)
class MetricFile:
    """A file that can be read: its columns are known, and how many rows are in it."""

    name: str
    text: TextFile
    timezone: str
    reader: RowReader
    rows: int

    @property
    def columns(self) -> Columns:
        return self.reader.columns

    @property
    def feed(self) -> str:
        """Files with the same headings are one feed."""
        return called(FeedKind.FILE, source_named(self.columns.headings))

    @property
    def read_as(self) -> str:
        """Whoever goes on must read the same rows in the same order."""
        columns = dict(self.reader.columns.places)
        return json.dumps([self.timezone, ROWS_SORTED, columns], sort_keys=True)

    def units(self, done_rows: int = 0) -> Iterator[Unit]:
        """What is not done yet.

        Rows of one post go together wherever they stand: a feed sorted by time would touch every
        page of the index in every unit. Among themselves they keep their order.
        """
        begins = 0
        for page in pages(self.text.lines(), ROWS_SORTED):
            ends = begins + len(page)
            if ends > done_rows:
                page = page.together(self.reader.names(page))  # noqa: PLW2901
                for at in range(max(0, done_rows - begins), len(page), MOST_IN_A_UNIT):
                    yield Unit(begins + at, page.part(at, at + MOST_IN_A_UNIT))
            begins = ends
            del page  # the next one takes its place in memory


def opened(
    text: TextFile, name: str, timezone: str, columns: Columns, *, most: int = MOST
) -> MetricFile:
    """Looks it through once, so that a file that breaks off leaves nothing; or UnreadableFile."""
    reader = RowReader(columns, ZoneInfo(timezone))
    return MetricFile(name, text, timezone, reader, survey(text, most=most))


def opened_again(text: TextFile, batch: Batch) -> MetricFile:
    """As it was read when its import began."""
    timezone, _, places = json.loads(batch.read_as)
    columns = placed(header_of(text), places)
    return opened(text, batch.name, timezone, columns)


def count_unit(
    conn: Connection, file: MetricFile, unit: Unit, source: Source, told: Told, *, now: datetime
) -> Recorded:
    """What importing these rows would do; `told` remembers those of the units before."""
    read, flawed = _read(file.reader, unit.page.rows)
    judged = metrics.judge(conn, read, source, hold=False, told=told, now=now)
    return _together(len(judged.snapshots), judged.repeated, [*judged.refused, *flawed])


def make_room(conn: Connection) -> None:
    """For an import that has the machine's memory to itself, as a command has."""
    imports.make_room(conn)


def begin(
    conn: Connection,
    file: MetricFile,
    source: Source,
    *,
    imported_by: int | None,
    upload_id: int | None,
    now: datetime,
) -> Batch:
    """A new import of it, or the one from the machine that broke off."""
    read_as = file.read_as
    found = None
    if upload_id is None:
        found = imports.unfinished(conn, sha256=file.text.sha256, source=source, read_as=read_as)
    if found is None:
        batch_id = imports.begin(
            conn,
            name=file.name,
            sha256=file.text.sha256,
            source=source,
            imported_by=imported_by,
            read_as=read_as,
            upload_id=upload_id,
            feed=file.feed,
            now=now,
        )
        found = imports.by_id(conn, batch_id)
    assert found is not None
    return found


def import_unit(
    conn: Connection, file: MetricFile, batch: Batch, unit: Unit, *, now: datetime
) -> Recorded:
    """Once, whoever asks: Stale where these rows are through already."""
    of = Origin(batch.source, batch.batch_id, batch.imported_by, now)
    recorded = _recorded(conn, file.reader, unit.page, of)
    went_on = imports.go_on(
        conn,
        batch.batch_id,
        from_row=unit.from_row,
        rows=len(unit),
        new=recorded.new,
        repeated=recorded.repeated,
        refused=len(recorded.refused),
    )
    if not went_on:
        raise Stale("import")
    imports.refuse(conn, batch.batch_id, recorded.refused)
    feeds.heard(conn, {file.feed}, batch.source, now)
    return recorded


def finish(conn: Connection, batch_id: int, *, now: datetime) -> Batch:
    imports.finish(conn, batch_id, now)
    found = imports.by_id(conn, batch_id)
    assert found is not None
    return found


def refused_of(conn: Connection, file: MetricFile, source: Source) -> list[RefusedRow]:
    """Of the last import of this file, whoever began it."""
    batch_id = imports.last(conn, sha256=file.text.sha256, source=source)
    return [] if batch_id is None else imports.refused(conn, batch_id)


def refused(conn: Connection, batch_id: int, *, most: int | None = None) -> list[RefusedRow]:
    return imports.refused(conn, batch_id, most=most)


def forget(conn: Connection, *, most: int, now: datetime) -> int:
    """What refused rows said; how many went. How many there were their batch still knows."""
    return imports.forget_refused_before(conn, now - REFUSALS_KEPT_FOR, most)


def _recorded(conn: Connection, reader: RowReader, page: Page, of: Origin) -> Recorded:
    left = set(plain_rows.append(conn, reader, reader.table(page), of))
    new = len(page.lines) - len(left)
    if not left and not page.ragged:
        return Recorded(new, 0, ())
    through = set(page.lines) - left
    read, flawed = _read(reader, [row for row in page.rows if row[0] not in through])
    judged = metrics.judge(conn, read, of.source, hold=True, now=of.received_at)
    metrics.store(conn, judged, of)
    new += len(judged.snapshots)
    return _together(new, judged.repeated, [*judged.refused, *flawed])


def _read(reader: RowReader, rows: Sequence[Numbered]) -> tuple[list[Reading], list[RefusedRow]]:
    read: list[Reading] = []
    flawed: list[RefusedRow] = []
    for line, cells in rows:
        found = reader.read(line, cells)
        if isinstance(found, Reading):
            read.append(found)
        elif found is not None:
            flawed.append(found)
    return read, flawed


def _together(new: int, repeated: int, refused: list[RefusedRow]) -> Recorded:
    return Recorded(new, repeated, tuple(sorted(refused, key=lambda row: row.line)))
