"""Queries about long files on their way in: how far each is, which rows it refused."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from domain.readings import Batch, RefusedRow, RowFlaw
from domain.terms import Source
from storage.driver_sql import many, values
from storage.tables.metrics import import_batch, import_refusal

_COLUMNS: Final = (
    import_batch.c.id,
    import_batch.c.name,
    import_batch.c.source,
    import_batch.c.imported_by,
    import_batch.c.new_rows,
    import_batch.c.repeated_rows,
    import_batch.c.refused_rows,
    import_batch.c.done_rows,
    import_batch.c.read_as,
    import_batch.c.upload_id,
    import_batch.c.finished_at,
)
_BY_ID = select(*_COLUMNS).where(import_batch.c.id == bindparam("of_batch"))
_OF_UPLOAD = select(*_COLUMNS).where(import_batch.c.upload_id == bindparam("of_upload"))
_OPEN = select(*_COLUMNS).where(import_batch.c.finished_at.is_(None)).order_by(import_batch.c.id)
_SAME = _OPEN.where(
    import_batch.c.sha256 == bindparam("of_sha256"),
    import_batch.c.source == bindparam("of_source"),
    import_batch.c.read_as == bindparam("as_read"),
    import_batch.c.upload_id.is_(None),
)
_BEYOND: Final = 2**63 - 1  # all batches
_CACHE_KB: Final = 32_000
_LOG_PAGES: Final = 8_000  # 32 MB
_OF_PARTS: Final = ("repeated_rows", "refused_rows")
_BEGIN = insert(import_batch).returning(import_batch.c.id)
_GO_ON = (
    update(import_batch)
    .where(
        import_batch.c.id == bindparam("of_batch"),
        import_batch.c.done_rows == bindparam("from_row"),
    )
    .values(
        done_rows=import_batch.c.done_rows + bindparam("rows"),
        new_rows=import_batch.c.new_rows + bindparam("new"),
        repeated_rows=import_batch.c.repeated_rows + bindparam("repeated"),
        refused_rows=import_batch.c.refused_rows + bindparam("refused"),
    )
)
_FINISH = (
    update(import_batch)
    .where(import_batch.c.id == bindparam("of_batch"), import_batch.c.finished_at.is_(None))
    .values(finished_at=bindparam("now"))
)
_REFUSED = (
    select(
        import_refusal.c.line, import_refusal.c.code, import_refusal.c.field, import_refusal.c.value
    )
    .where(import_refusal.c.batch_id == bindparam("of_batch"))
    .order_by(import_refusal.c.line)
)


def make_room(conn: Connection) -> None:
    """On this connection more of the indexes stays at hand, and is copied into the file less often.

    PostgreSQL has its own for all.
    """
    if conn.dialect.name == "sqlite":
        run = conn.connection.cursor().execute
        run(f"PRAGMA cache_size = -{_CACHE_KB}")
        run(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


def begin(
    conn: Connection,
    *,
    name: str,
    sha256: str,
    source: Source,
    imported_by: int | None,
    read_as: str,
    upload_id: int | None,
    feed: str,
    now: datetime,
) -> int:
    values = {
        "name": name,
        "sha256": sha256,
        "source": source,
        "imported_by": imported_by,
        "new_rows": 0,
        "repeated_rows": 0,
        "refused_rows": 0,
        "imported_at": now,
        "read_as": read_as,
        "upload_id": upload_id,
        "feed": feed,
    }
    batch_id: int = conn.execute(_BEGIN, values).scalar_one()
    return batch_id


def add_parts(
    conn: Connection, source: Source, parts: Sequence[tuple[str, str, str, int]], now: datetime
) -> list[int]:
    """A batch for each (feed, name, hash, rows), all new as far as we know; their ids."""
    columns = ("feed", "name", "sha256", "new_rows", "done_rows", "source", *_OF_PARTS)
    begin = f"INSERT INTO import_batch ({', '.join(columns)}, imported_at, finished_at) VALUES"
    rows = [
        (feed, name, sha256, count, count, source.value, 0, 0, now, now)
        for feed, name, sha256, count in parts
    ]
    # Both databases number the rows in the order they are given.
    return sorted(row[0] for row in values(conn, begin, rows, "RETURNING id"))


def correct_parts(conn: Connection, counts: Iterable[tuple[int, int, int, int]]) -> None:
    """What of them was not new after all: (new, repeated, refused, batch)."""
    update = (
        "UPDATE import_batch SET new_rows = ?, repeated_rows = ?, refused_rows = ? WHERE id = ?"
    )
    many(conn, update, counts)


def by_id(conn: Connection, batch_id: int) -> Batch | None:
    return _first(conn, _BY_ID, of_batch=batch_id)


def of_upload(conn: Connection, upload_id: int) -> Batch | None:
    return _first(conn, _OF_UPLOAD, of_upload=upload_id)


def unfinished(conn: Connection, *, sha256: str, source: Source, read_as: str) -> Batch | None:
    """The same file, read the same way from the same machine, that somebody began before."""
    return _first(conn, _SAME, of_sha256=sha256, of_source=source, as_read=read_as)


def last(conn: Connection, *, sha256: str, source: Source) -> int | None:
    """The newest import of these bytes."""
    query = (
        select(import_batch.c.id)
        .where(import_batch.c.sha256 == sha256, import_batch.c.source == source)
        .order_by(import_batch.c.id.desc())
        .limit(1)
    )
    found: int | None = conn.execute(query).scalar_one_or_none()
    return found


def begun_in_chat(conn: Connection) -> list[Batch]:
    rows = conn.execute(_OPEN.where(import_batch.c.upload_id.is_not(None)))
    return [_batch(row) for row in rows]


def go_on(
    conn: Connection,
    batch_id: int,
    *,
    from_row: int,
    rows: int,
    new: int,
    repeated: int,
    refused: int,
) -> bool:
    """False: somebody else went on from there."""
    values = {
        "of_batch": batch_id,
        "from_row": from_row,
        "rows": rows,
        "new": new,
        "repeated": repeated,
        "refused": refused,
    }
    return conn.execute(_GO_ON, values).rowcount == 1


def finish(conn: Connection, batch_id: int, now: datetime) -> bool:
    """False when it was finished before."""
    return conn.execute(_FINISH, {"of_batch": batch_id, "now": now}).rowcount == 1


def refuse(conn: Connection, batch_id: int, rows: Iterable[RefusedRow]) -> None:
    values = [
        {
            "batch_id": batch_id,
            "line": row.line,
            "code": row.code,
            "field": row.field,
            # PostgreSQL keeps no NUL; a lone surrogate is no text to anybody.
            "value": row.value.replace("\0", "").encode(errors="replace").decode(),
        }
        for row in rows
    ]
    if values:
        conn.execute(insert(import_refusal), values)


def refused(conn: Connection, batch_id: int, *, most: int | None = None) -> list[RefusedRow]:
    """In the order of the file."""
    rows = conn.execute(_REFUSED.limit(most), {"of_batch": batch_id})
    return [RefusedRow(row[0], RowFlaw(row[1]), *row[2:]) for row in rows]


def forget_refused_before(conn: Connection, before: datetime, most: int) -> int:
    """What stood in the cells of old files is nobody's business; how many rows went.

    All files before the first that is not old, a range of the index: however many rows of newer
    ones there are, none is looked at.
    """
    kept = select(import_batch.c.id).where(import_batch.c.imported_at >= before)
    first_kept = conn.execute(kept.order_by(import_batch.c.id).limit(1)).scalar()
    of_batch = import_refusal.c.batch_id
    is_old = of_batch < (_BEYOND if first_kept is None else first_kept)
    oldest = select(import_refusal.c.id).where(is_old).order_by(of_batch).limit(most)
    return conn.execute(delete(import_refusal).where(import_refusal.c.id.in_(oldest))).rowcount


def _first(conn: Connection, query: Select[Any], **values: object) -> Batch | None:
    row = conn.execute(query, values).first()
    return None if row is None else _batch(row)


def _batch(row: Any) -> Batch:
    return Batch(row[0], row[1], Source(row[2]), *row[3:])
