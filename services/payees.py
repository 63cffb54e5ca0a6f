"""Where a creator wants to be paid: sealed, shown masked; a change pauses their payouts."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.payee import PayeeDetails, PayeeMethod, PayeeView, masked
from domain.people import Actor
from services.vault import BrokenSeal, Vault
from storage import payees


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed` is false when the same details came again: then nothing pauses."""

    view: PayeeView
    changed: bool


def current(conn: Connection, actor: Actor) -> PayeeView | None:
    row = payees.of_person(conn, actor.person_id)
    return row.view if row else None


def save(
    conn: Connection, actor: Actor, vault: Vault, details: PayeeDetails, *, now: datetime
) -> Saved:
    """Payouts to new details begin domain.payee.PAUSE later. Raises VaultClosed without a key."""
    before = payees.of_person(conn, actor.person_id)
    if before is not None and _same(vault, actor.person_id, before.sealed, details):
        return Saved(before.view, changed=False)
    view = PayeeView(details.method, masked(details), now)
    sealed = vault.seal(_plain(details), about=about(actor.person_id))
    digest = vault.digest(f"{details.method} {details.account}")
    payees.put(conn, actor.person_id, view, sealed=sealed, digest=digest)
    return Saved(view, changed=True)


def _same(vault: Vault, person_id: int, sealed: str, details: PayeeDetails) -> bool:
    try:
        return opened(vault, person_id, sealed) == details
    except BrokenSeal:  # its key is gone: nobody can say, so it counts as changed
        return False


def opened(vault: Vault, person_id: int, sealed: str) -> PayeeDetails:
    """For the payment file alone."""
    method, account, holder, bank = json.loads(vault.open(sealed, about=about(person_id)))
    return PayeeDetails(PayeeMethod(method), account, holder, bank)


def about(person_id: int) -> str:
    return f"payee:{person_id}"


def _plain(details: PayeeDetails) -> str:
    parts = [details.method.value, details.account, details.holder, details.bank]
    return json.dumps(parts, ensure_ascii=False)
