"""Payout batches as finance reads them, the newest and one in full; payouts.py moves them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from domain.disputes.listing import Objection
from domain.errors import NotFound
from domain.payout import Batch, BatchStatus, Bounce, PayoutEvent, PayoutItem
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from domain.second_try import TriedBefore
from services import payable
from services.payable import Ready
from services.payouts import NEWEST, is_own, need_finance
from storage import bounces, objections, payables, payout_events, payouts, second_tries


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
    bounce: Bounce | None = None  # how it came back
    tried_before: TriedBefore | None = None
    objection: Objection | None = None  # its creator's, that is not left


@dataclass(frozen=True, slots=True)
class BatchView:
    batch: Batch
    prepared_by: str
    approved_by: str
    items: tuple[BatchItem, ...]
    needs_another: bool
    events: tuple[PayoutEvent, ...]

    @property
    def amount_minor(self) -> int:
        return sum(each.item.amount_minor for each in self.items)

    @property
    def tried_before(self) -> int:
        """To how many the payout before came back from the same details."""
        return sum(each.tried_before is not None for each in self.items)

    @property
    def withheld_minor(self) -> int:
        return sum(each.item.withheld_minor for each in self.items)


def overview(
    conn: Connection, actor: Actor, rules: PayoutRules = PLAIN, *, now: datetime
) -> Overview:
    need_finance(actor)
    ready = payable.all_ready(conn, rules, now=now)
    batches = payouts.batches(conn, NEWEST)
    amounts = payouts.amounts(conn, [each.batch_id for each in batches])
    listed = (
        ListedBatch(each, amounts[each.batch_id], _needs_another(conn, actor, each))
        for each in batches
    )
    return Overview(ready, tuple(listed))


def _needs_another(conn: Connection, actor: Actor, batch: Batch) -> bool:
    return batch.status is BatchStatus.PREPARED and is_own(conn, actor, batch)


def batch(conn: Connection, actor: Actor, batch_id: int) -> BatchView:
    need_finance(actor)
    found = payouts.batch(conn, batch_id)
    if found is None:
        raise NotFound("payout_batch")
    items = payouts.items(conn, batch_id)
    people = {found.prepared_by, found.approved_by or 0, *(each.person_id for each in items)}
    names = payables.names(conn, people)
    shared = payables.sharing(conn, batch_id)
    back = bounces.of_batch(conn, batch_id)
    tried = second_tries.tried_before(conn, batch_id)
    disputed = objections.of_batch(conn, batch_id, actor.person_id)

    def listed(each: PayoutItem) -> BatchItem:
        who, number = each.person_id, each.payout_id
        of = back.get(number), tried.get(number), disputed.get(number)
        return BatchItem(each, names[who], who in shared, *of)

    return BatchView(
        found,
        names[found.prepared_by],
        names.get(found.approved_by or 0, ""),
        tuple(map(listed, items)),
        _needs_another(conn, actor, found),
        tuple(payout_events.of_batch(conn, batch_id)),
    )
