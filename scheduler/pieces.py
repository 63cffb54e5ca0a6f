"""How long a piece of long work may be: as long as the one before was quick; no work is here."""


def fitting(piece: int, took: float, aim: float, shortest: int, longest: int) -> int:
    """As many as fit `aim` seconds, step by step: one that had to wait says little of the next."""
    fits = int(piece * aim / max(took, 1e-4))
    return max(shortest, min(longest, max(piece // 2, min(2 * piece, fits))))
