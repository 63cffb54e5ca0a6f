"""Payout batches: prepared, frozen, approved by another person; files are payout_files.py's."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.delivery import DeliveryClass
from domain.errors import NotFound, OwnWork, Stale
from domain.payee import PAUSE, suits
from domain.payout import (
    Batch,
    BatchOutdated,
    BatchStatus,
    HeldBack,
    NothingToPay,
    PayoutItem,
    PayoutStatus,
    ensure_batch_leads_to,
    minimum_minor,
)
from domain.payout_file import digest
from domain.people import Actor, Role
from services import ledger, notices, staff_notices
from services.authority import need
from storage import ledger as chain
from storage import payables, payouts
from storage.payables import Candidate

MOST_SHOWN: Final = 8
MOST_IN_A_BATCH: Final = 2_000
APPROVERS: Final = frozenset({Role.FINANCE, Role.OWNER})


@dataclass(frozen=True, slots=True)
class Ready:
    """What one currency's next batch would pay, and whom it leaves out why."""

    currency: str
    people: int
    amount_minor: int
    held_back: tuple[tuple[HeldBack, int], ...]


@dataclass(frozen=True, slots=True)
class ListedBatch:
    """`needs_another`: it waits for an approval that is not the reader's to give."""

    batch: Batch
    amount_minor: int
    needs_another: bool


@dataclass(frozen=True, slots=True)
class Overview:
    ready: tuple[Ready, ...]
    batches: tuple[ListedBatch, ...]


@dataclass(frozen=True, slots=True)
class BatchItem:
    """`shares_account`: somebody else gave the same details; a person should look."""

    item: PayoutItem
    name: str
    shares_account: bool


@dataclass(frozen=True, slots=True)
class BatchView:
    batch: Batch
    prepared_by: str
    approved_by: str
    items: tuple[BatchItem, ...]
    needs_another: bool

    @property
    def amount_minor(self) -> int:
        return sum(each.item.amount_minor for each in self.items)


def need_finance(actor: Actor) -> None:
    need(actor, Role.FINANCE, verb="payouts")


def overview(conn: Connection, actor: Actor, *, now: datetime) -> Overview:
    need_finance(actor)
    by_currency: defaultdict[str, list[Candidate]] = defaultdict(list)
    for each in payables.candidates(conn):
        by_currency[each.currency].append(each)
    ready = tuple(_ready(currency, found, now) for currency, found in by_currency.items())
    batches = payouts.batches(conn, MOST_SHOWN)
    amounts = payouts.amounts(conn, [each.batch_id for each in batches])
    listed = (
        ListedBatch(each, amounts[each.batch_id], _needs_another(conn, actor, each))
        for each in batches
    )
    return Overview(ready, tuple(listed))


def _needs_another(conn: Connection, actor: Actor, batch: Batch) -> bool:
    return batch.status is BatchStatus.PREPARED and _is_own(conn, actor, batch)


def _is_own(conn: Connection, actor: Actor, batch: Batch) -> bool:
    """Prepared by them, or paid to them or to somebody linked to them."""
    prepared = actor.person_id == batch.prepared_by
    return prepared or payables.concerns(conn, batch.batch_id, actor.person_id)


def _ready(currency: str, candidates: list[Candidate], now: datetime) -> Ready:
    reasons = [(each, held_back(each, now)) for each in candidates]
    able = [each for each, reason in reasons if reason is None]
    counts = Counter(reason for _, reason in reasons if reason is not None)
    held = tuple((reason, counts[reason]) for reason in HeldBack if counts[reason])
    return Ready(currency, len(able), sum(each.amount_minor for each in able), held)


def held_back(candidate: Candidate, now: datetime) -> HeldBack | None:
    """Why this money cannot go out now; None when it can."""
    if candidate.has_open:
        return HeldBack.OPEN
    if candidate.amount_minor < minimum_minor(candidate.currency):
        return HeldBack.BELOW_MINIMUM
    if candidate.changed_at is None or candidate.method is None:
        return HeldBack.NO_DETAILS
    if not suits(candidate.method, candidate.currency):
        return HeldBack.UNSUITED
    return HeldBack.PAUSED if now < candidate.changed_at + PAUSE else None


