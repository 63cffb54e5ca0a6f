"""How well the rules do on the labelled world: precision and recall, honestly counted."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benchmarks.fraud.kinds import Kind
from benchmarks.fraud.world import POSTS, SEED, labelled
from domain.risk.evidence import Evidence, Signal
from domain.risk.thresholds import Thresholds
from domain.risk.watch import dry_run

MEANT_FOR: Final = {
    Signal.DUPLICATE_LINK: Kind.DUPLICATE_LINK,
    Signal.COPIED_TEXT: Kind.COPIED_TEXT,
    Signal.REUSED_IMAGE: Kind.REUSED_IMAGE,
    Signal.SHARED_PAYOUT: Kind.SHARED_PAYOUT,
    Signal.SPIKE: Kind.BOUGHT_ENGAGEMENT,
    Signal.IMPOSSIBLE_COUNTS: Kind.INVENTED_COUNTS,
    Signal.DISAGREEMENT: Kind.INVENTED_COUNTS,
    Signal.POSTER_MISMATCH: Kind.FOREIGN_POST,
    Signal.EARLY_PUBLICATION: Kind.OLD_POST,
    Signal.VELOCITY: Kind.MILL,
    Signal.RING: Kind.RING,
}
ALL: Final = "any"


@dataclass(frozen=True, slots=True)
class Score:
    """One kind of fraud and the signal meant for it; the last one, "any" of all.

    `precision`: flagged posts that carry this very label. `precision_any`: that carry any label,
    for a copied post that also lies about its counts is no innocent. `recall_any`: posts with the
    label that some signal caught. `seconds`: of one core, for all rules over all posts.
    """

    bench: str
    kind: str
    signal: str
    posts: int
    flagged: int
    found: int
    precision: float
    precision_any: float
    recall: float
    recall_any: float
    seconds: float


def fraud(seed: int = SEED, posts: int = POSTS) -> Iterator[Score]:
    world = labelled(seed, posts)
    began = time.process_time()
    flagged = dry_run(Thresholds(), world.facts)
    seconds = round(time.process_time() - began, 2)
    for signal, kind in MEANT_FOR.items():
        of_kind = {number for number, kinds in world.kinds.items() if kind in kinds}
        by_signal = _flagged_by(flagged, signal)
        yield _score(kind, signal, of_kind, by_signal, set(world.kinds), set(flagged), seconds)
    every = set(world.kinds)
    yield _score(ALL, ALL, every, set(flagged), every, set(flagged), seconds)


def _flagged_by(flagged: dict[int, tuple[Evidence, ...]], signal: Signal) -> set[int]:
    return {number for number, found in flagged.items() if any(e.signal is signal for e in found)}


def _score(
    kind: str,
    signal: str,
    of_kind: set[int],
    by_signal: set[int],
    fraudulent: set[int],
    flagged: set[int],
    seconds: float,
) -> Score:
    found = of_kind & by_signal
    return Score(
        "fraud",
        str(kind),
        str(signal),
        len(of_kind),
        len(by_signal),
        len(found),
        _share(len(found), len(by_signal)),
        _share(len(by_signal & fraudulent), len(by_signal)),
        _share(len(found), len(of_kind)),
        _share(len(of_kind & flagged), len(of_kind)),
        seconds,
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
