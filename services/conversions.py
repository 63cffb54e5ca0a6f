"""Actions and orders come in one by one, each status once; their sums become readings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain import conversions
from domain.conversions import Basics, Conversion, Standing, code_of
from domain.metrics import CLOCK_SKEW, PostMetrics
from domain.readings import PostSaid, Reading, RefusedRow, RowFlaw
from domain.terms import Source
from services import metrics
from services.metrics import PostName
from services.taken import Feed, Taken
from services.vault import Vault
from storage import conversions as rows
from storage import snapshot_rows, tracking
from storage.conversions import Key, NewConversion, Summed
from storage.metrics import PostFacts

_TICK: Final = timedelta(microseconds=1)  # the least that one moment is after another

Posts = dict[PostName | None, PostFacts]
Sums = dict[int, Summed]  # by post


@dataclass(frozen=True, slots=True)
class _Placed:
    """A conversion of a post that we know, and what it says of it."""

    told: Conversion
    standing: Standing

    @property
    def post_id(self) -> int:
        return self.standing.basics.post_id


def take(conn: Connection, feed: Feed, vault: Vault, *, now: datetime) -> Taken:
    """Store what is news; then say of each post that it touched what its orders sum up to."""
    works = tracking.works(conn, {code for _, item in feed.rows if (code := code_of(item))})
    read = [_read(line, item, works) for line, item in feed.rows]
    posts = _posts(conn, read)
    answers = [each if isinstance(each, RefusedRow) else _placed(each, posts, now) for each in read]
    placed = [each for each in answers if isinstance(each, _Placed)]
    news, repeats, conflicts = _sorted_out(conn, feed, placed)
    rows.append(conn, [_row(each, feed, vault) for each in news], now)
    _sum_up(conn, {each.post_id: each.told.post for each in news}, now)
    refused = [each for each in answers if isinstance(each, RefusedRow)]
    in_order = sorted([*refused, *conflicts], key=lambda row: row.line)
    return Taken(tuple(repeats), tuple(in_order))


def _read(line: int, item: Any, works: dict[str, int]) -> Conversion | RefusedRow:
    """A tracking link's code names the work whose link it is."""
    code = code_of(item)
    if not code:
        return conversions.read(line, item)
    if code not in works:
        return RefusedRow(line, RowFlaw.UNKNOWN_POST, "code", code)
    return conversions.read(line, {**item, "assignment": works[code]})


def _posts(conn: Connection, read: Sequence[Conversion | RefusedRow]) -> Posts:
    told = {each.post for each in read if isinstance(each, Conversion)}
    return metrics.posts_named(conn, {metrics.named(*post) for post in told}, hold=True)


def _placed(told: Conversion, posts: Posts, now: datetime) -> _Placed | RefusedRow:
    name = metrics.named(*told.post)
    facts = posts.get(name)
    if facts is None:
        return metrics.unknown(told.line, told.post, name)
    if told.occurred_at > now + CLOCK_SKEW:
        moment = told.occurred_at.isoformat()
        return RefusedRow(told.line, RowFlaw.IN_THE_FUTURE, "occurred_at", moment)
    currency = told.currency or facts.currency
    if currency is not facts.currency:  # values of two currencies have no sum
        return RefusedRow(told.line, RowFlaw.BAD_CURRENCY, "currency", currency)
    basics = Basics(facts.post_id, told.kind, told.amount_minor, currency, told.occurred_at)
    return _Placed(told, Standing(basics, told.status, told.refunded_minor))


def _sorted_out(
    conn: Connection, feed: Feed, placed: Sequence[_Placed]
) -> tuple[list[_Placed], list[int], list[RefusedRow]]:
    """What is news, the lines that are none, and what contradicts what was told before."""
    known = rows.standings(conn, {_key(each, feed) for each in placed})
    news: list[_Placed] = []
    repeats: list[int] = []
    conflicts: list[RefusedRow] = []
    for each in placed:
        key = _key(each, feed)
        before = known.get(key)
        if before is not None and before.basics != each.standing.basics:
            told = each.told
            conflicts.append(RefusedRow(told.line, RowFlaw.CONFLICT, "id", told.conversion_id[:80]))
        elif before is not None and not each.standing.is_news_to(before):
            repeats.append(each.told.line)
        else:
            known[key] = each.standing
            news.append(each)
    return news, repeats, conflicts


def _key(placed: _Placed, feed: Feed) -> Key:
    return feed.partners[placed.told.line], placed.told.conversion_id


def _row(placed: _Placed, feed: Feed, vault: Vault) -> NewConversion:
    told, partner = placed.told, feed.partners[placed.told.line]
    buyer = _hashed(vault, partner, told.buyer)
    return NewConversion(
        (partner, told.conversion_id), placed.standing, buyer, feed.batches[told.line]
    )


def _hashed(vault: Vault, partner: str, buyer: str) -> str:
    """Nobody's name or number is kept; without a key there is nothing to hash by."""
    return vault.digest(f"buyer:{partner}:{buyer}") if buyer and vault.is_open else ""


def _sum_up(conn: Connection, posts: dict[int, PostSaid], now: datetime) -> None:
    """As of the last order of each: up to its post's cut-off, and beyond it where there are more.

    An order from before the cut-off that comes after it is news of that time, as a late file is.
    """
    in_time = rows.sums(conn, posts, in_time=True)
    all_ = rows.sums(conn, posts, in_time=False)
    beyond = {post_id: sum_ for post_id, sum_ in all_.items() if sum_ != in_time.get(post_id)}
    readings = [
        *_readings(posts, in_time, _last(conn, in_time, in_time=True)),
        *_readings(posts, beyond, _last(conn, beyond, in_time=False)),
    ]
    # A sum above what any post could sell is refused like any other reading; its orders stay.
    metrics.record(conn, readings, Source.PARTNER, batch_id=None, recorded_by=None, now=now)


def _last(conn: Connection, sums: Sums, *, in_time: bool) -> Sums:
    """What was said of them last, if anything was."""
    at = rows.last_summed(conn, sums, in_time=in_time)
    said = snapshot_rows.stored(conn, Source.PARTNER, at.items())
    return {post_id: Summed(counts, moment) for (post_id, moment), counts in said.items()}


def _readings(posts: dict[int, PostSaid], sums: Sums, last: Sums) -> Iterator[Reading]:
    for post_id, summed in sums.items():
        before = last.get(post_id)
        if before is None or before.metrics != summed.metrics:
            at = summed.latest if before is None else max(summed.latest, before.latest + _TICK)
            yield _reading(posts[post_id], at, summed.metrics)


def _reading(post: PostSaid, at: datetime, counts: PostMetrics) -> Reading:
    link, platform, post_key, assignment_id = post
    return Reading(0, at, counts, link, platform, post_key, assignment_id=assignment_id)
