"""From the console a file is imported as from the chat: tried first, once, by its source."""

import hashlib
import random
from datetime import timedelta
from functools import partial
from itertools import islice
from operator import attrgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from domain.errors import NotAllowed, Stale
from domain.metric_columns import recognised
from domain.metric_file import header_of
from domain.people import Role
from domain.readings import Recorded, RowFlaw
from domain.terms import Method, Source
from domain.text_file import TextFile, UnreadableFile
from services import file_imports, metric_files, uploads
from services.file_imports import MetricFile
from services.metrics import Told
from storage.tables.metrics import import_batch, metric_snapshot, upload
from tests.approved import Approved, approved
from tests.world import NOW, World, creator, live_campaign, staff

LATER = NOW + timedelta(hours=6)


@pytest.fixture
def work(world: World) -> Approved:
    return world.do(approved, world.do(live_campaign, method=Method.CPE), world.do(creator))


def figures(work: Approved, likes: int = 3) -> bytes:
    header = "link,time,likes,shares,saves,comments\n"
    return f"{header}{work.link},2026-11-23 15:00,{likes},0,0,0\n".encode()


def opened(content: bytes) -> MetricFile:
    text = TextFile.of(content)
    columns = recognised(header_of(text))
    return file_imports.opened(text, "figures.csv", "Asia/Shanghai", columns)


def count(world: World, content: bytes) -> Recorded:
    file, told = opened(content), Told()
    return together(
        [
            world.do(file_imports.count_unit, file, unit, Source.PLATFORM, told, now=LATER)
            for unit in file.units()
        ]
    )


def import_(world: World, content: bytes, *, units: int | None = None) -> Recorded:
    """As the command does: each unit of its own; `units`: killed after so many."""
    file = opened(content)
    batch = world.do(
        file_imports.begin, file, Source.PLATFORM, imported_by=None, upload_id=None, now=LATER
    )
    recorded = [
        world.do(file_imports.import_unit, file, batch, unit, now=LATER)
        for unit in islice(file.units(batch.done_rows), units)
    ]
    if units is None:
        world.do(file_imports.finish, batch.batch_id, now=LATER)
    return together(recorded)


def together(recorded: list[Recorded]) -> Recorded:
    return Recorded(
        sum(each.new for each in recorded),
        sum(each.repeated for each in recorded),
        tuple(sorted((row for each in recorded for row in each.refused), key=attrgetter("line"))),
    )


def test_a_dry_run_stores_nothing_and_says_the_same(world: World, work: Approved) -> None:
    tried = count(world, figures(work))
    assert world.rows(select(metric_snapshot)) == world.rows(select(import_batch)) == []
    assert import_(world, figures(work)) == tried == Recorded(1, 0, ())


def test_what_is_imported_names_its_file_and_its_source(world: World, work: Approved) -> None:
    content = figures(work)
    import_(world, content)
    ((batch_id, sha256, new),) = world.rows(
        select(import_batch.c.id, import_batch.c.sha256, import_batch.c.new_rows)
    )
    assert (sha256, new) == (hashlib.sha256(content).hexdigest(), 1)
    ((source, of_batch),) = world.rows(select(metric_snapshot.c.source, metric_snapshot.c.batch_id))
    assert (source, of_batch) == (Source.PLATFORM, batch_id)


def test_the_same_file_again_is_all_repeats(world: World, work: Approved) -> None:
    import_(world, figures(work))
    assert import_(world, figures(work)) == Recorded(0, 1, ())


def long_file(work: Approved) -> bytes:
    """With repeats, a contradiction and two flaws."""
    rows = [f"{work.link},2026-11-23 {hour}:00,3,0,0,0" for hour in (10, 11, 12, 10, 13, 11)]
    rows += [f"{work.link},2026-11-23 10:00,4,0,0,0", "nonsense,2026-11-23 10:00,1,0,0,0"]
    rows += [f"{work.link},never,3,0,0,0", f"{work.link},2026-11-23 09:00,1.2万,0,0,0"]
    return "\n".join(["link,time,likes,shares,saves,comments", *rows]).encode()


