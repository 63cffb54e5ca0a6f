"""Ways to get it wrong on purpose: proofs that do not catch them prove nothing."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection

from bot.polling import Poller
from storage import deliveries, updates


class Variant(StrEnum):
    """Which bot lives."""

    OURS = "ours"
    ACKNOWLEDGES_FIRST = "acknowledges_first"  # the offset moves before the effects commit
    FORGETS_MARKS = "forgets_marks"  # no update is known from before
    MARKS_AFTER_SENDING = "marks_after_sending"  # `sending` is written once it is sent


_HEAD_START: Final = 0.15  # seconds in which the acknowledgement reaches Telegram


def install(variant: Variant) -> None:
    if variant is Variant.ACKNOWLEDGES_FIRST:
        _acknowledge_first()
    if variant is Variant.MARKS_AFTER_SENDING:
        _mark_after_sending()
    if variant is Variant.FORGETS_MARKS:
        updates.mark = lambda *_: None


def _acknowledge_first() -> None:
    """As stock pollers do: what was fetched counts as done."""

    def begin(self: Poller, raw: dict[str, Any]) -> bool:
        if not self._window.admit(raw["update_id"]):
            return False
        self._window.finish(raw["update_id"], done=True)
        asyncio.get_running_loop().call_later(_HEAD_START, self._intake.begin, raw)
        return True

    Poller._begin = begin  # type: ignore[method-assign]


def _mark_after_sending() -> None:
    """Within one process nothing is sent twice even so; only its memory knows what it took."""
    taken: set[int] = set()
    lock_as_ever = deliveries.lock

    def lock(conn: Connection, delivery_ids: Sequence[int]) -> list[deliveries.Parcel]:
        found = lock_as_ever(conn, delivery_ids)
        return [parcel for parcel in found if parcel.delivery_id not in taken]

    def mark_sending(conn: Connection, delivery_ids: Iterable[int], until: datetime) -> None:
        taken.update(delivery_ids)

    deliveries.lock = lock
    deliveries.mark_sending = mark_sending
