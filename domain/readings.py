"""A metric reading on its way in and what became of it; stored readings are `metrics`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from domain.metrics import PostMetrics
from domain.money import Currency
from domain.platforms import Platform
from domain.terms import Source

PostSaid = tuple[str, Platform | None, str, int]
"""How a post is named: by a link, by a platform and its id there, or by its assignment's id."""


class Amounts(NamedTuple):
    """Money as it is written; without a `currency` it is in that of the post's campaign."""

    order_value: str = ""
    refund_value: str = ""
    currency: Currency | None = None


class Reading(NamedTuple):
    """Counts of one post at one moment (aware UTC), as a file or a request brought them.

    The post is named by `link` (any share text around it), by `platform` and `post_key`, or it is
    the present one of `assignment_id`.
    `line` is where the reading stood in its file or list, counted from 1. `amounts` wait for
    their currency; they are in `metrics` where it is known.
    """

    line: int
    observed_at: datetime
    metrics: PostMetrics
    link: str = ""
    platform: Platform | None = None
    post_key: str = ""
    amounts: Amounts | None = None
    assignment_id: int = 0


class Table(NamedTuple):
    """Records of a feed side by side, as they were written: nothing of them is judged yet."""

    lines: Sequence[int]
    names: Sequence[Any]  # how each names its post
    moments: Sequence[str]
    counts: Sequence[Sequence[Any]]  # a column for each count that the feed may say

    def some(self, places: Sequence[int]) -> "Table":
        """Those records alone."""
        columns = self.lines, self.names, self.moments, *self.counts
        lines, names, moments, *counts = ([each[at] for at in places] for each in columns)
        return Table(lines, names, moments, counts)


class RowFlaw(StrEnum):
    """Why one row was refused while the others go on."""

    NO_POST = "no_post"  # no link, no platform with a post id, no assignment
    BAD_LINK = "bad_link"  # no link of a platform we know
    UNKNOWN_POST = "unknown_post"  # nobody handed that post in
    BAD_COUNT = "bad_count"  # no exact whole number
    BAD_AMOUNT = "bad_amount"  # no amount of money, or one finer than its currency
    BAD_CURRENCY = "bad_currency"  # none we know, or two of them in one row
    NEGATIVE = "negative"
    ABSURD = "absurd"  # above every count a platform ever showed
    MISSING_COUNT = "missing_count"  # the post is paid by a count that the row does not say
    BAD_TIME = "bad_time"
    IN_THE_FUTURE = "in_the_future"
    BAD_VALUE = "bad_value"  # a word or an id that cannot stand there
    CONFLICT = "conflict"  # the same post, source and moment came with other counts before
    TOO_MANY_CELLS = "too_many_cells"  # more than the header has: a comma inside a number?


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`field` and `value` name what was wrong, as it came; empty where the whole row was."""

    line: int
    code: RowFlaw
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """New readings stored (or, in a dry run, storable), repeats that changed nothing, refusals."""

    new: int
    repeated: int
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class PartRecorded:
    """A part of a message that is through: which of its items changed nothing, which were refused.

    All others were new. Both count from the message's first item, which is 0.
    """

    items: int
    repeats: tuple[int, ...] = ()
    refused: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """A file on its way in: `done_rows` are through, in the order that `read_as` gives them."""

    batch_id: int
    name: str
    source: Source
    imported_by: int | None
    new_rows: int
    repeated_rows: int
    refused_rows: int
    done_rows: int
    read_as: str
    upload_id: int | None
    finished_at: datetime | None
