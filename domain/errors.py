"""The root of every refusal: a fact that says why something was not done; no user text here."""

from dataclasses import dataclass


class Refusal(Exception):
    """Base of all refusals.

    A subclass is a `@dataclass(eq=False)` whose fields are the facts; the edges word them. Not
    frozen: the interpreter and `contextlib` write `__traceback__` on an exception in flight.
    """

    def __str__(self) -> str:
        return repr(self)


@dataclass(eq=False)
class WrongState(Refusal):
    """A life's table of transitions does not lead from where a thing stands to where it was sent.

    `kind` is the noun (assignment, campaign, payout, payout_batch); the others are status values.
    """

    kind: str
    status: str
    target: str


@dataclass(eq=False)
class NotFound(Refusal):
    """There is no such thing, or it is not this person's to see: the two must look alike."""

    kind: str


@dataclass(eq=False)
class Stale(Refusal):
    """What was on the screen is no longer so: show the present state and ask again."""

    kind: str


@dataclass(eq=False)
class NotAllowed(Refusal):
    """No role of the person's covers the verb."""

    verb: str


@dataclass(eq=False)
class OwnWork(Refusal):
    """Maker and checker must be two people, and this person is the maker."""

    verb: str
