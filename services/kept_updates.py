"""Updates that broke three times: kept with their error, sealed, for a month; nothing is redone."""

import json
import traceback
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.kept_update import KeptUpdate, brings_file, outline
from domain.payee import VaultClosed
from services.vault import Vault
from storage import kept_updates, updates

KEPT_FOR: Final = timedelta(days=30)  # whoever wrote it has told us long before, or gave it up

Json = dict[str, Any]


def keep(
    conn: Connection,
    vault: Vault,
    update: Json,
    error: Exception,
    *,
    telegram_id: int | None,
    attempts: int,
    only_reply: bool,
    now: datetime,
) -> bool:
    """False when `only_reply` failed and nothing is lost with it: its effects stand, or it had
    none. A file is kept, for it alone is asked of Telegram before anything is done with it.

    What was typed may be anything, payee details too, and an error may repeat it.
    """
    update_id: int = update["update_id"]
    if only_reply and (updates.is_marked(conn, update_id) or not brings_file(update)):
        return False
    kept = KeptUpdate(
        update_id,
        telegram_id,
        type(error).__name__,
        attempts,
        now,
        outline(update),
        _sealed(vault, update_id, {"update": update, "error": _told(error)}),
    )
    kept_updates.put(conn, kept)
    return True


def _told(error: Exception) -> list[str]:
    return "".join(traceback.format_exception(error)).splitlines()


def _sealed(vault: Vault, update_id: int, whole: Json) -> str:
    try:
        return vault.seal(json.dumps(whole), about=about(update_id))
    except VaultClosed:
        return ""


def about(update_id: int) -> str:
    return f"kept update:{update_id}"


def every(conn: Connection) -> list[KeptUpdate]:
    return kept_updates.every(conn)


def opened(conn: Connection, vault: Vault, update_id: int) -> Json:
    """All of it, or its outline where no key was set when it came.

    Raises NotFound, VaultClosed without a key, KeyMissing with another one.
    """
    kept = kept_updates.by_id(conn, update_id)
    if kept is None:
        raise NotFound("kept_update")
    if not kept.sealed:
        return {"outline": kept.outline, "error": kept.problem}
    whole: Json = json.loads(vault.open(kept.sealed, about=about(update_id)))
    return whole


def drop(conn: Connection, update_id: int) -> None:
    """Somebody has seen to it."""
    if not kept_updates.drop(conn, update_id):
        raise NotFound("kept_update")


def forget(conn: Connection, *, now: datetime) -> int:
    """How many were kept long enough."""
    return kept_updates.forget_before(conn, now - KEPT_FOR)