def prepare(conn: Connection, actor: Actor, currency: str, *, now: datetime) -> int:
    """Freeze a batch of all that may go out; its id. Raises NothingToPay.

    The ledger's head is held, so that of two who prepare at once the second finds nothing left.
    """
    need_finance(actor)
    chain.hold_head(conn)
    chosen = _chosen(conn, currency, now)
    if not chosen:
        raise NothingToPay(currency)
    batch_id = payouts.add_batch(conn, currency, actor.person_id, now)
    payouts.add_items(conn, batch_id, chosen)
    payouts.freeze(conn, batch_id, digest(payouts.items(conn, batch_id)))
    about = {
        "batch_id": batch_id,
        "people": len(chosen),
        "amount_minor": sum(each.amount_minor for each in chosen),
        "currency": currency,
        "by": actor.name,
    }
    staff_notices.tell(
        conn, APPROVERS, "payout_prepared", about, f"{batch_id}", but=actor.person_id, now=now
    )
    return batch_id


def _chosen(conn: Connection, currency: str, now: datetime) -> list[Candidate]:
    able = [
        each
        for each in payables.candidates(conn)
        if each.currency == currency and held_back(each, now) is None
    ]
    return able[:MOST_IN_A_BATCH]


def batch(conn: Connection, actor: Actor, batch_id: int) -> BatchView:
    need_finance(actor)
    found = payouts.batch(conn, batch_id)
    if found is None:
        raise NotFound("payout_batch")
    items = payouts.items(conn, batch_id)
    people = {found.prepared_by, found.approved_by or 0, *(each.person_id for each in items)}
    names = payables.names(conn, people)
    shared = payables.sharing(conn, batch_id)
    return BatchView(
        found,
        names[found.prepared_by],
        names.get(found.approved_by or 0, ""),
        tuple(BatchItem(each, names[each.person_id], each.person_id in shared) for each in items),
        _needs_another(conn, actor, found),
    )


def approve(conn: Connection, actor: Actor, batch_id: int, *, now: datetime) -> int:
    """Another person lets the frozen batch go: its money leaves the payable accounts.

    Refusals: NotAllowed, NotFound, WrongState, OwnWork (prepared it, is paid by it, or is linked
    to one who is), BatchOutdated.
    """
    need_finance(actor)
    found = _held(conn, batch_id)
    ensure_batch_leads_to(found.status, BatchStatus.APPROVED)
    if _is_own(conn, actor, found):
        raise OwnWork("approve_payouts")
    items = payouts.items(conn, batch_id)
    chain.hold_head(conn)  # no balance moves until this commits
    if (
        digest(items) != found.sha256
        or payables.details_changed(conn, batch_id)
        or payables.is_short(conn, batch_id)
    ):
        raise BatchOutdated(batch_id)
    _move(conn, found, BatchStatus.APPROVED, approved_by=actor.person_id, approved_at=now)
    payouts.move_items(conn, batch_id, PayoutStatus.PREPARED, PayoutStatus.IN_TRANSIT)
    chain.post(conn, [ledger.sent(each.payout_id, each.owed, at=now) for each in items])
    _tell_approved(conn, actor, found, items, now)
    return batch_id


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
        "payout_approved",
        about,
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"payout_approved:{found.batch_id}",
        now=now,
    )


def cancel(conn: Connection, actor: Actor, batch_id: int, *, now: datetime) -> int:
    """Withdraw a batch that nobody approved yet; its items are free again."""
    need_finance(actor)
    found = _held(conn, batch_id)
    ensure_batch_leads_to(found.status, BatchStatus.CANCELLED)
    _move(conn, found, BatchStatus.CANCELLED)
    payouts.move_items(conn, batch_id, PayoutStatus.PREPARED, PayoutStatus.CANCELLED)
    return batch_id


def _held(conn: Connection, batch_id: int) -> Batch:
    found = payouts.batch(conn, batch_id, hold=True)
    if found is None:
        raise NotFound("payout_batch")
    return found


def _move(conn: Connection, found: Batch, target: BatchStatus, **columns: Any) -> None:
    if not payouts.move_batch(conn, found, target, **columns):
        raise Stale("payout_batch")
