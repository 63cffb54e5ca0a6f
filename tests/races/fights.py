"""A duel fought again and again: who won each time, and whether all was sound afterwards."""

from typing import Any, Final

from domain.errors import Refusal
from services import verify
from services.seam import Database
from tests.races.crowd import at_once
from tests.races.duel import Duel, Prepare
from tests.races.duels_of_money import OF_MONEY
from tests.races.duels_of_work import OF_WORK
from tests.world import World

DUELS: Final = OF_WORK + OF_MONEY


async def fight(world: World, db: Database, prepare: Prepare, rounds: int) -> list[str]:
    """What was not as it must be, in words."""
    problems: list[str] = []
    for round_ in range(rounds):
        duel = world.do(prepare)
        order = duel.attempts if round_ % 2 else duel.attempts[::-1]
        ends = await at_once(*(db.write(attempt) for attempt in order))
        if not _is_fair(duel, ends):
            problems.append(f"{prepare.__name__} ended as {ends}")
        problems += [f"{prepare.__name__}: {each}" for each in world.do(verify.problems)]
    return problems


def _is_fair(duel: Duel, ends: list[Any]) -> bool:
    """As many won as may, and the others were refused: nothing broke."""
    if any(isinstance(end, BaseException) and not isinstance(end, Refusal) for end in ends):
        return False
    won = sum(map(_won, ends))
    return won == duel.winners if duel.winners else won >= 1


def _won(end: Any) -> bool:
    """A job tells how many it did, a person's deed what came of it."""
    return not isinstance(end, Refusal) and bool(end)
