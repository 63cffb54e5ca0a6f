"""Parts of amounts are fixed: rows, postings, the budget, notices; when, other services say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain import checkpoints
from domain.assignment import AssignmentFacts
from domain.basis import NOTHING_CAME, Basis, Evidence
from domain.checkpoints import FINAL, Settling, Stage
from domain.delivery import DeliveryClass
from domain.ledger import Owed, Posting
from domain.notices import NoticeKind
from domain.pricing import Priced
from domain.terms import Terms
from services import ledger, notices
from services.notices import Notice
from services.rooms import Rooms
from storage import budgets, risk_holds, rooms, settlements
from storage import campaigns as campaign_rows
from storage import ledger as chain
from storage.settlements import NewSettlement


@dataclass(frozen=True, slots=True)
class Part:
    """What a checkpoint fixes, and all it follows from."""

    facts: AssignmentFacts
    terms: Terms
    title: str
    currency: str
    checkpoint: str
    post_id: int | None = None
    basis: Basis = NOTHING_CAME
    came: Evidence = Evidence()  # noqa: RUF009  (frozen)
    unheard: bool = False


def pay_stage(
    conn: Connection,
    facts: AssignmentFacts,
    terms: Terms,
    title: str,
    stage: Stage,
    *,
    now: datetime,
) -> None:
    """In the unit of work that approves; once, however often a draft is approved.

    What a risk case holds waits for its decision: the next checkpoint pays this part, too.
    """
    assignment_id = facts.assignment_id
    if not checkpoints.stage_minor(terms, stage) or risk_holds.is_held(conn, assignment_id):
        return
    if settlements.is_settled(conn, assignment_id, stage):
        return
    currency = campaign_rows.currency(conn, facts.campaign_id)
    (amount_minor,) = fix(conn, [Part(facts, terms, title, currency, stage)], now)
    rooms.pay_out(conn, assignment_id, amount_minor)


def priced(conn: Connection, part: Part) -> Priced:
    """What `fix` would come to by now."""
    work = part.facts, part.terms
    return _priced(part, Rooms(conn, [work]).settling(*work))


def fix(conn: Connection, found: Sequence[Part], now: datetime) -> list[int]:
    """Their amounts, in this order: of a cap that they share the first one takes first.

    What a work reserves of its campaign goes down by its amount, at the end wholly.
    """
    rooms_left = Rooms(conn, [(part.facts, part.terms) for part in found])
    fixed = [_fixed(part, rooms_left, now) for part in found]
    settlements.add(conn, [each.row() for each in fixed])
    _earn(conn, fixed)
    chain.post(conn, [each.posting() for each in fixed if each.amount_minor])
    told = [each.notice() for each in fixed if each.amount_minor or each.is_last]
    notices.queue_all(conn, told, cls=DeliveryClass.TRANSACTIONAL, now=now)
    return [each.amount_minor for each in fixed]


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A part with its price, and the rows that follow."""

    part: Part
    settling: Settling
    priced: Priced
    settled_at: datetime

    @property
    def amount_minor(self) -> int:
        return self.priced.amount_minor

    @property
    def is_last(self) -> bool:
        return self.part.checkpoint == FINAL

    @property
    def released_minor(self) -> int:
        return self.part.facts.reserved_minor if self.is_last else self.amount_minor

    @property
    def payable_at(self) -> datetime:
        return self.settled_at + timedelta(days=self.part.terms.hold_days)

    def row(self) -> NewSettlement:
        part, facts, reading = self.part, self.part.facts, self.part.basis.reading
        return NewSettlement(
            facts.assignment_id,
            part.checkpoint,
            facts.terms_id,
            part.post_id,
            reading.snapshot_id if reading else None,
            part.came.last_reading_id,
            part.came.last_news_id,
            self.settling.room_minor,
            self.settling.granted_minor,
            part.unheard,
            facts.person_id,
            facts.campaign_id,
            self.amount_minor,
            part.currency,
            self.priced.lines,
            settled_at=self.settled_at,
            payable_at=self.payable_at,
        )

    def posting(self) -> Posting:
        facts, checkpoint = self.part.facts, self.part.checkpoint
        owed = Owed(facts.person_id, self.amount_minor, self.part.currency)
        ids = facts.assignment_id, checkpoint, facts.campaign_id
        return ledger.settled(*ids, owed, at=self.settled_at)

    def notice(self) -> Notice:
        part, assignment_id = self.part, self.part.facts.assignment_id
        facts = {
            "assignment_id": assignment_id,
            "title": part.title,
            "checkpoint": part.checkpoint,
            "amount_minor": self.amount_minor,
            "currency": part.currency,
            "payable_at": self.payable_at.isoformat(),
        }
        key = f"settled:{assignment_id}:{part.checkpoint}"
        return Notice(part.facts.person_id, NoticeKind.SETTLED, facts, key)


def _fixed(part: Part, rooms_left: Rooms, now: datetime) -> _Fixed:
    settling = rooms_left.settling(part.facts, part.terms)
    fixed = _Fixed(part, settling, _priced(part, settling), now)
    rooms_left.take(part.facts, fixed.amount_minor)
    return fixed


def _priced(part: Part, settling: Settling) -> Priced:
    return checkpoints.part(part.terms, part.checkpoint, part.basis, settling)


def _earn(conn: Connection, fixed: Sequence[_Fixed]) -> None:
    """Each campaign once."""
    by_campaign: dict[int, tuple[int, int]] = {}
    for each in fixed:
        released, earned = by_campaign.get(each.part.facts.campaign_id, (0, 0))
        sums = released + each.released_minor, earned + each.amount_minor
        by_campaign[each.part.facts.campaign_id] = sums
    for campaign_id, (released_minor, earned_minor) in sorted(by_campaign.items()):
        budgets.earn(conn, campaign_id, released_minor, earned_minor)
