"""What another setting of the risk rules would have flagged; changes nothing."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any, Final

from aiohttp import web

from domain.risk.case_list import TriedPost
from domain.risk.evidence import Evidence
from domain.risk.facts import Facts
from domain.risk.thresholds import BOUNDS, Thresholds
from domain.risk.watch import dry_run
from services import risk_trials
from web.console.visitor import Visitor
from web.house import HOUSE

ONE_AT_A_TIME: Final = web.AppKey("risk_trial", asyncio.Lock)
MOST_SHOWN: Final = 100
Flagged = dict[int, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Setting:
    """One number of the rules; `tried` is what the form says, as it was written."""

    key: str
    present: float
    lowest: float
    highest: float
    tried: str


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
        settings=_settings(visitor, present),
        off=sorted(present.off),
        posts=len(list(facts.posts)),
        most=risk_trials.MOST_TRIED,
        found=found,
    )


def _settings(visitor: Visitor, present: Thresholds) -> list[Setting]:
    said = visitor.request.query
    return [
        Setting(key, getattr(present, key), *bounds, tried=said.get(key, "").strip())
        for key, bounds in BOUNDS.items()
    ]


def _changed(visitor: Visitor, present: Thresholds) -> Thresholds:
    """The present setting itself while the form says nothing. Raises BadThreshold."""
    tried = (each for each in _settings(visitor, present) if each.tried)
    said: dict[str, Any] = {each.key: _number(each.tried) for each in tried}
    return replace(present, **said) if said else present


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
