"""A form that was sent twice: who finds their own deed done sees it done; no page lives here."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.errors import NotAllowed, OwnWork, Refusal

T = TypeVar("T")


async def done(deed: Awaitable[T], before: Callable[[], Awaitable[T | None]]) -> T:
    """What the deed gives, else what `before` finds of the same one; None there: it is refused."""
    try:
        return await deed
    except (NotAllowed, OwnWork):
        raise
    except Refusal:
        found = await before()
        if found is None:
            raise
        return found


async def so(deed: Awaitable[object], before: Callable[[], Awaitable[bool]]) -> None:
    """The same of a deed whose answer nobody needs: `before` says whether it was done."""

    async def found() -> object:
        return await before() or None

    await done(deed, found)
