"""How a person's name stands in a line: a right-to-left one must not turn the words around it."""

from domain.names import is_right_to_left

_ISOLATE, _END = "\u2068", "\u2069"  # unicode.org/reports/tr9: first strong isolate


def called(name: str) -> str:
    """Not escaped: `say` does that."""
    return f"{_ISOLATE}{name}{_END}" if is_right_to_left(name) else name
