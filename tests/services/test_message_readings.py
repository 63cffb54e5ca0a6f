"""The short way for plain readings of a message ends exactly where the long one does."""

import itertools
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, make_url, select, text

from domain.metrics import LARGEST_COUNT
from domain.terms import Method, Source
from services import message_readings, plain_rows, settlements
from services.message_readings import READER
from services.taken import Feed, Taken
from storage import imports
from storage.snapshot_rows import Origin
from storage.tables.metrics import metric_snapshot
from tests.approved import Approved, approved
from tests.world import NOW, World, creator, live_campaign, world_at

MINUTE = timedelta(minutes=1)
COUNTS = {"likes": 5, "shares": 0, "saves": 1, "comments": 2, "views": 900}
ODD: tuple[dict[str, Any], ...] = (
    *({"likes": odd} for odd in (-1, LARGEST_COUNT, LARGEST_COUNT + 1, True, "5", 5.0, None)),
    *({"views": None}, {"orders": 3}, {"observed_at": "2026-11-23"}, {"observed_at": None}),
    *({"observed_at": ["2026"]}, {"observed_at": (NOW + 9 * MINUTE).isoformat()}),
    *({"link": odd} for odd in ("", 7, ["x"], "https://example.com/1", "x" * 5_000, "a\0b")),
    *({"link": None, "assignment": odd} for odd in (0, -1, True, "1", 10**9, 2**70)),
    *({"link": None, "platform": odd, "post_id": "1"} for odd in ("douyin", "myspace", None, 1)),
    dict.fromkeys(COUNTS),
)


@pytest.fixture
def works(world: World) -> list[Approved]:
    """Paid by likes, paid flat, and one whose amount is fixed already."""
    before = NOW - timedelta(days=8)
    cpe = world.do(live_campaign, method=Method.CPE, now=NOW - MINUTE * 90)
    flat = world.do(live_campaign, now=before)
    settled = world.do(approved, flat, world.do(creator), now=before)
    assert world.do(settlements.settle_due, now=NOW) == 1
    opened = world.do(live_campaign, now=NOW - MINUTE * 90)
    now = NOW - MINUTE * 80
    some = [world.do(approved, each, world.do(creator), now=now) for each in (cpe, opened)]
    return [*some, settled]


def items(works: list[Approved], chance: random.Random) -> Iterator[Any]:
    for _ in range(chance.randrange(1, 60)):
        work = chance.choice(works)
        names: list[dict[str, Any]] = [
            {"link": work.link},
            {"assignment": work.assignment_id},
            {"platform": "douyin", "post_id": work.link.rpartition("/")[2]},
        ]
        at = {"observed_at": (NOW - chance.randrange(40) * MINUTE).isoformat()}
        whole = {**COUNTS, **chance.choice(names), **at}
        roll = chance.random()
        if roll < 0.1:
            yield {**whole, **chance.choice(ODD)}
        else:
            yield "junk" if roll < 0.12 else whole


class Undone(Exception):
    pass


def taken(world: World, given: list[Any]) -> tuple[Taken, list[Any]]:
    """What became of them and what was stored; nothing of it stays."""
    found: list[tuple[Taken, list[Any]]] = []

    def work(conn: Connection) -> None:
        (batch_id,) = imports.add_parts(conn, Source.PLATFORM, [("", "m", "", len(given))], NOW)
        outcome = message_readings.take(conn, Feed.of([("", batch_id, given)]), now=NOW)
        columns = [each for each in metric_snapshot.c if each.name not in ("id", "batch_id")]
        order = (metric_snapshot.c.post_id, metric_snapshot.c.observed_at)
        rows = [tuple(row) for row in conn.execute(select(*columns).order_by(*order))]
        found.append((outcome, rows))
        raise Undone

    with pytest.raises(Undone):
        world.do(work)
    return found[0]


def test_both_ways_end_alike_whatever_comes(
    world: World, works: list[Approved], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    for _ in range(40):
        given = list(items(works, chance))
        short = taken(world, given)
        with monkeypatch.context() as patched:
            patched.setattr(plain_rows, "append", lambda conn, reader, table, of: table.lines)
            assert taken(world, given) == short


def test_both_ways_end_alike_beside_one_that_is_odd(
    world: World, works: list[Approved], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [{"observed_at": (NOW - n * MINUTE).isoformat()} for n in range(4)]
    for odd, work in itertools.product(ODD, works):
        given = [{**COUNTS, "link": work.link, **each} for each in at]
        given[2] |= odd
        short = taken(world, given)
        with monkeypatch.context() as patched:
            patched.setattr(plain_rows, "append", lambda conn, reader, table, of: table.lines)
            assert taken(world, given) == short, odd


def test_plain_ones_do_take_the_short_way(world: World, works: list[Approved]) -> None:
    given = [
        {**COUNTS, "link": work.link, "observed_at": (NOW - n * MINUTE).isoformat()}
        for n, work in enumerate(works)
    ]
    given[1] = {**given[1], "views": None, "clicks": 4}  # not all say the same
    of = Origin(Source.PLATFORM, None, None, NOW)
    assert world.do(plain_rows.append, READER, READER.table(list(enumerate(given))), of) == ()


@pytest.mark.postgresql
def test_a_server_with_a_zone_of_its_own_stores_the_same_moments(
    migrated_postgresql_url: str,
) -> None:
    with world_at(migrated_postgresql_url) as world:
        name = make_url(migrated_postgresql_url).database
        with world.engine.begin() as conn:
            conn.execute(text(f"ALTER DATABASE \"{name}\" SET timezone = 'Asia/Shanghai'"))
    with world_at(migrated_postgresql_url) as world:
        campaign = world.do(live_campaign, now=NOW)
        work = world.do(approved, campaign, world.do(creator), now=NOW)
        given = {**COUNTS, "link": work.link, "observed_at": NOW.isoformat()}
        world.do(message_readings.take, Feed([(0, given)], [""], []), now=NOW)
        (row,) = world.rows(select(metric_snapshot.c.observed_at, metric_snapshot.c.received_at))
        assert tuple(row) == (NOW, NOW)
