"""A slice of the year of reminders, and its controls; the whole: make prove PROOF=reminders."""

import pytest

from tests.prove.reminding import reminded
from tests.prove.reminding.town import AUTUMN


def test_an_autumn_of_reminders_on_every_clock(migrated_url: str) -> None:
    trial = reminded.lived(migrated_url, 200, 1, span=AUTUMN)
    assert trial.problems == []
    assert trial.tried > 1_500


def test_what_nobody_acts_on_climbs_each_step_once(migrated_sqlite_url: str) -> None:
    trial = reminded.lived(migrated_sqlite_url, 60, 2, staffed=True, span=AUTUMN)
    assert trial.problems == []


@pytest.mark.parametrize("name", reminded.WRONG)
def test_it_shows_when(migrated_sqlite_url: str, name: str) -> None:
    assert reminded.caught(name, migrated_sqlite_url, 200, 1)
