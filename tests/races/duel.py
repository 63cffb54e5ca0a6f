"""Two deeds at once; which ones, duels_of_work.py and duels_of_money.py say."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

Attempt = Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two attempts on the same rows; `winners` have their effect, 0: one or both, in an order."""

    attempts: tuple[Attempt, Attempt]
    winners: int = 1


Prepare = Callable[[Connection], Duel]
