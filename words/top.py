"""`koc top` in words: the house at one moment as a few small tables; who draws them is not here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from domain.delivery import DeliveryClass
from domain.due_work import Due, DueElsewhere, DueWork
from domain.processes import ProcessFacts
from words import names, times
from words.speech import Speech, msg

_CLASSES = {
    DeliveryClass.TRANSACTIONAL: msg("Decisions and money"),
    DeliveryClass.REMINDER: msg("Reminders"),
    DeliveryClass.BROADCAST: msg("Broadcasts"),
    DeliveryClass.FOLLOW_UP: msg("Cards to be redrawn"),
}
_A_MINUTE = 60
_NONE = (0, 0)
_SPARE_OF_PROCESSES = (2, 3, 8, 9, 10, 7)  # version, runs for, takes, waits, failed, updates/s


class Queue(Protocol):
    """services.health.Queue."""

    @property
    def delivery_class(self) -> DeliveryClass: ...
    @property
    def deliveries(self) -> int: ...
    @property
    def oldest_seconds(self) -> float: ...


class Running(Protocol):
    """services.health.Running."""

    @property
    def broadcast_id(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def eta_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class House:
    """What `koc top` shows."""

    queues: Sequence[Queue]
    running: Sequence[Running]
    late_seconds: dict[Due, float]
    set_back: dict[Due, int]
    in_doubt: int
    dead: int
    kept_updates: int
    processes: Sequence[ProcessFacts]
    standing: int = 0  # broadcasts that stand by themselves


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; the first column is words under its title, the others are figures.

    The first rows matter most, the last `quiet` ones say that nothing is the matter. `spare`
    columns go where it is narrow, in this order.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    spare: tuple[int, ...] = ()
    quiet: int = 0


def sheets(house: House, say: Speech, now: datetime) -> Iterator[Sheet]:
    yield _queues(house, say)
    yield _processes(house, say, now)
    if house.running:
        yield _broadcasts(house, say)
    yield _works(house, say)


def totals(house: House, say: Speech, now: datetime) -> str:
    """One line above the tables."""
    alive = [each.vitals for each in house.processes if not each.is_silent(now)]
    stands = say(" · broadcasts refused as a whole {count}", count=house.standing)
    line = say(
        "{rate}/s accepted · {floods} × 429 · in doubt {in_doubt} · dead {dead} · "
        "updates {updates}/s · kept aside {kept}",
        rate=f"{sum(each.accepted_rate for each in alive):.1f}",
        floods=sum(each.floods for each in alive),
        in_doubt=house.in_doubt,
        dead=house.dead,
        updates=f"{sum(each.updates_rate for each in alive):.1f}",
        kept=house.kept_updates,
    )
    return (line + (stands if house.standing else "")).striptags()


def _queues(house: House, say: Speech) -> Sheet:
    rows = tuple(
        (
            str(say(_CLASSES[each.delivery_class])),
            f"{each.deliveries:,}",
            span(each.oldest_seconds, say),
        )
        for each in house.queues
    )
    return _sheet(say, msg("Messages that wait"), (msg("waiting"), msg("oldest due for")), rows)


def _broadcasts(house: House, say: Speech) -> Sheet:
    rows = tuple(
        (f"#{each.broadcast_id}", f"{each.waiting:,}", span(each.eta_seconds, say))
        for each in sorted(house.running, key=lambda each: -each.eta_seconds)
    )
    return _sheet(say, msg("Broadcasts on their way"), (msg("waiting"), msg("time left")), rows)


def _works(house: House, say: Speech) -> Sheet:
    """What can be late, and whatever else raised; what was set back first, then the latest."""
    every: tuple[Due, ...] = (*DueWork, *DueElsewhere)
    shown = [work for work in every if work in house.late_seconds or house.set_back.get(work)]
    shown.sort(key=partial(_urgency, house), reverse=True)
    rows = tuple(
        (
            str(names.name(work, say)),
            span(house.late_seconds[work], say) if work in house.late_seconds else "–",
            str(house.set_back[work]) if work in house.set_back else "–",
        )
        for work in shown
    )
    quiet = sum(_urgency(house, work) == _NONE for work in shown)
    return _sheet(say, msg("Due work"), (msg("late by"), msg("set back")), rows, quiet=quiet)


def _urgency(house: House, work: Due) -> tuple[int, int]:
    return house.set_back.get(work, 0), round(house.late_seconds.get(work, 0.0))


def _processes(house: House, say: Speech, now: datetime) -> Sheet:
    heads = (
        *(msg("state"), msg("version"), msg("runs for"), msg("last sign")),
        *(msg("accepted/s"), msg("429"), msg("updates/s"), msg("an update takes")),
        *(msg("a write waits"), msg("jobs failed")),
    )
    silent_first = sorted(house.processes, key=lambda each: not each.is_silent(now))
    rows = tuple(_process(each, say, now) for each in silent_first)
    return _sheet(say, msg("Processes"), heads, rows, _SPARE_OF_PROCESSES)


def _process(found: ProcessFacts, say: Speech, now: datetime) -> tuple[str, ...]:
    vitals = found.vitals
    state = say("silent") if found.is_silent(now) else names.name(found.state, say)
    return (
        f"{found.host}:{found.pid} {found.roles}",
        str(state),
        found.version,
        span((now - found.started_at).total_seconds(), say),
        span((now - found.beat_at).total_seconds(), say),
        f"{vitals.accepted_rate:.1f}",
        str(vitals.floods),
        f"{vitals.updates_rate:.1f}",
        f"{vitals.update_seconds * 1000:.0f} ms",
        f"{vitals.write_seconds * 1000:.0f} ms",
        str(vitals.failed_jobs),
    )


def _sheet(
    say: Speech,
    title: str,
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    spare: tuple[int, ...] = (),
    quiet: int = 0,
) -> Sheet:
    return Sheet(tuple(str(say(each)) for each in (title, *heads)), rows, spare, quiet)


def span(seconds: float, say: Speech) -> str:
    """Short: `12 s`, `3 min`, `5 h 10 min`, `2 d`."""
    whole = max(0, round(seconds))
    if whole < _A_MINUTE:
        return str(say("{seconds} s", seconds=whole))
    return str(times.left(timedelta(seconds=whole), say))
