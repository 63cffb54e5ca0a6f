"""A slice of the year of reminders, and its controls; the whole: make prove PROOF=reminders."""

import pytest

from tests.prove.reminding import reminded
from tests.prove.reminding.town import AUTUMN

pytestmark = pytest.mark.timeout(300)


def test_an_autumn_of_reminders_on_a_fifth_of_all_clocks(migrated_sqlite_url: str) -> None:
    trial = reminded.lived(migrated_sqlite_url, 120, 1, span=AUTUMN)
    assert trial.problems == []
    assert trial.tried > 800


@pytest.mark.postgresql
def test_a_few_of_them_on_postgresql(migrated_postgresql_url: str) -> None:
    trial = reminded.lived(migrated_postgresql_url, 30, 3, span=AUTUMN)
    assert trial.problems == []
    assert trial.tried > 100


def test_what_nobody_acts_on_climbs_each_step_once(migrated_sqlite_url: str) -> None:
    trial = reminded.lived(migrated_sqlite_url, 40, 2, staffed=True, span=AUTUMN)
    assert trial.problems == []


@pytest.mark.parametrize("name", reminded.WRONG)
def test_it_shows_when(migrated_sqlite_url: str, name: str) -> None:
    assert reminded.caught(name, migrated_sqlite_url, 120, 1)
