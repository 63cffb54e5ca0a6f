"""Broadcasts at Telegram's allowance and without one: what is kept of it, and what that costs.

PUMP_SECONDS=600 measures the ten minutes of the promise; a run is a minute unless it says so.
PUMP_RUNS=restarts or PUMP_RUNS=2,4_restarts measures these alone, named as their figures end.
"""

import asyncio
import os
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Final

from benchmarks import crowd as crowds
from benchmarks import pump_stage
from benchmarks.claims import Urls, postgresql, sqlite
from benchmarks.crowd import Crowd
from benchmarks.figure import Figure, paired
from benchmarks.pump_stage import KOC, Judge, Sender, first_of
from benchmarks.stage import PYTHON, scratch
from domain.broadcast_rules import FREE_PER_SECOND

SECONDS: Final = int(os.environ.get("PUMP_SECONDS", "60"))
RUNS: Final = frozenset(filter(None, os.environ.get("PUMP_RUNS", "").split(",")))
MOST_PEOPLE: Final = 100_000  # of whom each gets one broadcast after the other
FREE: Final = 20_000  # messages of ours without limits
FREE_OF_PEER: Final = 4_000
UNLIMITED: Final = 100_000.0
CARDS: Final = 3  # a second: decisions of a busy day
WARM_UP_SECONDS: Final = 2.0
SLACK_SECONDS: Final = 15
WHOLE: Final = (KOC, "run")
SENDS_ONLY: Final = (KOC, "run", "--roles", "worker")
PLAIN_SENDER: Final = (PYTHON, "-m", "benchmarks.peers.plain_sender")
ALLOWANCE: Final = "the allowance"
_FULLEST: Final = "in the fullest second"


@dataclass(frozen=True, slots=True)
class Run:
    """One span at an allowance; with `dies` one process is killed in it, and later one is ended.

    What is above the free allowance is a paid broadcast, and notices fill the free one beside it.
    Some are about work whose card is drawn again behind them, and that counts like a message.
    """

    allowance: float
    processes: int = 1
    dies: bool = False

    @property
    def name(self) -> str:
        """How its figures' names end: `4_restarts`; nothing of one process that lives."""
        parts = [str(self.processes)] * (self.processes > 1) + ["restarts"] * self.dies
        return "_".join(parts)

    @property
    def crowd(self) -> Crowd:
        pays, seconds = self.allowance > FREE_PER_SECOND, SECONDS + SLACK_SECONDS
        cards = CARDS * seconds
        notices = ceil(FREE_PER_SECOND * seconds) if pays else cards
        messages = ceil(self.allowance * seconds) - notices
        times = ceil(messages / MOST_PEOPLE)
        return Crowd(ceil(messages / times), times, paid=pays, notices=notices, cards=cards)


@dataclass(slots=True)
class Kept:
    """What the judge saw from `began` on, in seconds since the epoch."""

    began: float
    accepted: list[float]
    unpaid: list[float]  # of those
    refused: int
    cpu: float  # of a core, all processes together
    gaps: list[float] = field(default_factory=list)  # in which no process was up

    def share(self, allowance: float) -> float:
        """Of the allowance over the time in which somebody was there to use it."""
        return len(self.accepted) / (allowance * (SECONDS - sum(self.gaps)))


def pump_30() -> Iterator[Figure]:
    """Issue: 98 % of the allowance, no 429, no second above it, across restarts."""
    yield from _figures("pump_30", sqlite, (Run(30), Run(30, dies=True)))


def pump_1000() -> Iterator[Figure]:
    """The same, and at most 40 % of a core; beside a paid broadcast what is free at 30."""
    yield from _figures("pump_1000", sqlite, (Run(1000), Run(1000, dies=True)))


def pump_30_pg() -> Iterator[Figure]:
    """With 1, 2 and 4 processes that share the allowance."""
    yield from _figures("pump_30-pg", postgresql, _shared(30))


def pump_1000_pg() -> Iterator[Figure]:
    yield from _figures("pump_1000-pg", postgresql, _shared(1000))


def _shared(allowance: float) -> Sequence[Run]:
    alone = (Run(allowance), Run(allowance, dies=True))
    return (*alone, *(Run(allowance, n, dies) for n in (2, 4) for dies in (False, True)))


def _figures(bench: str, urls: Urls, runs: Sequence[Run]) -> Iterator[Figure]:
    for run in runs:
        if not RUNS or run.name in RUNS:
            name = f"{bench}_{run.name}".rstrip("_")
            yield from _figures_of(name, run, _measured(run, urls))


def _figures_of(name: str, run: Run, kept: Kept) -> Iterator[Figure]:
    share, span = kept.share(run.allowance), f"over {SECONDS} s"
    rate = round(share * run.allowance, 2)
    yield Figure(name, rate, run.allowance, ALLOWANCE, round(share, 4), f"messages/s {span}", 1)
    yield _window(f"{name}_window", kept.accepted, run.allowance, f"messages {_FULLEST} {span}")
    if run.crowd.paid:
        unit = f"free messages {_FULLEST} {span}"
        yield _window(f"{name}_free_window", kept.unpaid, FREE_PER_SECOND, unit)
        rate = round(len(kept.unpaid) / (SECONDS - sum(kept.gaps)), 2)
        kept_of = round(rate / FREE_PER_SECOND, 4)
        unit = f"free messages/s {span}"
        yield Figure(f"{name}_free", rate, FREE_PER_SECOND, ALLOWANCE, kept_of, unit, 1)
    yield Figure(f"{name}_429", kept.refused, None, "", None, f"429s {span}", 1)
    if not run.dies:  # what the dead have spent nobody can ask any more
        yield Figure(f"{name}_cpu", round(kept.cpu, 3), None, "", None, "of a core", 1)
    if kept.gaps:
        gap = round(max(kept.gaps), 2)
        yield Figure(f"{name}_gap", gap, None, "", None, "s without any process, the longest", 1)


