"""What is kept about a person: shown, exported, forgotten; money on its way is waited for first."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.consent import Purpose
from domain.ledger import LedgerAccount
from domain.people import Actor, Role
from domain.personal_data import Holdings, MoneyPending, Sum, WorkOpen
from domain.wording import TITLES, read_title
from services import disputes, team
from services.people import invite_code
from storage import (
    consents,
    erasure,
    ledger,
    payouts,
    personal_data,
    reminders,
    repayments,
    second_tries,
    staff,
    write_offs,
)

_ON_ITS_WAY = (
    LedgerAccount.CREATOR_PENDING,
    LedgerAccount.CREATOR_PAYABLE,
    LedgerAccount.PAYOUT_IN_TRANSIT,
)


def holdings(conn: Connection, actor: Actor) -> Holdings:
    live = consents.live(conn, actor.person_id)
    given = next((each for each in live if each.purpose is Purpose.WORK), None)
    return Holdings(
        given.version if given else "",
        given.given_at if given else None,
        *personal_data.counts(conn, actor.person_id),
    )


def export(conn: Connection, actor: Actor) -> bytes:
    """All of it, as a JSON document for the person to keep."""
    everything = personal_data.everything(conn, actor.person_id)
    return json.dumps(_titled(everything, actor.locale), ensure_ascii=False, indent=2).encode()


def _titled(value: Any, locale: str) -> Any:
    """Titles stand in rows and in the facts of messages: each in the person's language."""
    if isinstance(value, list):
        return [_titled(each, locale) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: read_title(each, locale)
        if key in TITLES and isinstance(each, str)
        else _titled(each, locale)
        for key, each in value.items()
    }


def ensure_erasable(conn: Connection, actor: Actor) -> None:
    """Raise what stands in the way: LastOwner, WorkOpen, MoneyPending."""
    if Role.OWNER in actor.roles:
        team.ensure_not_last_owner(conn, actor.person_id)
    unfinished = erasure.open_work(conn, actor.person_id)
    if unfinished:
        raise WorkOpen(unfinished)
    _ensure_nothing_owed(conn, actor.person_id)


def _ensure_nothing_owed(conn: Connection, person_id: int) -> None:
    owed: dict[str, int] = {}
    for balance in ledger.of_person(conn, person_id):
        if balance.account in _ON_ITS_WAY:
            owed[balance.currency] = owed.get(balance.currency, 0) + balance.amount_minor
    sums = tuple(Sum(amount, currency) for currency, amount in owed.items() if amount > 0)
    to_settle = erasure.to_settle(conn, person_id)
    if sums or to_settle:
        raise MoneyPending(sums, _clear_at(conn, person_id, to_settle))


def _clear_at(
    conn: Connection, person_id: int, to_settle: list[tuple[datetime | None, int]]
) -> datetime | None:
    """The last moment at which something of theirs becomes payable; None when all of it is."""
    moments = [cutoff + timedelta(days=held) for cutoff, held in to_settle if cutoff is not None]
    held_until = erasure.last_payable_at(conn, person_id)
    return max([*moments, *([held_until] if held_until else [])], default=None)


def erase(conn: Connection, actor: Actor, *, now: datetime) -> None:
    """Names, accounts, texts and payee details go; a pseudonym keeps the ledger whole."""
    ensure_erasable(conn, actor)
    person_id = actor.person_id
    disputes.leave_all(conn, actor, now=now)
    consents.withdraw(conn, person_id, Purpose, now)
    staff.revoke_all(conn, person_id)
    erasure.forget_person(conn, person_id, invite_code())
    erasure.forget_accounts(conn, person_id)
    erasure.forget_words(conn, person_id)
    erasure.forget_messages(conn, person_id, now)
    erasure.forget_access(conn, person_id, actor.telegram_id)
    payouts.forget_details(conn, person_id)
    write_offs.forget_reasons(conn, person_id)
    repayments.forget_reasons(conn, person_id)
    second_tries.forget_reasons(conn, person_id)
    reminders.drop_for(conn, "person", person_id)
