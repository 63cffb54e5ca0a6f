"""The short way in for rows that are digits and known names; what is not goes the usual way."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from domain.metrics import CLOCK_SKEW
from domain.moments import BadMoment
from domain.readings import PostSaid, Table
from domain.terms import Interaction
from services import metrics
from storage import snapshot_rows
from storage.snapshot_rows import Columns, Origin


class Reader(Protocol):
    """How the rows of a file or the items of a message are read."""

    @property
    def counts(self) -> Sequence[str]:
        """The fields that the columns of counts are of."""

    def post(self, name: Any) -> PostSaid | None: ...

    @property
    def moment(self) -> Callable[[str], datetime]:
        """Raises BadMoment."""

    def said_by_all(self, table: Table) -> frozenset[str]:
        """The counts that each record says, where none of any needs a second look; else none."""


class _Known(NamedTuple):
    """Of a post: whether its amount is fixed, and what it is paid by."""

    post_id: int
    late: bool
    counted: tuple[Interaction, ...]


def append(conn: Connection, reader: Reader, table: Table, of: Origin) -> Sequence[int]:
    """The lines that are left: all others were new and plain. All, once a plain one is known.

    The rules are `metrics.judge`'s: a row goes this way only where all of them hold by its looks,
    and nothing is there already for its post, source and moment. Columns instead of rows: what
    can be asked of two thousand at once is not asked two thousand times.
    """
    posts = _posts(conn, reader, table)
    moments = _Moments(reader.moment, of.received_at)
    plain = _plain(reader, table, posts, moments)
    others: Sequence[int] = ()
    if plain is None:
        places = range(len(table.lines))
        good = {at for at in places if _plain(reader, table.some([at]), posts, moments)}
        others = [table.lines[at] for at in places if at not in good]
        plain = _plain(reader, table.some(sorted(good)), posts, moments)
    if not plain or not snapshot_rows.append_if_new(conn, reader.counts, plain, of):
        return table.lines
    return others


def _plain(
    reader: Reader, table: Table, posts: dict[Any, _Known], moments: "_Moments"
) -> Columns | None:
    """None where a single one of them is not."""
    by_all = reader.said_by_all(table)
    if not by_all:
        return None
    of_posts = list(map(posts.get, table.names))
    at = list(map(moments.__getitem__, table.moments))
    if not all(of_posts) or not all(at):  # each is there
        return None
    ids, late, counted = zip(*of_posts, strict=True)
    if not by_all.issuperset(chain.from_iterable(set(counted))):
        return None
    return Columns(table.lines, ids, at, late, table.counts)  # type: ignore[arg-type]


def _posts(conn: Connection, reader: Reader, table: Table) -> dict[Any, _Known]:
    """By how the feed names them."""
    said = {each: reader.post(each) for each in set(table.names)}
    names = {each: metrics.named(*post) for each, post in said.items() if post is not None}
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