def _window(name: str, accepted: Sequence[float], most: float, unit: str) -> Figure:
    fullest = fullest_second(accepted)
    return Figure(name, fullest, most, ALLOWANCE, round(fullest / most, 4), unit, 1)


def fullest_second(accepted: Sequence[float]) -> int:
    """The most within any second, wherever it begins; the moments in order."""
    return max(
        (bisect_left(accepted, at + 1.0) - place for place, at in enumerate(accepted)), default=0
    )


def _measured(run: Run, urls: Urls) -> Kept:
    with scratch() as name, urls(Path(name)) as url:
        crowds.queue(url, run.crowd)
        return pump_stage.run(_watched(run, url, Path(name)))


async def _watched(run: Run, url: str, folder: Path) -> Kept:
    argv = WHOLE if run.processes == 1 else SENDS_ONLY
    async with (
        pump_stage.judge(run.crowd, run.allowance) as judge,
        _senders(judge, [argv] * run.processes, url, run.allowance, folder) as senders,
    ):
        await first_of(judge, senders[0])
        await asyncio.sleep(WARM_UP_SECONDS)
        judge.collect()
        began = judge.accepted[-1]
        spent = sum(each.cpu_seconds for each in senders)
        gaps = await _passed(run, judge, senders)
        judge.collect()
        spent = sum(each.cpu_seconds for each in senders) - spent
        within = [at for at in judge.accepted if began < at <= began + SECONDS]
        unpaid = [at for at in judge.unpaid if began < at <= began + SECONDS]
        cpu = spent / SECONDS
        return Kept(began, within, unpaid, judge.refused, cpu, gaps)


async def _passed(run: Run, judge: Judge, senders: list[Sender]) -> list[float]:
    """The span goes by, with what happens in it; the seconds in which nobody was up."""
    if not run.dies:
        await asyncio.sleep(SECONDS + 0.5)
        return []
    gaps = []
    for ends in (_killed, Sender.end):
        await asyncio.sleep(SECONDS / 4)
        victim = senders.pop(0)
        await ends(victim)
        judge.collect()
        last = judge.accepted[-1]
        senders.append(victim.again())
        if run.processes == 1:
            gaps.append(await _silence(judge, last))
    await asyncio.sleep(SECONDS / 2 - sum(gaps) + 0.5)
    return gaps


async def _killed(sender: Sender) -> None:
    sender.kill()


async def _silence(judge: Judge, since: float) -> float:
    """Until the first message after that moment."""
    before = len(judge.accepted)
    await judge.until(before + 1, pump_stage.START_SECONDS)
    return judge.accepted[before] - since


@asynccontextmanager
async def _senders(
    judge: Judge,
    argvs: Sequence[Sequence[str]],
    url: str,
    rate: float,
    folder: Path,
    free: float = FREE_PER_SECOND,
) -> AsyncIterator[list[Sender]]:
    senders: list[Sender] = []
    try:
        told = pump_stage.settings(judge.sandbox, url, rate, free)
        for number, argv in enumerate(argvs):
            senders.append(Sender(argv, told, folder / f"{number}.log"))
        yield senders
    finally:
        for each in senders:
            each.kill()


def pump_free() -> Iterator[Figure]:
    """Issue: at least 5 times stock python-telegram-bot."""
    yield _free("pump_free", sqlite)


def pump_free_pg() -> Iterator[Figure]:
    yield _free("pump_free-pg", postgresql)


def _free(bench: str, urls: Urls) -> Figure:
    return paired(
        bench,
        "messages/s",
        lambda: _freely(WHOLE, Crowd(FREE), urls, crowds.queue),
        lambda: _freely(PLAIN_SENDER, Crowd(FREE_OF_PEER), urls, lambda *_: None),
        "stock python-telegram-bot, send_message from a list",
    )


def _freely(
    argv: Sequence[str], crowd: Crowd, urls: Urls, fill: Callable[[str, Crowd], None]
) -> float:
    """From the first message to the last."""
    with scratch() as name, urls(Path(name)) as url:
        fill(url, crowd)
        return pump_stage.run(_free_rate(argv, crowd, url, Path(name)))


async def _free_rate(argv: Sequence[str], crowd: Crowd, url: str, folder: Path) -> float:
    async with (
        pump_stage.judge(crowd) as judge,
        _senders(judge, [argv], url, UNLIMITED, folder, UNLIMITED) as senders,
    ):
        first = await first_of(judge, senders[0])
        await judge.until(crowd.messages, 120)
        return crowd.messages / (judge.accepted[crowd.messages - 1] - first)