def test_a_long_file_is_stored_in_short_units_and_comes_out_the_same(
    world: World, work: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Repeats and contradictions are found across units, and each flaw is told once."""
    content = long_file(work)
    monkeypatch.setattr(file_imports, "MOST_IN_A_UNIT", 3)
    tried = count(world, content)
    assert import_(world, content) == tried
    assert (tried.new, tried.repeated, [row.line for row in tried.refused]) == (5, 2, [8, 9, 10])
    ((batch_id, *counts),) = world.rows(
        select(
            import_batch.c.id,
            import_batch.c.new_rows,
            import_batch.c.repeated_rows,
            import_batch.c.refused_rows,
            import_batch.c.done_rows,
        )
    )
    assert counts == [5, 2, 3, 10]
    assert world.do(file_imports.refused, batch_id) == list(tried.refused)
    assert import_(world, content) == Recorded(0, 7, tried.refused)


def test_what_a_killed_import_had_done_is_not_done_again(
    world: World, work: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_imports, "MOST_IN_A_UNIT", 3)
    content = long_file(work)
    tried = count(world, content)
    before = import_(world, content, units=2)
    after = import_(world, content)
    assert together([before, after]) == tried
    ((new, done),) = world.rows(select(import_batch.c.new_rows, import_batch.c.done_rows))
    assert (new, done) == (5, 10)


def test_units_of_an_import_that_goes_on_elsewhere_are_refused(
    world: World, work: Approved
) -> None:
    file = opened(figures(work))
    batch = world.do(
        file_imports.begin, file, Source.PLATFORM, imported_by=None, upload_id=None, now=LATER
    )
    (unit,) = file.units()
    world.do(file_imports.import_unit, file, batch, unit, now=LATER)
    with pytest.raises(Stale):
        world.do(file_imports.import_unit, file, batch, unit, now=LATER)
    assert len(world.rows(select(metric_snapshot))) == 1


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.randoms(use_true_random=False), st.integers(1, 7))
def test_rows_and_files_in_any_order_end_in_the_same_readings(
    world: World, shuffle: random.Random, unit: int
) -> None:
    work = world.do(approved, world.do(live_campaign, method=Method.CPE), world.do(creator))
    lines = long_file(work).decode().splitlines()
    header, *rows = [line for line in lines if "10:00,4" not in line]
    shuffle.shuffle(rows)
    cut = shuffle.randint(0, len(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_imports, "MOST_IN_A_UNIT", unit)
        patch.setattr(file_imports, "ROWS_SORTED", 4)
        for part in (rows[cut:], rows[:cut], rows):
            if part:
                import_(world, "\n".join([header, *part]).encode())
    likes = (
        select(metric_snapshot.c.likes)
        .where(metric_snapshot.c.post_id == work.post_id)
        .order_by(metric_snapshot.c.observed_at)
    )
    assert [row[0] for row in world.rows(likes)] == [12_000, 3, 3, 3, 3]


def test_the_rows_of_a_post_go_together_and_keep_their_order(work: Approved) -> None:
    rows = [f"L{at % 3},2026-11-23 10:0{at},{at}" for at in range(9)]
    file = opened("\n".join(["link,time,likes", *rows]).encode())
    (unit,) = file.units()
    assert [cells[2] for _, cells in unit.page.rows] == list("036147258")


def test_money_is_stored_in_the_currency_of_the_campaign_or_its_own(
    world: World, work: Approved
) -> None:
    header = "link,time,likes,shares,saves,comments,gmv,orders"
    rows = [
        f"{work.link},2026-11-23 1{at}:00,1,1,1,1,{money},7"
        for at, money in enumerate(("1.2万", "$9.99", "1.234", "-3"))
    ]
    recorded = import_(world, "\n".join([header, *rows]).encode())
    assert [(row.line, row.code) for row in recorded.refused] == [
        (4, RowFlaw.BAD_AMOUNT),
        (5, RowFlaw.BAD_AMOUNT),
    ]
    values = metric_snapshot.c.order_value_minor, metric_snapshot.c.currency
    found = world.rows(select(*values, metric_snapshot.c.orders).order_by(metric_snapshot.c.id))
    assert [tuple(row) for row in found] == [(1_200_000, "CNY", 7), (999, "USD", 7)]


def test_what_stood_in_refused_rows_is_forgotten_in_time(world: World, work: Approved) -> None:
    """Piece by piece, and no newer one."""
    import_(world, long_file(work))
    forget = partial(file_imports.forget, most=2)
    assert world.do(forget, now=LATER + timedelta(days=90)) == 0
    over = LATER + timedelta(days=90, seconds=1)
    assert [world.do(forget, now=over) for _ in range(3)] == [2, 1, 0]
    import_(world, long_file(work))
    newest = select(func.max(import_batch.c.id)).scalar_subquery()
    newer = update(import_batch).where(import_batch.c.id == newest)
    world.do(lambda conn: conn.execute(newer.values(imported_at=over)))
    assert world.do(forget, now=over) == 0


def test_a_file_that_cannot_be_read_leaves_nothing(world: World, work: Approved) -> None:
    with pytest.raises(UnreadableFile):
        import_(world, b"\x00")
    assert world.rows(select(import_batch)) == []


def test_exactly_the_counted_file_is_imported_once(world: World, work: Approved) -> None:
    lin = world.do(staff, Role.COORDINATOR)
    upload_id = world.do(metric_files.hand_in, lin, "a.csv", figures(work), now=LATER)
    world.do(metric_files.hand_in, lin, "b.csv", figures(work, likes=99), now=LATER)
    done = world.do(metric_files.confirm, lin, upload_id, now=LATER)
    assert (done.finished, done.batch.name, done.batch.new_rows) == (True, "a.csv", 1)
    assert [row[0] for row in world.rows(select(metric_snapshot.c.likes))] == [3]
    with pytest.raises(Stale):
        world.do(metric_files.confirm, lin, upload_id, now=LATER)


def contents(world: World) -> list[bytes]:
    return [row[0] for row in world.rows(select(upload.c.content).order_by(upload.c.id))]


def test_of_a_file_that_is_through_nothing_is_kept_and_its_buttons_still_tell(
    world: World, work: Approved
) -> None:
    lin = world.do(staff, Role.COORDINATOR)
    upload_id = world.do(metric_files.hand_in, lin, "a.csv", figures(work), now=LATER)
    done = world.do(metric_files.confirm, lin, upload_id, now=LATER)
    assert contents(world) == [b""]
    assert world.do(metric_files.progress, lin, upload_id) == done
    assert done.of_rows == 1
    for ask in (metric_files.opened, metric_files.headings):
        with pytest.raises(Stale):
            world.do(ask, lin, upload_id)
    with pytest.raises(Stale):
        world.do(metric_files.correct, lin, upload_id, {"link": 0}, now=LATER)


def test_a_long_file_is_kept_until_all_of_it_is_in(
    world: World, work: Approved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_imports, "MOST_IN_A_UNIT", 1)
    lin = world.do(staff, Role.COORDINATOR)
    content = figures(work) + figures(work, likes=4).splitlines(keepends=True)[1]
    upload_id = world.do(metric_files.hand_in, lin, "a.csv", content, now=LATER)
    assert not world.do(metric_files.confirm, lin, upload_id, now=LATER).finished
    (batch,) = world.do(metric_files.unfinished)
    file = world.do(metric_files.opened_again, batch)
    for unit in file.units():
        assert contents(world) == [content]
        world.do(file_imports.import_unit, file, batch, unit, now=LATER)
    world.do(metric_files.finish, batch, now=LATER)
    assert contents(world) == [b""]
    going = world.do(metric_files.progress, lin, upload_id)
    assert (going.finished, going.of_rows) == (True, 2)
    assert world.do(metric_files.opened_again, batch) is None  # another process, a moment late


def test_an_unconfirmed_file_is_forgotten_after_a_week(world: World, work: Approved) -> None:
    lin = world.do(staff, Role.COORDINATOR)
    world.do(metric_files.hand_in, lin, "a.csv", figures(work), now=LATER)
    assert world.do(uploads.forget, now=LATER + timedelta(days=7)) == 0
    assert world.do(uploads.forget, now=LATER + timedelta(days=7, seconds=1)) == 1
    assert world.rows(select(upload)) == []


def test_importing_is_for_coordinators(world: World, work: Approved) -> None:
    for role in (Role.REVIEWER, Role.FINANCE):
        other = world.do(staff, role)
        with pytest.raises(NotAllowed):
            world.do(metric_files.hand_in, other, "a.csv", figures(work), now=LATER)
