"""What a proof comes to, and the line it is printed as."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Final

_SHOWN: Final = 5


@dataclass(slots=True)
class Trial:
    """How much was tried, and in words what did not hold."""

    tried: int = 0
    problems: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Trial") -> "Trial":
        self.tried += other.tried
        self.problems += other.problems
        return self


@dataclass(frozen=True, slots=True)
class Proof:
    """`control_failed`: every control that breaks our code on purpose was caught."""

    proof: str
    tried: int
    failed: int
    seed: int
    seconds: float
    control_failed: bool

    @property
    def holds(self) -> bool:
        return self.failed == 0 and self.tried > 0 and self.control_failed

    def line(self) -> str:
        return json.dumps(asdict(self))


def so_far(trial: Trial, where: str) -> None:
    """A long proof that is stopped before its end leaves behind how far it was."""
    found = len(trial.problems)
    sys.stderr.write(f"so far {trial.tried} tried, {found} failed: {where}\n")
    sys.stderr.flush()


def shown(problems: list[str]) -> Iterator[str]:
    """The first of them, for whoever has to mend it."""
    yield from problems[:_SHOWN]
    if len(problems) > _SHOWN:
        yield f"… and {len(problems) - _SHOWN} more"
