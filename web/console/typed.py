"""What was typed into a form that is refused: kept as it is, a sentence beside each field of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from web.console.visitor import Visitor
from words.speech import Html


@dataclass(frozen=True, slots=True)
class Typed:
    """`key` tells apart the forms of one page; `faults` are sentences by field."""

    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, Html] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What a form of a draft asks for. What it is refused for stands beside `field`."""

    make: Callable[[Visitor, int], Awaitable[None]]
    field: str = ""


UNTOUCHED: Final = Typed()


class Amiss(Exception):
    """Nothing was changed: these fields of the form are to be put right."""

    def __init__(self, faults: Mapping[str, Html], key: str = "") -> None:
        super().__init__(", ".join(faults))
        self.faults = faults
        self.key = key  # of another form that takes what was typed; empty: it stays in its own
