"""A slice of the kills where money is written, and the control that they catch."""

from pathlib import Path

import pytest

from tests.prove.boundaries import Manner
from tests.prove.deeds import DEEDS
from tests.prove.grounds import on_sqlite
from tests.prove.money_kills import killed

pytestmark = [pytest.mark.kills, pytest.mark.serial, pytest.mark.timeout(600)]


@pytest.mark.parametrize("name", DEEDS)
def test_a_kill_at_any_write_doubles_and_loses_no_money(name: str, tmp_path: Path) -> None:
    trial = killed(name, on_sqlite(tmp_path), every=4)
    assert trial.problems == []
    assert trial.tried >= 1


def test_a_unit_that_stands_piece_by_piece_is_noticed(tmp_path: Path) -> None:
    trial = killed("settle", on_sqlite(tmp_path), Manner.PIECEMEAL, every=4)
    assert trial.problems != []
