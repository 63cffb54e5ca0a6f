"""A house whose jobs run on both databases, with a clock that is moved by hand."""

from datetime import datetime

import pytest

from scheduler.jobs import JobHouse
from storage.database import Database
from tests.scheduler.lines import LINES, Line
from tests.world import NOW, World


class Clock:
    """Moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(db: Database, clock: Clock) -> JobHouse:
    return JobHouse(db, clock.now)


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest, world: World, clock: Clock) -> Line:
    made: Line = request.param(world)
    clock.at = made.at
    return made
