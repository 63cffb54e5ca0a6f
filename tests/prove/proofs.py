"""The proofs by name, at full count: each tries, counts, and breaks our code to see it noticed."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

from bot.config import Mode
from tests.prove import controls, foundations, races, recomputation, reordered, stateful
from tests.prove import mutation as mutation_
from tests.prove.boundaries import Manner
from tests.prove.deeds import DEEDS
from tests.prove.fleet.ordeal import compared, disordered_on_many, in_order_on_one
from tests.prove.forgetting_kills import killed as killed_while_forgetting
from tests.prove.forgetting_kills import rows_first
from tests.prove.freezing_kills import killed as killed_while_freezing
from tests.prove.fuzzing import engine, parsers
from tests.prove.grounds import KINDS, ground
from tests.prove.house import furnish
from tests.prove.kills import (
    Ordeal,
    after_every_call,
    at_every_commit,
    at_random,
    battered,
    before_every_call,
    undisturbed,
)
from tests.prove.machines import several
from tests.prove.money_kills import killed
from tests.prove.proof import Trial, so_far
from tests.prove.pump.ordeal import NAMED, killed_at_boundaries, killed_at_random
from tests.prove.reminding import reminded
from tests.prove.variants import Variant

Proving = Callable[[int], Coroutine[Any, Any, tuple[Trial, list[str]]]]
"""From a seed: what was tried, and what our broken code got away with."""
RANDOM_PASSES: Final = 16  # of the whole story, on each database
PUMP_KILLS: Final = 10_000  # half of them on each database
KILLS_A_ROUND: Final = 250
BOUNDARIES: Final = 20  # of each name, on each database
UPDATES: Final = 200_000
UPDATES_LIFE_SECONDS: Final = 20.0  # a start takes a core for one; in less nobody gets anywhere
UPDATES_FOR_A_MISTAKE: Final = 1_000
HOUSES: Final = 3_300  # a house ends early now and then: 300,000 steps and some
HOUSES_FOR_A_MUTANT: Final = 100
REPLAYS: Final = 3
INPUTS: Final = 10_000_000
INPUTS_FOR_A_MISTAKE: Final = 100_000


async def kills(seed: int) -> tuple[Trial, list[str]]:
    """At every commit and at every call of the whole loop, before and after; both databases."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            wanted = await undisturbed(new_url())
            for hunt in (at_every_commit, before_every_call, after_every_call):
                tried += await battered(new_url(), Ordeal(hunt), wanted)
    return tried, await _uncaught(list(controls.WRONG))


async def money_kills(seed: int) -> tuple[Trial, list[str]]:
    """At every write of settling, approving, exporting, booking; both databases."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            for name in DEEDS:
                tried += killed(name, new_url)
    with ground("sqlite") as new_url:
        caught = killed("settle", new_url, Manner.PIECEMEAL).problems
    return tried, [] if caught else ["nobody notices that a unit stands piece by piece"]


async def freezing_kills(seed: int) -> tuple[Trial, list[str]]:
    """At every write of confirming and freezing an audience; both databases."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            tried += killed_while_freezing(new_url)
    with ground("sqlite") as new_url:
        caught = killed_while_freezing(new_url, Manner.PIECEMEAL).problems
    return tried, [] if caught else ["nobody notices that a part stands piece by piece"]


async def forgetting_kills(seed: int) -> tuple[Trial, list[str]]:
    """At every write of counting a broadcast and forgetting its rows; both databases."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            tried += killed_while_forgetting(new_url)
    with ground("sqlite") as new_url:
        caught = killed_while_forgetting(new_url, rows_first).problems
    return tried, [] if caught else ["nobody notices that rows go before they are counted"]


async def random_kills(seed: int) -> tuple[Trial, list[str]]:
    """At any moment, polling and webhook in turn; both databases."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            wanted = await undisturbed(new_url())
            for number in range(RANDOM_PASSES):
                hunt = partial(at_random, seed=seed + number)
                mode = list(Mode)[number % len(Mode)]
                tried += await battered(new_url(), Ordeal(hunt, mode=mode), wanted)
    return tried, await _uncaught([Variant.ACKNOWLEDGES_FIRST])


