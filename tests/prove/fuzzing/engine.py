"""Millions of broken inputs for each parser: it reads, or refuses by its own words, in time.

A failure comes back from the parser's name, the seed and its round alone.
"""

import math
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.prove.fuzzing.mutations import changed
from tests.prove.proof import Trial

A_ROUND: Final = 100  # inputs from one throw of the dice
PARTS: Final = 40
MOST_SECONDS: Final = 10.0  # of a round, on the core: who takes longer can be made to hang
_LONGEST_SHOWN: Final = 400
_OURS: Final = str(Path(__file__).parents[3])


@dataclass(frozen=True, slots=True)
class Parser:
    """`read` may raise `refusals` and nothing else; `share` says how much of the whole it gets."""

    name: str
    read: Callable[[Any], object]
    refusals: tuple[type[Exception], ...]
    make: Callable[[Random], Any]
    share: float = 1.0


def samples(parser: Parser, seed: int, number: int) -> Iterator[Any]:
    """Of one round: always the same."""
    dice = Random(f"{parser.name}/{seed}/{number}")
    return (parser.make(dice) for _ in range(A_ROUND))


def from_seeds(seeds: Sequence[Any], words: Sequence[Any]) -> Callable[[Random], Any]:
    return lambda dice: changed(dice, seeds, words)


@dataclass(slots=True)
class _Found:
    """What went wrong, once for each place of the code where it did."""

    by_place: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)

    def note(self, place: str, told: str) -> None:
        self.times[place] = self.times.get(place, 0) + 1
        self.by_place.setdefault(place, told)

    def problems(self) -> list[str]:
        return [f"{told} ({self.times[place]} times)" for place, told in self.by_place.items()]


def fuzzed(parser: Parser, executions: int, seed: int, *, first: int = 0) -> Trial:
    """Tried is how many inputs were read, in whole rounds from the `first` on."""
    found, rounds = _Found(), max(1, executions // A_ROUND)
    for number in range(first, first + rounds):
        began = time.thread_time()
        for sample in samples(parser, seed, number):
            try:
                parser.read(sample)
            except parser.refusals:
                pass
            except Exception as error:  # noqa: BLE001  (whatever it is, it is what was looked for)
                round_ = f"{parser.name}, seed {seed}, round {number}"
                found.note(_place(error), f"{round_}: {error!r:.200} over {_shown(sample)}")
        if time.thread_time() - began > MOST_SECONDS:
            found.note("slow", f"{parser.name}, seed {seed}, round {number}: takes too long")
    return Trial(rounds * A_ROUND, found.problems())


def all_fuzzed(parsers: Sequence[Parser], executions: int, seed: int) -> Trial:
    """Each its share of them, a part after the other, so that none waits for the others' end."""
    whole, tried = sum(parser.share for parser in parsers), Trial()
    seconds: Counter[str] = Counter()
    for part in range(PARTS):
        for parser in parsers:
            began = time.thread_time()
            rounds = math.ceil(executions * parser.share / whole / PARTS / A_ROUND)
            found = fuzzed(parser, rounds * A_ROUND, seed, first=part * rounds)
            for problem in found.problems:  # at once: a run that is cut short has told of it
                _tell(problem)
            tried += found
            seconds[parser.name] += time.thread_time() - began
        _tell(f"part {part + 1} of {PARTS}: {tried.tried} inputs, {len(tried.problems)} problems")
    for parser in parsers:
        speed = executions * parser.share / whole / seconds[parser.name]
        _tell(f"{parser.name}: {speed:.0f} inputs a second of its core")
    return tried


def _tell(text: str) -> None:
    sys.stderr.write(f"fuzz {text}\n")
    sys.stderr.flush()


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if each.filename.startswith(_OURS)] or frames
    return f"{type(error).__name__} {ours[-1].filename}:{ours[-1].lineno}"


def _shown(sample: Any) -> str:
    shown = repr(sample)
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
