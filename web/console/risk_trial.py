"""What another setting of the risk rules would have flagged; changes nothing."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Final

from aiohttp import web

from domain.risk.case_list import TriedPost
from domain.risk.evidence import Evidence, Signal
from domain.risk.facts import Facts
from domain.risk.thresholds import BOUNDS, Thresholds
from domain.risk.watch import dry_run
from services import risk_trials
from web.console.visitor import Visitor
from web.house import HOUSE
from words import thresholds

ONE_AT_A_TIME: Final = web.AppKey("risk_trial", asyncio.Lock)
MOST_SHOWN: Final = 100
CHOSEN: Final = "chosen"  # with it in the address, a rule that it does not name is off
PLAIN: Final = Thresholds()
Flagged = dict[int, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of the rules; `tried` is what the form says, as it was written."""

    key: str
    present: float
    lowest: float
    highest: float
    step: str  # "1" where only whole numbers are taken
    tried: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the form: whether it is tried, and its numbers."""

    signal: Signal
    is_on: bool
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """`shown` are the first of what may be seen; `fresh` is flagged by the new setting alone."""

    posts: int
    flagged: int
    before: int
    fresh: frozenset[int]
    shown: tuple[tuple[TriedPost, tuple[Evidence, ...]], ...]


async def settings(visitor: Visitor) -> web.Response:
    present = visitor.request.config_dict[HOUSE].rules.thresholds
    changed = _changed(visitor, present)
    facts = await visitor.look(risk_trials.past)
    found = await _tried(visitor, facts, present, changed) if changed is not present else None
    return await visitor.page(
        "risk_settings.html",
        rules=_rules(visitor, present),
        posts=len(list(facts.posts)),
        most=risk_trials.MOST_TRIED,
        found=found,
    )


def _rules(visitor: Visitor, present: Thresholds) -> list[Rule]:
    off = _off(visitor, present)
    by_key = {each.key: each for each in _settings(visitor, present)}
    return [
        Rule(signal, signal not in off, tuple(by_key[key] for key in keys))
        for signal, keys in thresholds.OF_SIGNAL.items()
    ]


def _off(visitor: Visitor, present: Thresholds) -> frozenset[Signal]:
    """A form of ours says which rules it wants; another address leaves them as they are."""
    said = visitor.request.query
    if CHOSEN not in said:
        return present.off
    return frozenset(Signal) - {signal for signal in Signal if signal in said.getall("rule", ())}


def _settings(visitor: Visitor, present: Thresholds) -> list[Setting]:
    said = visitor.request.query
    return [
        Setting(
            key,
            getattr(present, key),
            *bounds,
            step="1" if isinstance(getattr(PLAIN, key), int) else "any",
            tried=said.get(key, "").strip(),
        )
        for key, bounds in BOUNDS.items()
    ]


def _changed(visitor: Visitor, present: Thresholds) -> Thresholds:
    """The present setting itself while the form says nothing else. Raises BadThreshold."""
    tried = (each for each in _settings(visitor, present) if each.tried)
    said: dict[str, Any] = {each.key: _number(each.tried) for each in tried}
    changed = replace(present, **said, off=_off(visitor, present))
    return present if changed == present else changed


def _number(text: str) -> float | str:
    """What is no number is refused with the rest, by its bounds."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


async def _tried(visitor: Visitor, facts: Facts, present: Thresholds, changed: Thresholds) -> Trial:
    """Beside the event loop, one trial at a time: whoever taps is answered meanwhile."""
    async with visitor.request.config_dict[ONE_AT_A_TIME]:
        before: Flagged = await asyncio.to_thread(dry_run, present, facts)
        after: Flagged = await asyncio.to_thread(dry_run, changed, facts)
    fresh = after.keys() - before.keys()
    order = sorted(after, key=lambda number: (number not in fresh, -number))
    named = await visitor.look(risk_trials.named, order)
    shown = [(named[number], after[number]) for number in order if number in named]
    return Trial(
        len(list(facts.posts)), len(after), len(before), frozenset(fresh), tuple(shown[:MOST_SHOWN])
    )
