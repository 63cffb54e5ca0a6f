"""Long work goes piece by piece: how long one may be, and when none follows; no work is here."""

from collections.abc import Callable

Ending = Callable[[], bool]
"""True once the process was told to stop: what is left is the next one's."""


def never() -> bool:
    return False


def fitting(piece: int, took: float, aim: float, shortest: int, longest: int) -> int:
    """As many as fit `aim` seconds, step by step: one that had to wait says little of the next."""
    fits = int(piece * aim / max(took, 1e-4))
    return max(shortest, min(longest, max(piece // 2, min(2 * piece, fits))))
