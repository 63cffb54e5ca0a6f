"""What a Bot API method is here and where all of them are found; no method lives here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.bots import Bot
from sandbox.params import Params
from sandbox.world import World


@dataclass(slots=True)
class Call:
    """One call of one bot. A method leaves `chat_id` and `message_id` behind for the log."""

    world: World
    bot: Bot
    params: Params
    chat_id: int = 0
    message_id: int = 0


Result = Any  # a JSON value, bytes already encoded, or Described
Function = Callable[[Call], Result]


@dataclass(frozen=True, slots=True)
class Method:
    """`changes`: something happened, so it is logged."""

    name: str
    function: Function
    changes: bool


METHODS: dict[str, Method] = {}


def method(name: str, *, changes: bool = True) -> Callable[[Function], Function]:
    """Registers a function under its Bot API name; case does not matter to callers."""

    def register(function: Function) -> Function:
        METHODS[name.lower()] = Method(name, function, changes)
        return function

    return register
