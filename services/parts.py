"""A part of an amount is fixed: its row, its posting, the budget, the notice; when, others say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain import checkpoints
from domain.assignment import AssignmentFacts
from domain.basis import NOTHING_CAME, Basis, Evidence
from domain.checkpoints import FINAL, Settling, Stage
from domain.delivery import DeliveryClass
from domain.ledger import Owed
from domain.notices import NoticeKind
from domain.pricing import Priced
from domain.terms import Terms
from services import ledger, notices
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
    amount_minor = fix(conn, Part(facts, terms, title, currency, stage), now)
    rooms.pay_out(conn, assignment_id, amount_minor)


def priced(conn: Connection, part: Part) -> Priced:
    """What `fix` would come to by now."""
    return checkpoints.part(part.terms, part.checkpoint, part.basis, _settling(conn, part))


def fix(conn: Connection, part: Part, now: datetime) -> int:
    """The amount; what the work reserves of its campaign goes down by it, at the end wholly."""
    settling = _settling(conn, part)
    fixed = checkpoints.part(part.terms, part.checkpoint, part.basis, settling)
    payable_at = now + timedelta(days=part.terms.hold_days)
    settlements.add(conn, _row(part, settling, fixed, now, payable_at))
    amount_minor = fixed.amount_minor
    is_last = part.checkpoint == FINAL
    released_minor = part.facts.reserved_minor if is_last else amount_minor
    budgets.earn(conn, part.facts.campaign_id, released_minor, amount_minor)
    if amount_minor:
        _post(conn, part, amount_minor, now)
    if amount_minor or is_last:
        _tell(conn, part, amount_minor, now, payable_at)
    return amount_minor


def _settling(conn: Connection, part: Part) -> Settling:
    has_parts = part.terms.stages_minor or part.terms.earlier_cutoffs
    before_minor = rooms.settled_minor(conn, part.facts.assignment_id) if has_parts else 0
    return Settling(before_minor, rooms.left(conn, part.facts, part.terms.creator_cap_minor))


def _row(
    part: Part, settling: Settling, fixed: Priced, now: datetime, payable_at: datetime
) -> NewSettlement:
    facts, reading = part.facts, part.basis.reading
    return NewSettlement(
        facts.assignment_id,
        part.checkpoint,
        facts.terms_id,
        part.post_id,
        reading.snapshot_id if reading else None,
        part.came.last_reading_id,
        part.came.last_news_id,
        settling.room_minor,
        part.unheard,
        facts.person_id,
        facts.campaign_id,
        fixed.amount_minor,
        part.currency,
        fixed.lines,
        settled_at=now,
        payable_at=payable_at,
    )


def _post(conn: Connection, part: Part, amount_minor: int, now: datetime) -> None:
    facts = part.facts
    owed = Owed(facts.person_id, amount_minor, part.currency)
    posting = ledger.settled(facts.assignment_id, part.checkpoint, facts.campaign_id, owed, at=now)
    chain.post(conn, [posting])


def _tell(
    conn: Connection, part: Part, amount_minor: int, now: datetime, payable_at: datetime
) -> None:
    assignment_id = part.facts.assignment_id
    notices.queue(
        conn,
        part.facts.person_id,
        NoticeKind.SETTLED,
        {
            "assignment_id": assignment_id,
            "title": part.title,
            "checkpoint": part.checkpoint,
            "amount_minor": amount_minor,
            "currency": part.currency,
            "payable_at": payable_at.isoformat(),
        },
        cls=DeliveryClass.TRANSACTIONAL,
        dedupe_key=f"settled:{assignment_id}:{part.checkpoint}",
        now=now,
    )