async def pump_kills(seed: int, kills: int = PUMP_KILLS) -> tuple[Trial, list[str]]:
    """Of a worker at any moment and at every named boundary, two side by side where two may be."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            for number in range(-(-kills // len(KINDS) // KILLS_A_ROUND)):
                many = min(KILLS_A_ROUND, kills // len(KINDS))
                lines = 1 + number % 2 if kind == "postgresql" else 1
                ordeal = killed_at_random(new_url(), many, seed + number, side_by_side=lines)
                tried += (await ordeal).trial
                so_far(tried, f"on {kind}")
            bounds = await killed_at_boundaries(new_url(), BOUNDARIES, seed)
            tried += bounds.trial
            if missed := [name for name in NAMED if not _any_so(bounds.died_at, name)]:
                tried.problems.append(f"nobody died {missed}")
    with ground("sqlite") as new_url:
        wrong = Variant.MARKS_AFTER_SENDING
        caught = (await killed_at_random(new_url(), 40, seed, variant=wrong)).trial.problems
    return tried, [] if caught else [f"nobody notices one who {wrong}"]


async def any_order_of_updates(seed: int, updates: int = UPDATES) -> tuple[Trial, list[str]]:
    """Repeated, reordered, by four processes that are killed: as by one that took all in order."""
    with ground("postgresql") as new_url:
        life = UPDATES_LIFE_SECONDS
        end = await disordered_on_many(new_url(), updates, seed, mean_life=life)
        tried = compared(await in_order_on_one(new_url(), updates, seed), end)
        if not end.kills:
            tried.problems.append("nobody was killed")
        few, mistake = UPDATES_FOR_A_MISTAKE, Variant.FORGETS_MARKS
        mistaken = await disordered_on_many(new_url(), few, seed, variant=mistake)
        wrong = compared(await in_order_on_one(new_url(), few, seed), mistaken)
    return tried, [] if wrong.problems else ["nobody notices that updates are not marked"]


def _any_so(names: frozenset[str], beginning: str) -> bool:
    return any(name.startswith(beginning) for name in names)


async def _uncaught(variants: list[Variant]) -> list[str]:
    with ground("sqlite") as new_url:
        return [each for each in variants if not await controls.caught(each, new_url)]


async def any_order(seed: int, houses: int = HOUSES) -> tuple[Trial, list[str]]:
    """Stateful steps over the services, two of three on SQLite."""
    tried = Trial()
    for kind, part in (("sqlite", houses - houses // 3), ("postgresql", houses // 3)):
        with foundations.foundation(kind, furnish) as ground_:
            tried += stateful.live_long(part, seed, ground_)
    return tried, stateful.overlooked(HOUSES_FOR_A_MUTANT, seed)


async def repeated_updates(seed: int) -> tuple[Trial, list[str]]:
    """Every update again, reordered and side by side."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            for number in range(REPLAYS):
                tried += await reordered.replayed(new_url(), seed + number)
    with ground("sqlite") as new_url, reordered.forgetting_marks():
        caught = (await reordered.replayed(new_url(), seed)).problems
    return tried, [] if caught else ["nobody notices that updates are not marked"]


async def machines(seed: int) -> tuple[Trial, list[str]]:
    """Five hosts on networks of their own, PostgreSQL on one: one is cut off, one is killed."""
    return await several.proven(seed)


async def racing(seed: int) -> tuple[Trial, list[str]]:
    """Duels and contenders through the seam."""
    tried, missed = Trial(), list[str]()
    for kind in KINDS:
        with ground(kind) as new_url:
            tried += await races.duels(new_url)
            tried += await races.contenders(new_url())
            if not (await races.careless_contenders(new_url())).problems:
                missed.append(f"nobody notices an oversold task on {kind}")
    return tried, missed


async def recomputed(seed: int) -> tuple[Trial, list[str]]:
    """A million readings, every method, by our rules and by fractions over exported files."""
    tried = recomputation.recomputation(recomputation.FULL, seed)
    if tried.tried < recomputation.LEAST:
        tried.problems.append(f"only {tried.tried} readings")
    return tried, recomputation.overlooked(seed)


async def reminders(seed: int) -> tuple[Trial, list[str]]:
    """A year of reminders on every clock: the whole town on SQLite, parts of it on both."""
    tried = Trial()
    for kind in KINDS:
        with ground(kind) as new_url:
            many = reminded.CREATORS if kind == "sqlite" else reminded.ON_POSTGRESQL
            every = reminded.DIGESTS_OF_EVERY
            tried += reminded.lived(new_url(), many, seed, every=every)
            so_far(tried, f"a year of {many} creators on {kind}")
            tried += reminded.lived(new_url(), reminded.CREW, seed, staffed=True)
    with ground("sqlite") as new_url:
        wrong = list(reminded.WRONG)
        return tried, [
            f"nobody notices that {each}"
            for each in wrong
            if not reminded.caught(each, new_url(), 1_200, seed)
        ]


async def mutation(seed: int, most: int | None = None) -> tuple[Trial, list[str]]:
    """The money's rules and services, changed in every small way; of the services `most` of them.

    Whole it takes hours of a core.
    """
    tried = mutation_.mutated(mutation_.RULES)
    sample = mutation_.Sample(most, seed) if most else None
    tried += mutation_.mutated(mutation_.SERVICES, sample=sample)
    return tried, mutation_.overlooked()


async def fuzz(seed: int) -> tuple[Trial, list[str]]:
    """Broken inputs for every parser, and for some with a mistake planted in them."""
    tried = engine.all_fuzzed(parsers.PARSERS, INPUTS, seed)
    return tried, parsers.overlooked(INPUTS_FOR_A_MISTAKE, seed)


SIZED: Final[dict[str, Callable[..., Any]]] = {
    "mutation": lambda steps: partial(mutation, most=steps),
    "pump_kills": lambda steps: partial(pump_kills, kills=steps),
    "updates": lambda steps: partial(any_order_of_updates, updates=steps),
    "stateful": lambda steps: partial(any_order, houses=-(-steps // stateful.STEPS)),
}
"""Those that are as long as asked for, by `--steps`."""
PROOFS: Final[dict[str, Proving]] = {
    "freezing_kills": freezing_kills,
    "forgetting_kills": forgetting_kills,
    "fuzz": fuzz,
    "kills": kills,
    "machines": machines,
    "random_kills": random_kills,
    "money_kills": money_kills,
    "mutation": mutation,
    "pump_kills": pump_kills,
    "races": racing,
    "recomputed": recomputed,
    "reminders": reminders,
    "reordered": repeated_updates,
    "stateful": any_order,
    "updates": any_order_of_updates,
}
