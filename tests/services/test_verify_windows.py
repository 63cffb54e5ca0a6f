"""`koc verify` names what is wrong with windows: their spans, reserves, works and shares."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from services import pots, settlements
from tests.approved import approved, read_in, reading
from tests.handed_in import held
from tests.paying import DAY
from tests.services.test_pots import SHARED
from tests.services.test_verify_rooms import named, sound
from tests.world import NOW, World, creator, live_campaign, world_at

SPANS = "windows follow each other from the launch"
RESERVES = "a window reserves its pot until it is split"
CLAIMED = "work is claimed in one window of its pot"
SHARES = "a share is of the window its work was claimed in"
ENDED = "a window is split when nothing of it is open"
PAYS = "a window pays no more than its pot"
SPLIT = "a pot is split in proportion"
BUDGET = "a campaign reserves what its work reserves"


@pytest.fixture
def world(migrated_sqlite_url: str) -> Iterator[World]:
    """A week that was split and settled, and one in which somebody has claimed."""
    with world_at(migrated_sqlite_url) as made:
        weekly = replace(SHARED, pot_days=7)
        found = made.do(live_campaign, agreed=weekly, budget=2 * weekly.pot_minor)
        for _ in range(2):
            work = made.do(approved, found, made.do(creator))
            made.do(read_in, reading(work, work.cutoff_at, likes=900), now=work.cutoff_at)
        assert made.do(pots.split_ready, now=NOW + 7 * DAY) == 1
        assert made.do(settlements.settle_due, now=NOW + 7 * DAY) == 2
        made.do(held, found, now=NOW + 7 * DAY)
        assert sound(made)
        yield made


@pytest.mark.parametrize(
    ("invariant", "damage"),
    [
        (SPANS, "UPDATE pot_window SET number = number + 2 WHERE number = 1"),
        (SPANS, "UPDATE pot_window SET ends_at = '2026-11-29' WHERE number = 0"),
        (SPANS, "UPDATE campaign SET launched_at = '2026-11-22 05:00:00'"),
        (RESERVES, "UPDATE pot_window SET reserved_minor = reserved_minor - 1 WHERE number = 1"),
        (RESERVES, "UPDATE pot_window SET reserved_minor = 1 WHERE number = 0"),
        (RESERVES, "UPDATE terms SET pot_minor = pot_minor + 1"),
        (BUDGET, "UPDATE pot_window SET reserved_minor = reserved_minor - 1 WHERE number = 1"),
        (CLAIMED, "DELETE FROM pot_window WHERE number = 1"),
        (CLAIMED, "UPDATE assignment SET claimed_at = '2027-11-22' WHERE id = 3"),
        (SHARES, "UPDATE pot_share SET window_id = 2 WHERE assignment_id = 1"),
        (SHARES, "UPDATE pot_share SET window_id = NULL WHERE assignment_id = 1"),
        (SHARES, "UPDATE assignment SET claimed_at = '2026-12-02' WHERE id = 1"),
        (ENDED, "UPDATE assignment SET status = 'submitted' WHERE id = 1"),
        (ENDED, "UPDATE pot_window SET split_at = '2026-12-03', reserved_minor = 0"),
        (PAYS, "UPDATE settlement SET amount_minor = amount_minor + 1 WHERE id = 1"),
        (SPLIT, "UPDATE pot_share SET window_id = 2 WHERE assignment_id = 1"),
    ],
)
def test_damage_to_a_window_is_named(world: World, invariant: str, damage: str) -> None:
    assert invariant in named(world, damage)


def test_the_pots_of_two_weeks_are_more_than_one_pot_and_nothing_is_wrong_with_it(
    world: World,
) -> None:
    found = world.do(live_campaign, agreed=replace(SHARED, pot_days=1), budget=20_000)
    for days in (0, 1):
        now = NOW + days * DAY
        work = world.do(approved, found, world.do(creator), now=now)
        other = world.do(approved, found, world.do(creator), now=now)
        for each in (work, other):
            world.do(read_in, reading(each, each.cutoff_at, likes=900), now=each.cutoff_at)
        assert world.do(pots.split_ready, now=each.cutoff_at) == 1
        assert world.do(settlements.settle_due, now=each.cutoff_at) == 2
    assert sound(world)
