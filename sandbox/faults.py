"""Misbehaviour on request: which calls go wrong, how, and whether before or after acceptance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from sandbox.wire import Json


class FaultKind(StrEnum):
    E500_BEFORE = "500_before"  # answers 500, nothing happened
    E500_AFTER = "500_after"  # answers 500, yet it happened
    HANG_BEFORE = "hang_before"  # never answers, nothing happened
    HANG_AFTER = "hang_after"  # never answers, yet it happened
    RESET_BEFORE = "reset_before"  # drops the connection, nothing happened
    RESET_AFTER = "reset_after"  # drops the connection, yet it happened
    TOO_MANY = "429"  # asks to wait `retry_after` seconds, nothing happened
    REFUSED = "400"  # refuses with `words`, nothing happened
    MIGRATED = "migrated"  # says that the chat is another one by now, nothing happened
    SLOW = "slow"  # takes `ms` milliseconds longer, then all is well


@dataclass(slots=True)
class Fault:
    """Strikes calls whose method fits `method` (a glob, case ignored) in `chat_id` (0: any).

    With `nth` it strikes that one alone (or, with `count`, so many from there on); with `count`
    the first so many; with neither, all. `probability` is drawn from `seed`.
    """

    kind: FaultKind
    method: str = "*"
    chat_id: int = 0
    nth: int = 0
    count: int = 0
    probability: float = 1.0
    seed: int = 0
    retry_after: int = 1
    ms: int = 1000
    words: str = ""
    id: int = 0
    seen: int = 0
    struck: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        if self.nth and not self.count:
            self.count = 1

    def strikes(self, method: str, chat_id: int) -> bool:
        """Counts the call; `method` in lower case."""
        if not fnmatchcase(method, self.method.lower()):
            return False
        if self.chat_id and self.chat_id != chat_id:
            return False
        self.seen += 1
        if self.seen < self.nth or (self.count and self.struck >= self.count):
            return False
        if self.probability < 1 and self._dice.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def as_json(self) -> Json:
        names = [name for name in self.__slots__ if not name.startswith("_")]
        return {name: getattr(self, name) for name in names}


class FaultBook:
    """The faults in force, in the order they were set; the first that strikes is the one."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._last_id = 0

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._faults)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, fault: Fault) -> Fault:
        self._last_id += 1
        fault.id = self._last_id
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def strike(self, method: str, chat_id: int) -> Fault | None:
        for fault in self._faults:
            if fault.strikes(method, chat_id):
                return fault
        return None
