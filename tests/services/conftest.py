"""Services are called as the process calls them: each call a unit of work, on both databases."""

from collections.abc import Iterator

import pytest

from domain.people import Actor, Role
from services import verify
from tests.paying import answer, exported, owing, paid_creators
from tests.world import CreatorFixture, World, staff


@pytest.fixture
def sound(world: World) -> Iterator[None]:
    """Whatever a test does with money, the books hold behind it."""
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def owner(world: World) -> Actor:
    return world.do(staff, Role.OWNER)


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


@pytest.fixture
def checker(world: World) -> Actor:
    """Another of them: a batch needs two."""
    return world.do(staff, Role.FINANCE)


@pytest.fixture
def maker(world: World, finance: Actor, checker: Actor) -> CreatorFixture:
    """Was paid ¥80.00, as KOC-1-1."""
    (one,) = paid_creators(world, 1)
    exported(world, finance, checker)
    answer(world, finance, "KOC-1-1,paid,")
    return one


@pytest.fixture
def debtor(world: World) -> CreatorFixture:
    return owing(world)
