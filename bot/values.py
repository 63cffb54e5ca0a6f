"""How a value of the configuration is read, from TOML or from a variable's text, and refused."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.tracking_target import allowed_name

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Read = Callable[[Any], T]  # raises ValueError with what is wrong; the key stands before it

READ: Final = "read"  # a field's metadata: how its value is read
_MASK: Final = "‹secret›"


class Secret:
    """A text that shows itself only where it is asked for: never in a log, never in a traceback."""

    __slots__ = ("_text",)

    def __init__(self, text: str = "") -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return _MASK if self._text else "‹empty›"


def by(read: Read[Any]) -> dict[str, Read[Any]]:
    """A field's metadata."""
    return {READ: read}


def text(pattern: str, otherwise: str) -> Read[str]:
    """`otherwise` says what is wrong with a text that the pattern does not take."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError("is not a text")  # noqa: TRY004  (one kind of no)
        if not re.fullmatch(pattern, value):
            raise ValueError(otherwise)
        return value

    return read


def secret(pattern: str, otherwise: str) -> Read[Secret]:
    read_text = text(pattern, otherwise)
    return lambda value: value if isinstance(value, Secret) else Secret(read_text(value))


def whole(low: int, high: int) -> Read[int]:
    def read(value: Any) -> int:
        try:
            number = value if type(value) is int else int(_only_text(value), 10)
        except ValueError:
            raise ValueError("is not a whole number") from None
        return _within(number, low, high)

    return read


def number(low: float, high: float) -> Read[float]:
    def read(value: Any) -> float:
        try:
            found = float(value if type(value) in {int, float} else _only_text(value))
        except ValueError:
            raise ValueError("is not a number") from None
        return _within(found, low, high)

    return read


def one_of(choices: type[E]) -> Read[E]:
    def read(value: Any) -> E:
        try:
            return choices(value)
        except ValueError:
            raise ValueError(f"is none of {', '.join(choices)}") from None

    return read


def some_of(choices: type[E]) -> Read[tuple[E, ...]]:
    """A list; in a variable `spike, ring`."""
    read_one = one_of(choices)

    def read(value: Any) -> tuple[E, ...]:
        if isinstance(value, str):
            value = value.strip("[] ").replace(",", " ").split()
        if not isinstance(value, list | tuple):
            raise ValueError("is not a list")  # noqa: TRY004  (one kind of no)
        return tuple(map(read_one, value))

    return read


def ids(value: Any) -> tuple[int, ...]:
    """A list; in a variable `1, 2`."""
    if isinstance(value, str):
        value = value.strip("[] ").replace(",", " ").split()
    if not isinstance(value, list | tuple):
        raise ValueError("is not a list of ids")  # noqa: TRY004  (one kind of no)
    return tuple(whole(1, 2**63 - 1)(each) for each in value)


def flag(value: Any) -> bool:
    """In a variable `true` or `false`."""
    found = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError("is neither true nor false")  # noqa: TRY004  (one kind of no)
    return found


def hosts(value: Any) -> frozenset[str]:
    """A list of names; in a variable `shop.example.com, *.example.com`."""
    if isinstance(value, str):
        value = value.strip("[] ").replace(",", " ").split()
    if not isinstance(value, list | tuple | frozenset):
        raise ValueError("is not a list of hosts")  # noqa: TRY004  (one kind of no)
    names = [allowed_name(_only_text(each)) for each in value]
    if None in names:
        raise ValueError("holds what is neither a host like shop.example.com nor *.example.com")
    return frozenset(name for name in names if name is not None)


def zone(value: Any) -> str:
    try:
        return ZoneInfo(_only_text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a zone of the IANA database, like Asia/Shanghai") from None


def _only_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004  (one kind of no)
    return value


def _within(number: T, low: Any, high: Any) -> T:
    if not low <= number <= high:
        raise ValueError(f"is outside {low} to {high}")
    return number
