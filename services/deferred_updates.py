"""Updates that Telegram was told are done before they were: kept, sealed, until they are."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain.kept_update import DEFERRED, KeptUpdate, outline
from domain.payee import BrokenSeal, VaultClosed
from services.kept_updates import Json, about
from services.vault import Vault
from storage import kept_updates

# As long as Telegram itself would have kept it: the marks of what was done go only later.
_DONE_WITHIN: Final = timedelta(days=1)


def defer(
    conn: Connection,
    vault: Vault,
    updates: Sequence[tuple[Json, int | None]],
    *,
    now: datetime,
) -> None:
    """Each with who sent it. Raises VaultClosed without a key: no word of it may lie open."""
    for update, telegram_id in updates:
        number = update["update_id"]
        sealed = vault.seal(json.dumps({"update": update}), about=about(number))
        kept = KeptUpdate(number, telegram_id, DEFERRED, 0, now, outline(update), sealed)
        kept_updates.defer(conn, kept)


def take_up(conn: Connection, vault: Vault, *, now: datetime) -> list[Json]:
    """In the order they came. What is too old, or does not open, is left for a person to see."""
    taken: list[Json] = []
    for kept in kept_updates.deferred(conn):
        found = _opened(vault, kept) if now - kept.at < _DONE_WITHIN else "TooOld"
        if isinstance(found, str):
            kept_updates.put(conn, replace(kept, problem=found, attempts=1))
        else:
            taken.append(found)
    return taken


def _opened(vault: Vault, kept: KeptUpdate) -> Json | str:
    """All of it, or why it cannot be read."""
    try:
        whole: dict[str, Any] = json.loads(vault.open(kept.sealed, about=about(kept.update_id)))
    except (BrokenSeal, VaultClosed) as closed:
        return type(closed).__name__
    update: Json = whole["update"]
    return update


def done(conn: Connection, update_id: int) -> None:
    """Nothing is kept of it; what broke meanwhile stays, see kept_updates."""
    kept_updates.end_deferred(conn, update_id)
