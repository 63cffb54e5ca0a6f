"""Readings by a file in chat: a dry run first, then exactly that file; no row is judged here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import Stale
from domain.metric_columns import Columns
from domain.metric_file import header_of, survey
from domain.notices import NoticeKind
from domain.people import Actor, Role
from domain.readings import Batch, Recorded, RefusedRow
from domain.terms import Source
from domain.text_file import TextFile
from services import columns_said, file_imports, metrics, notices, uploads
from services.authority import need
from services.file_imports import MetricFile, Unit
from storage import imports
from storage import uploads as kept_uploads

PURPOSE: Final = "metrics"
MOST_IN_CHAT: Final = 50_000  # rows


@dataclass(frozen=True, slots=True)
class Import:
    """A confirmed file: `of_rows` in all; what it brought so far."""

    upload_id: int
    batch: Batch
    of_rows: int
    refused: tuple[RefusedRow, ...]

    @property
    def finished(self) -> bool:
        return self.batch.finished_at is not None


def ensure_may_import(conn: Connection, actor: Actor) -> None:
    """Asked before anybody is invited to send a file."""
    uploads.ensure_may_bring(conn, actor)
    _need_importer(actor)


def hand_in(conn: Connection, actor: Actor, name: str, content: bytes, *, now: datetime) -> int:
    """Keep the file, whatever its columns mean; raises UnreadableFile."""
    _need_importer(actor)
    survey(TextFile.of(content), most=MOST_IN_CHAT)
    return uploads.keep(conn, actor, PURPOSE, name, content, now=now)


def opened(conn: Connection, actor: Actor, upload_id: int) -> MetricFile:
    """The kept file, its columns as its source is known; raises UnreadableFile."""
    _need_importer(actor)
    kept = _whole(conn, actor, upload_id)
    text = TextFile.of(kept.content)
    columns = columns_said.of(conn, header_of(text))
    return file_imports.opened(text, kept.name, actor.timezone, columns, most=MOST_IN_CHAT)


def headings(conn: Connection, actor: Actor, upload_id: int) -> Columns:
    """What its columns are called, and which of them are understood, if not all."""
    _need_importer(actor)
    kept = _whole(conn, actor, upload_id)
    return columns_said.likely(conn, header_of(TextFile.of(kept.content)))


def correct(
    conn: Connection, actor: Actor, upload_id: int, places: Mapping[str, int], *, now: datetime
) -> int:
    """What its columns are, from now on for every file of this source."""
    kept = _whole(conn, actor, upload_id)
    header = header_of(TextFile.of(kept.content))
    columns_said.remember(conn, actor, header, places, now=now)
    return upload_id


def _whole(conn: Connection, actor: Actor, upload_id: int) -> kept_uploads.Upload:
    """Stale once it is through: nothing is left of it then."""
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    if kept.used_at is not None and not kept.content:
        raise Stale("upload")
    return kept


def count(
    conn: Connection,
    actor: Actor,
    file: MetricFile,
    unit: Unit,
    told: metrics.Told,
    *,
    now: datetime,
) -> Recorded:
    """The dry run of one unit: stores nothing."""
    _need_importer(actor)
    return file_imports.count_unit(conn, file, unit, Source.COORDINATOR, told, now=now)


def confirm(conn: Connection, actor: Actor, upload_id: int, *, now: datetime) -> Import:
    """Import the file that was counted, once: a short one now, a long one unit by unit after."""
    file = opened(conn, actor, upload_id)
    uploads.use(conn, uploads.own(conn, actor, upload_id, PURPOSE), now=now)
    batch = file_imports.begin(
        conn,
        file,
        Source.COORDINATOR,
        imported_by=actor.person_id,
        upload_id=upload_id,
        now=now,
    )
    units = list(file.units())
    if len(units) == 1:
        file_imports.import_unit(conn, file, batch, units[0], now=now)
        file_imports.finish(conn, batch.batch_id, now=now)
        uploads.empty(conn, upload_id)
    return progress(conn, actor, upload_id)


def progress(conn: Connection, actor: Actor, upload_id: int) -> Import:
    """How far a confirmed file is."""
    _need_importer(actor)
    kept = uploads.own(conn, actor, upload_id, PURPOSE)
    batch = imports.of_upload(conn, upload_id)
    assert batch is not None  # confirmed: its batch came with its use
    rows = batch.done_rows  # all of them, of a file that is through: nothing is left of it
    if batch.finished_at is None:
        rows = survey(TextFile.of(kept.content), most=MOST_IN_CHAT)
    refused = file_imports.refused(conn, batch.batch_id)
    return Import(upload_id, batch, rows, tuple(refused))


def is_confirmed(conn: Connection, actor: Actor, upload_id: int) -> bool:
    _need_importer(actor)
    uploads.own(conn, actor, upload_id, PURPOSE)
    return imports.of_upload(conn, upload_id) is not None


def unfinished(conn: Connection) -> list[Batch]:
    """Confirmed in chat and not through yet, whoever began them."""
    return imports.begun_in_chat(conn)


def opened_again(conn: Connection, batch: Batch) -> MetricFile | None:
    """None when its file was forgotten meanwhile, or somebody else brought it through."""
    kept = kept_uploads.by_id(conn, batch.upload_id or 0)
    if kept is None or not kept.content:
        return None
    return file_imports.opened_again(TextFile.of(kept.content), batch)


def finish(conn: Connection, batch: Batch, *, now: datetime) -> None:
    """And tell who confirmed it; nothing of the file is needed any more."""
    done = file_imports.finish(conn, batch.batch_id, now=now)
    if batch.upload_id is not None:
        uploads.empty(conn, batch.upload_id)
    if done.imported_by is None:
        return
    facts = {
        "upload_id": done.upload_id,
        "name": done.name,
        "new": done.new_rows,
        "repeated": done.repeated_rows,
        "refused": done.refused_rows,
    }
    notices.queue(
        conn,
        done.imported_by,
        NoticeKind.FIGURES_IMPORTED,
        facts,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"figures_imported:{done.batch_id}",
        now=now,
    )


def _need_importer(actor: Actor) -> None:
    need(actor, Role.COORDINATOR, verb="import")
