"""The short way in for rows that are digits and known names; what is not goes the usual way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.metric_file import RowReader
from domain.metrics import CLOCK_SKEW
from domain.moments import BadMoment
from domain.spreadsheet import Numbered
from services import metrics
from storage import snapshot_rows
from storage.snapshot_rows import Columns, Origin


def append(
    conn: Connection, reader: RowReader, rows: Sequence[Numbered], of: Origin
) -> tuple[int, Sequence[Numbered]]:
    """How many were new and plain, and the others; all are the others once a plain one is known.

    The rules are `metrics.judge`'s: a row goes this way only where all of them hold by its looks,
    and nothing is there already for its post, source and moment. Columns instead of rows: what
    can be asked of two thousand at once is not asked two thousand times.
    """
    posts = _posts(conn, reader, rows, of)
    moments = _Moments(reader, of.received_at)
    plain = _plain(reader, rows, posts, moments)
    others: Sequence[Numbered] = ()
    if plain is None:
        one_by_one = [(row, _plain(reader, [row], posts, moments) is not None) for row in rows]
        others = [row for row, is_plain in one_by_one if not is_plain]
        plain = _plain(reader, [row for row, is_plain in one_by_one if is_plain], posts, moments)
    if not plain:
        return 0, rows
    if not snapshot_rows.append_if_new(conn, reader.counts, plain, of):
        return 0, rows
    return len(rows) - len(others), others


def _plain(
    reader: RowReader,
    rows: Sequence[Numbered],
    posts: dict[object, tuple[int, bool]],
    moments: "_Moments",
) -> Columns | None:
    """None where a single one of them is not."""
    records = [cells for _, cells in rows]
    counts = reader.plain(records) if records else None
    if counts is None:
        return None
    of_posts = list(map(posts.get, map(reader.name_in, records)))
    found = map(moments.__getitem__, map(reader.moment_in, records))
    at = [moment for moment in found if moment is not None]
    if None in of_posts or len(at) < len(records):
        return None
    ids, late = zip(*of_posts, strict=True)
    return Columns(ids, at, late, list(zip(*counts, strict=True)))


def _posts(
    conn: Connection, reader: RowReader, rows: Sequence[Numbered], of: Origin
) -> dict[object, tuple[int, bool]]:
    """By how the file names them: those whose paying counts the file has all.

    With each its id, and whether its amount is fixed.
    """
    written = {reader.name_in(cells) for _, cells in rows if len(cells) == reader.width}
    names = {each: metrics.named(*reader.post(each)) for each in written}
    known = metrics.posts_named(conn, set(names.values()), hold=True)
    has = frozenset(reader.counts)
    return {
        each: (facts.post_id, facts.amount_is_fixed)
        for each, name in names.items()
        if (facts := known.get(name)) and has.issuperset(facts.counted)
    }


class _Moments(dict[str, datetime | None]):
    """Of a cell; None where it is no moment or lies ahead."""

    def __init__(self, reader: RowReader, now: datetime) -> None:
        super().__init__()
        self._read = reader.moment
        self._latest = now + CLOCK_SKEW

    def __missing__(self, text: str) -> datetime | None:
        try:
            at: datetime | None = self._read(text)
        except BadMoment:
            at = None
        if at is not None and at > self._latest:
            at = None
        self[text] = at
        return at
