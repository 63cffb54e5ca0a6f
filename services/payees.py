"""Where a creator wants to be paid: sealed, shown masked; a change pauses their payouts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Final

from sqlalchemy import Connection

from domain.payee import (
    EVERY_CURRENCY,
    PayeeDetails,
    PayeeKind,
    PayeeMethod,
    PayeeView,
    masked,
)
from domain.people import Actor
from services.vault import BrokenSeal, Vault
from storage import payees, second_tries
from storage.payees import PayeeRow


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed` is false when the same details came again: then nothing pauses.

    `confirmed`: money had come back from them, and by that their creator stands by them.
    """

    view: PayeeView
    changed: bool
    confirmed: bool = False


def current(conn: Connection, actor: Actor, currency: str = EVERY_CURRENCY) -> PayeeView | None:
    """Exactly those: the ones for every currency answer for no other."""
    row = payees.of_currency(conn, actor.person_id, currency)
    return row.view if row else None


def every(conn: Connection, actor: Actor) -> tuple[PayeeView, ...]:
    """Those for every currency first."""
    return tuple(row.view for row in payees.all_of(conn, actor.person_id))


def save(
    conn: Connection,
    actor: Actor,
    vault: Vault,
    details: PayeeDetails,
    currency: str = EVERY_CURRENCY,
    *,
    now: datetime,
) -> Saved:
    """Payouts to new details begin domain.payee.PAUSE later, in their currency alone.

    Raises VaultClosed without a key.
    """
    before = payees.of_currency(conn, actor.person_id, currency)
    if before is not None and _same(vault, actor.person_id, before.sealed, details):
        stood_by = second_tries.add(conn, actor.person_id, before.stamp, actor.person_id, "", now)
        return Saved(before.view, changed=False, confirmed=bool(stood_by))
    view = PayeeView(details.method, masked(details), now, currency, details.kind)
    plain = _plain(details)
    sealed = vault.seal(plain, about=about(actor.person_id))
    row = PayeeRow(view, sealed, _stamp(plain), account_digest(vault, details))
    payees.put(conn, actor.person_id, row)
    return Saved(view, changed=True)


def account_digest(vault: Vault, details: PayeeDetails) -> str:
    """Equal for the same account, whoever gave it."""
    return vault.digest(f"{details.method} {details.account}")


def _same(vault: Vault, person_id: int, sealed: str, details: PayeeDetails) -> bool:
    try:
        return opened(vault, person_id, sealed) == details
    except BrokenSeal:  # its key is gone: nobody can say, so it counts as changed
        return False


def opened(vault: Vault, person_id: int, sealed: str, stamp: str = "") -> PayeeDetails:
    """For the payment file alone. Raises BrokenSeal, also where `stamp` is of other details."""
    plain = vault.open(sealed, about=about(person_id))
    method, account, holder, bank, *since = json.loads(plain)  # since: kind, salt, branch
    if since and stamp and stamp != _stamp(plain):
        raise BrokenSeal(sealed.partition(".")[0])
    kind = PayeeKind(since[0]) if since else PayeeKind.INDIVIDUAL
    branch = since[2] if len(since) > 2 else ""
    return PayeeDetails(PayeeMethod(method), account, holder, bank, kind, branch)


FORM: Final = "payee"
"""The dialog in which details are asked; what of its answers is sealed until they are saved."""
SEALED_ANSWERS: Final = frozenset({"account", "holder"})


def about_form(telegram_id: int) -> str:
    return f"payee form {telegram_id}"


def about(person_id: int) -> str:
    return f"payee:{person_id}"


def _plain(details: PayeeDetails) -> str:
    """With salt of its own, so that its stamp tells nothing once it is gone."""
    parts = [details.method.value, details.account, details.holder, details.bank]
    parts += [details.kind.value, token_hex(16)]
    return json.dumps([*parts, details.branch] if details.branch else parts, ensure_ascii=False)


def _stamp(plain: str) -> str:
    """The same under whichever key it is sealed."""
    return hashlib.sha256(plain.encode()).hexdigest()
