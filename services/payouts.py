"""Payout batches: prepared, frozen, approved by another person; files are payout_files.py's."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass, ReminderKind
from domain.errors import NotFound, OwnWork, Stale
from domain.notices import NoticeKind
from domain.payout import (
    Batch,
    BatchOutdated,
    BatchStatus,
    Channel,
    NothingToPay,
    PayoutEventKind,
    PayoutItem,
    PayoutStatus,
    TaxOutdated,
    ensure_batch_leads_to,
)
from domain.payout_file import digest
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from services import asking, ledger, notices, payable, staff_notices, tax_changes
from services.authority import need
from services.repeats import LATELY
from storage import ledger as chain
from storage import (
    month_payouts,
    payables,
    payout_events,
    payouts,
    reminders,
    second_tries,
)
from storage.reminders import ReminderRow

K = PayoutEventKind
NEWEST: Final = 8
APPROVERS: Final = frozenset({Role.FINANCE, Role.OWNER})


@dataclass(frozen=True, slots=True)
class TwoWords:
    """Where and when the approver said it first, and where they say it again."""

    first_in: Channel
    first_at: datetime
    then_in: Channel


def need_finance(actor: Actor) -> None:
    need(actor, Role.FINANCE, verb="payouts")


def is_own(conn: Connection, actor: Actor, batch: Batch) -> bool:
    """Prepared by them, or paid to them or to somebody linked to them."""
    prepared = actor.person_id == batch.prepared_by
    return prepared or payables.concerns(conn, batch.batch_id, actor.person_id)


def next_people(
    conn: Connection, actor: Actor, currency: str, rules: PayoutRules = PLAIN, *, now: datetime
) -> frozenset[int]:
    """Whom a batch would pay now: looked for before it is prepared, while nobody waits."""
    need_finance(actor)
    return payable.next_people(conn, currency, rules, now=now)


def prepare(
    conn: Connection,
    actor: Actor,
    currency: str,
    people: Collection[int],
    rules: PayoutRules = PLAIN,
    *,
    now: datetime,
) -> int:
    """Freeze a batch of whoever of these people can be paid yet; its id. Raises NothingToPay.

    The ledger's head is held, so that of two who prepare at once the second finds nothing left.
    """
    need_finance(actor)
    chain.hold_head(conn)
    chosen = payable.chosen(conn, currency, people, rules, now=now)
    if not chosen:
        raise NothingToPay(currency)
    batch_id = payouts.add_batch(conn, currency, actor.person_id, now)
    payouts.add_items(conn, batch_id, chosen)
    payouts.freeze(conn, batch_id, digest(payouts.items(conn, batch_id)))
    payout_events.note(conn, batch_id, K.PREPARED, actor.person_id, len(chosen), now=now)
    about = {
        "batch_id": batch_id,
        "people": len(chosen),
        "amount_minor": sum(each.candidate.amount_minor - each.withheld_minor for each in chosen),
        "currency": currency,
        "by": actor.name,
        "tried_before": len(second_tries.tried_before(conn, batch_id)),
    }
    staff_notices.tell(
        conn,
        APPROVERS,
        NoticeKind.PAYOUT_PREPARED,
        about,
        f"{batch_id}",
        but=actor.person_id,
        now=now,
    )
    at = now + timedelta(hours=rules.approve_hours)
    reminders.add(conn, [ReminderRow(ReminderKind.PAYOUT_WAITING, "batch", batch_id, at)])
    return batch_id


def prepared_lately(conn: Connection, actor: Actor, currency: str, *, now: datetime) -> int | None:
    """The batch that a tap of theirs made a moment ago, where it waits yet."""
    need_finance(actor)
    for each in payouts.batches(conn, NEWEST):
        is_theirs = (each.prepared_by, each.currency) == (actor.person_id, currency)
        is_waiting = each.status is BatchStatus.PREPARED
        if is_theirs and is_waiting and now - each.prepared_at < LATELY:
            return each.batch_id
    return None


def approve(
    conn: Connection,
    actor: Actor,
    batch_id: int,
    words: TwoWords | None = None,
    rules: PayoutRules = PLAIN,
    *,
    shown_in: int | None = None,
    now: datetime,
) -> int:
    """Another person lets the frozen batch go: its money leaves the payable accounts.

    Called where `words` are asked for by approvals.say_yes alone. `shown_in` is the message of
    the actor's chat that will show it: others that called for it follow.

    Refusals: NotAllowed, NotFound, WrongState, OwnWork (prepared it, is paid by it, or is linked
    to one who is), BatchOutdated, TaxOutdated.
    """
    found = held(conn, actor, batch_id)
    ensure_batch_leads_to(found.status, BatchStatus.APPROVED)
    ensure_others(conn, actor, found)
    items = ensure_current(conn, found, rules, now=now)
    approved = {"approved_by": actor.person_id, "approved_at": now, **_said(actor, words)}
    _move(conn, found, BatchStatus.APPROVED, **approved)
    payouts.move_items(conn, batch_id, PayoutStatus.PREPARED, PayoutStatus.IN_TRANSIT)
    chain.post(
        conn,
        [ledger.sent(each.payout_id, each.owed, each.withheld_minor, at=now) for each in items],
    )
    said_in = words.then_in if words else ""
    payout_events.note(conn, batch_id, K.APPROVED, actor.person_id, len(items), said_in, now=now)
    _tell_approved(conn, actor, found, items, now)
    asking.batch_ended(conn, found, (actor.person_id, shown_in), now=now)
    return batch_id


def ensure_current(
    conn: Connection, found: Batch, rules: PayoutRules, *, now: datetime
) -> list[PayoutItem]:
    """Its items: what was frozen is right by now. Raises BatchOutdated, TaxOutdated."""
    items = payouts.items(conn, found.batch_id)
    chain.hold_head(conn)  # no balance moves until this commits
    since = rules.taxed_since(found.currency, now)
    if (
        (since and found.prepared_at < since)  # its tax is another month's
        or digest(items) != found.sha256
        or payables.details_changed(conn, found.batch_id)
        or payables.is_short(conn, found.batch_id)
        or month_payouts.is_taxed_after_all(conn, found.batch_id)
    ):
        raise BatchOutdated(found.batch_id)
    if changes := tax_changes.since_prepared(conn, found, items, rules, now=now):
        raise TaxOutdated(found.batch_id, changes)
    return items


def _said(actor: Actor, words: TwoWords | None) -> dict[str, Any]:
    if words is None:
        return {}
    first = {"confirmed_in": words.first_in, "confirmed_at": words.first_at}
    return {"approved_in": words.then_in, "confirmed_by": actor.person_id, **first}


def _tell_approved(
    conn: Connection, actor: Actor, found: Batch, items: list[PayoutItem], now: datetime
) -> None:
    """Whoever prepared it goes on with the payment file."""
    about = {
        "batch_id": found.batch_id,
        "people": len(items),
        "amount_minor": sum(each.amount_minor for each in items),
        "currency": found.currency,
        "by": actor.name,
    }
    notices.queue(
        conn,
        found.prepared_by,
        NoticeKind.PAYOUT_APPROVED,
        about,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"payout_approved:{found.batch_id}",
        now=now,
    )


def cancel(
    conn: Connection,
    actor: Actor,
    batch_id: int,
    *,
    shown_in: int | None = None,
    now: datetime,
) -> int:
    """Withdraw a batch that nobody approved yet; its items are free again. `shown_in` as above."""
    found = held(conn, actor, batch_id)
    ensure_batch_leads_to(found.status, BatchStatus.CANCELLED)
    _move(conn, found, BatchStatus.CANCELLED)
    freed = payouts.move_items(conn, batch_id, PayoutStatus.PREPARED, PayoutStatus.CANCELLED)
    payout_events.note(conn, batch_id, K.CANCELLED, actor.person_id, freed, now=now)
    asking.batch_ended(conn, found, (actor.person_id, shown_in), now=now)
    return batch_id


def ensure_others(conn: Connection, actor: Actor, found: Batch) -> None:
    """Raises OwnWork for who prepared it, is paid by it, or is linked to one who is."""
    if is_own(conn, actor, found):
        raise OwnWork("approve_payouts")


def held(conn: Connection, actor: Actor, batch_id: int) -> Batch:
    """It stands still until the commit."""
    need_finance(actor)
    found = payouts.batch(conn, batch_id, hold=True)
    if found is None:
        raise NotFound("payout_batch")
    return found


def _move(conn: Connection, found: Batch, target: BatchStatus, **columns: Any) -> None:
    if not payouts.move_batch(conn, found, target, **columns):
        raise Stale("payout_batch")
