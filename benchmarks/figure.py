"""One measured figure and how pairs of runs become one; runs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` is the median of the pairs'; `n` counts the pairs, or the runs without a peer."""

    bench: str
    ours: float
    peer: float | None
    peer_name: str
    ratio: float | None
    unit: str
    n: int


def paired(
    bench: str,
    unit: str,
    ours: Callable[[], float],
    peer: Callable[[], float],
    peer_name: str,
    *,
    pairs: int = 5,
    smaller_is_better: bool = False,
) -> Figure:
    """Ours and the peer in turn, A B A B …: a ratio holds when the machine's speed drifts."""
    runs = [(ours(), peer()) for _ in range(pairs)]
    ratios = [(b / a if smaller_is_better else a / b) for a, b in runs]
    return Figure(
        bench,
        round(median(a for a, _ in runs), 2),
        round(median(b for _, b in runs), 2),
        peer_name,
        round(median(ratios), 3),
        unit,
        pairs,
    )


def alone(bench: str, unit: str, run: Callable[[], float], *, runs: int = 5) -> Figure:
    """A figure that stands for itself, with a bound the issue names."""
    return Figure(bench, round(median(run() for _ in range(runs)), 2), None, "", None, unit, runs)
