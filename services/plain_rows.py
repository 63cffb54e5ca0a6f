"""The short way in for rows that are digits and known names; what is not goes the usual way."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import Connection

from domain.metrics import CLOCK_SKEW
from domain.moments import BadMoment
from domain.readings import PostSaid, Said
from domain.terms import Interaction
from services import metrics
from storage import snapshot_rows
from storage.snapshot_rows import Columns, Origin

Record = TypeVar("Record")
Record_contra = TypeVar("Record_contra", contravariant=True)


class Reader(Protocol[Record_contra]):
    """How the rows of a file or the items of a message are read."""

    @property
    def counts(self) -> Sequence[str]:
        """The fields that `plain` gives."""

    def names(self, rows: Sequence[tuple[int, Record_contra]]) -> Collection[Any]:
        """How posts are named in those that look whole."""

    @property
    def name_in(self) -> Callable[[Record_contra], Any]: ...

    def post(self, name: Any) -> PostSaid: ...

    @property
    def moment_in(self) -> Callable[[Record_contra], str]: ...

    @property
    def moment(self) -> Callable[[str], datetime]:
        """Raises BadMoment."""

    def plain(self, records: Sequence[Record_contra]) -> Said | None:
        """Their counts, where nothing has to be asked of a single one."""


class _Known(NamedTuple):
    """Of a post: whether its amount is fixed, and what it is paid by."""

    post_id: int
    late: bool
    counted: tuple[Interaction, ...]


def append(
    conn: Connection, reader: Reader[Record], rows: Sequence[tuple[int, Record]], of: Origin
) -> Sequence[tuple[int, Record]]:
    """The rows that are left: all the others were new and plain. All, once a plain one is known.

    The rules are `metrics.judge`'s: a row goes this way only where all of them hold by its looks,
    and nothing is there already for its post, source and moment. Columns instead of rows: what
    can be asked of two thousand at once is not asked two thousand times.
    """
    posts = _posts(conn, reader, rows)
    moments = _Moments(reader.moment, of.received_at)
    plain = _plain(reader, rows, posts, moments)
    others: Sequence[tuple[int, Record]] = ()
    if plain is None:
        one_by_one = [(row, _plain(reader, [row], posts, moments) is not None) for row in rows]
        others = [row for row, is_plain in one_by_one if not is_plain]
        plain = _plain(reader, [row for row, is_plain in one_by_one if is_plain], posts, moments)
    if not plain or not snapshot_rows.append_if_new(conn, reader.counts, plain, of):
        return rows
    return others


def _plain(
    reader: Reader[Record],
    rows: Sequence[tuple[int, Record]],
    posts: dict[Any, _Known],
    moments: "_Moments",
) -> Columns | None:
    """None where a single one of them is not."""
    records = [record for _, record in rows]
    said = reader.plain(records) if records else None
    if said is None:
        return None
    of_posts = list(map(posts.get, map(reader.name_in, records)))
    known = [each for each in of_posts if each is not None]
    found = map(moments.__getitem__, map(reader.moment_in, records))
    at = [moment for moment in found if moment is not None]
    if len(known) < len(records) or len(at) < len(records):
        return None
    ids, late, counted = zip(*known, strict=True)
    if not said.by_all.issuperset(chain.from_iterable(set(counted))):
        return None
    return Columns([line for line, _ in rows], ids, at, late, list(zip(*said.counts, strict=True)))


def _posts(
    conn: Connection, reader: Reader[Record], rows: Sequence[tuple[int, Record]]
) -> dict[Any, _Known]:
    """By how the feed names them."""
    names = {each: metrics.named(*reader.post(each)) for each in reader.names(rows)}
    known = metrics.posts_named(conn, set(names.values()), hold=True)
    return {
        each: _Known(facts.post_id, facts.amount_is_fixed, facts.counted)
        for each, name in names.items()
        if (facts := known.get(name))
    }


class _Moments(dict[str, datetime | None]):
    """Of a cell; None where it is no moment or lies ahead."""

    def __init__(self, read: Callable[[str], datetime], now: datetime) -> None:
        super().__init__()
        self._read = read
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
