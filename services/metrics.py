"""Readings come in, whatever the way: each is new, a repeat, or refused; none edits another."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection

from domain import links
from domain.links.found import PostLink, ShortLink
from domain.metric_file import LONGEST_SHOWN
from domain.metrics import PostMetrics, ReadingFlaw, ReadingProblem, reading_problems
from domain.money import BadMoney, Currency, parse_minor
from domain.platforms import Platform
from domain.readings import Amounts, PostSaid, Reading, Recorded, RefusedRow, RowFlaw
from domain.terms import MEASURED, Source
from storage import contradictions, metrics, snapshot_rows
from storage.metrics import PostFacts
from storage.snapshot_rows import Key, NewRow, Origin

PostName = tuple[Platform, str] | int  # the platform and its id of the post; or an assignment
_LINKS_KNOWN: Final = 20_000  # a feed tells of the same posts again and again
_LONGEST_KNOWN: Final = 300  # of a link; what is longer is read anew

_FLAWS = {
    ReadingFlaw.NEGATIVE: RowFlaw.NEGATIVE,
    ReadingFlaw.ABSURD: RowFlaw.ABSURD,
    ReadingFlaw.NO_CURRENCY: RowFlaw.BAD_CURRENCY,
    ReadingFlaw.IN_THE_FUTURE: RowFlaw.IN_THE_FUTURE,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What storing a feed would do."""

    snapshots: tuple[NewRow, ...]
    repeats: tuple[int, ...]  # their lines
    refused: tuple[RefusedRow, ...]
    contradictions: tuple[NewRow, ...] = ()  # refused: otherwise than what was said before

    @property
    def repeated(self) -> int:
        return len(self.repeats)

    @property
    def recorded(self) -> Recorded:
        return Recorded(len(self.snapshots), self.repeated, self.refused)


class Told:
    """What a feed said so far. Of a long one fingerprints are kept, by `mark`: a tenth of it."""

    def __init__(self, mark: Callable[[tuple[object, ...]], object] = tuple) -> None:
        self._mark = mark
        self._counts: dict[object, object] = {}

    def says(self, key: Key, counts: tuple[object, ...]) -> bool | None:
        """Whether it said the same of this post and moment; None, and from now on it did."""
        place, mark = self._mark(key), self._mark(counts)
        if place in self._counts:
            return self._counts[place] == mark
        self._counts[place] = mark
        return None


def record(
    conn: Connection,
    readings: Sequence[Reading],
    source: Source,
    *,
    batch_id: int | None,
    recorded_by: int | None,
    now: datetime,
) -> Recorded:
    """Append the new ones; repeats change nothing, refused ones are named by their line."""
    judged = judge(conn, readings, source, hold=True, now=now)
    store(conn, judged, Origin(source, batch_id, recorded_by, now))
    return judged.recorded


def store(conn: Connection, judged: Judged, of: Origin) -> None:
    """The new ones of a feed that was judged in this same unit of work, its posts held."""
    snapshot_rows.append(conn, judged.snapshots, of)
    if judged.contradictions:
        contradictions.keep(conn, judged.contradictions, of)


def judge(
    conn: Connection,
    readings: Sequence[Reading],
    source: Source,
    *,
    hold: bool,
    now: datetime,
    told: Told | None = None,
) -> Judged:
    """What `record` would do; with `hold` nobody else can change the answer before the commit.

    `told` is what the same feed said before, when only a part of it is judged at a time.
    """
    told = Told() if told is None else told
    posts = posts_named(conn, set(map(name_of, readings)), hold=hold)
    measured = source in MEASURED
    answers = [_answer(reading, posts, now, measured=measured) for reading in readings]
    keys = {(row.post_id, row.observed_at): None for row in answers if isinstance(row, NewRow)}
    stored = snapshot_rows.stored(conn, source, keys)
    return _sorted_out(zip(readings, answers, strict=True), stored, told)


def _sorted_out(
    answered: Iterable[tuple[Reading, NewRow | RefusedRow]],
    stored: Mapping[Key, tuple[object, ...]],
    told: Told,
) -> Judged:
    """New, or what the same source said of that post and moment before: repeated, or otherwise."""
    new: list[NewRow] = []
    repeats: list[int] = []
    refused: list[RefusedRow] = []
    otherwise: list[NewRow] = []
    for reading, answer in answered:
        if isinstance(answer, RefusedRow):
            refused.append(answer)
            continue
        key = (answer.post_id, answer.observed_at)
        same = stored[key] == answer.counts if key in stored else told.says(key, answer.counts)
        if same is None:
            new.append(answer)
        elif same:
            repeats.append(reading.line)
        else:
            moment = answer.observed_at.isoformat()
            refused.append(RefusedRow(reading.line, RowFlaw.CONFLICT, "observed_at", moment))
            otherwise.append(answer)
    return Judged(tuple(new), tuple(repeats), tuple(refused), tuple(otherwise))


def posts_named(
    conn: Connection, names: set[PostName | None], *, hold: bool
) -> dict[PostName | None, PostFacts]:
    """The posts we know; with `hold` nobody else reads them in or settles them meanwhile."""
    ids = _post_ids(conn, {name for name in names if name is not None})
    if hold:
        metrics.hold_posts(conn, ids.values())
    facts = metrics.facts(conn, ids.values())
    return {name: facts[post_id] for name, post_id in ids.items()}


def name_of(reading: Reading) -> PostName | None:
    """The post a reading tells of; None where its link leads to none we could know."""
    return named(reading.link, reading.platform, reading.post_key, reading.assignment_id)


def named(
    link: str, platform: Platform | None, post_key: str, assignment_id: int = 0
) -> PostName | None:
    if link:
        return _known_link(link) if len(link) <= _LONGEST_KNOWN else _linked_post(link)
    return assignment_id or (None if platform is None else (platform, post_key))


def unknown(line: int, said: PostSaid, name: PostName | None) -> RefusedRow:
    """Why what names no post that was handed in is refused; `name` is what `named` made of it."""
    link, _, post_key, assignment_id = said
    code = RowFlaw.BAD_LINK if name is None else RowFlaw.UNKNOWN_POST
    if assignment_id:
        return RefusedRow(line, code, "assignment", str(assignment_id))
    return RefusedRow(line, code, "link" if link else "post_id", (link or post_key)[:LONGEST_SHOWN])


def _answer(
    reading: Reading, posts: dict[PostName | None, PostFacts], now: datetime, *, measured: bool
) -> NewRow | RefusedRow:
    """What to store unless it is there already, or why not."""
    if problems := reading_problems(reading.metrics, reading.observed_at, now):
        return _insane(reading, problems[0])
    name = name_of(reading)
    facts = posts.get(name)
    if facts is None:
        said = (reading.link, reading.platform, reading.post_key, reading.assignment_id)
        return unknown(reading.line, said, name)
    counts = reading.metrics
    if reading.amounts:
        try:
            counts = _valued(counts, reading.amounts, facts.currency)
        except BadMoney as bad:
            return RefusedRow(reading.line, RowFlaw.BAD_AMOUNT, "order_value", bad.text)
    if measured and (unsaid := _unsaid(counts, facts)):
        return RefusedRow(reading.line, RowFlaw.MISSING_COUNT, unsaid)
    return NewRow(reading.line, facts.post_id, reading.observed_at, facts.amount_is_fixed, counts)


def _valued(counts: PostMetrics, amounts: Amounts, of_campaign: Currency) -> PostMetrics:
    currency = amounts.currency or of_campaign
    order_value, refund_value = (
        parse_minor(text, currency) if text else None
        for text in (amounts.order_value, amounts.refund_value)
    )
    return counts._replace(
        order_value_minor=order_value, refund_value_minor=refund_value, currency=currency.value
    )


def _insane(reading: Reading, problem: ReadingProblem) -> RefusedRow:
    value = "" if problem.value is None else str(problem.value)
    if problem.flaw is ReadingFlaw.IN_THE_FUTURE:
        value = reading.observed_at.isoformat()
    return RefusedRow(reading.line, _FLAWS[problem.flaw], problem.field, value)


def _unsaid(counts: PostMetrics, facts: PostFacts) -> str:
    """A count the post is paid by and the reading does not say: as a nought it would cost money."""
    for interaction in facts.counted:
        if not counts.says(interaction):
            return interaction.value
    return "" if facts.counted or counts.says_anything else "likes"


@lru_cache(_LINKS_KNOWN)
def _known_link(text: str) -> PostName | None:
    return _linked_post(text)


def _linked_post(text: str) -> PostName | None:
    link = links.parse(text)
    return (link.platform, link.key) if isinstance(link, PostLink | ShortLink) else None


def _post_ids(conn: Connection, names: set[PostName]) -> dict[PostName, int]:
    by_platform: defaultdict[Platform, set[str]] = defaultdict(set)
    assignment_ids: set[int] = set()
    for name in names:
        if isinstance(name, int):
            assignment_ids.add(name)
        else:
            by_platform[name[0]].add(name[1])
    found: dict[PostName, int] = dict(metrics.present_posts(conn, assignment_ids))
    for platform, keys in by_platform.items():
        ids = metrics.post_ids(conn, platform, keys)
        found |= {(platform, key): post_id for key, post_id in ids.items()}
    return found
