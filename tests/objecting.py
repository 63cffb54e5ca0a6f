"""Lines that a creator may dispute, with who may decide on them, for tests of disputes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from domain.disputes.life import DisputeStatus
from domain.disputes.lines import REASONS, DisputeReason, LineKind
from domain.disputes.listing import DisputeFile
from domain.due_work import BEGINNING
from domain.money import Currency
from domain.payee import PayeeKind
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.review import Decision
from domain.withholding import Bracket, Withholding
from services import (
    dispute_clocks,
    disputes,
    payout_files,
    payouts,
    receipts,
    reviews,
    settlements,
)
from storage.tables.money import settlement
from tests.approved import approved
from tests.handed_in import handed_in, held
from tests.paying import DAY, PAYDAY, VAULT, answer, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

FIFTH: Final = PayoutRules(
    withholdings=(Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),)),)
)
SETTLED_AT: Final = NOW + 8 * DAY
BUDGET: Final = 100_000


@dataclass(frozen=True, slots=True)
class Scene:
    """A creator with something to dispute; `decider` had no part in it."""

    maker: CreatorFixture
    decider: Actor
    campaign_id: int
    assignment_id: int
    now: datetime

    @property
    def actor(self) -> Actor:
        return self.maker.actor


def settled_work(world: World, maker: CreatorFixture | None = None) -> Scene:
    """¥80.00 settled, still pending; its campaign has money left."""
    campaign = world.do(live_campaign, budget=BUDGET)
    maker = maker or world.do(creator)
    work = world.do(approved, campaign, maker)
    world.do(settlements.settle_due, now=work.cutoff_at)
    decider = world.do(staff, Role.FINANCE)
    return Scene(maker, decider, campaign.campaign_id, work.assignment_id, work.cutoff_at)


def rejected_work(world: World) -> tuple[Scene, Actor]:
    """With the reviewer who said so, who is finance, too."""
    campaign = world.do(live_campaign, budget=BUDGET)
    work = world.do(held, campaign)
    reviewer = world.do(staff, Role.REVIEWER, Role.FINANCE)
    number = world.do(handed_in, work).submission_id
    world.do(reviews.decide, reviewer, number, Decision.REJECT, "quality", "1", "", now=NOW)
    decider = world.do(staff, Role.FINANCE)
    scene = Scene(work.creator, decider, campaign.campaign_id, work.assignment_id, NOW)
    return scene, reviewer


@dataclass(frozen=True, slots=True)
class Paid:
    """One payout of ¥64.00, of which ¥16.00 were kept back for the tax office besides."""

    maker: CreatorFixture
    finance: Actor
    checker: Actor
    decider: Actor
    payout_id: int

    @property
    def actor(self) -> Actor:
        return self.maker.actor


def paid_out(world: World) -> Paid:
    (maker,) = paid_creators(world, 1)
    finance, checker, decider = (world.do(staff, Role.FINANCE) for _ in range(3))
    batch_id = world.do(prepare_batch, finance, "CNY", FIFTH, now=PAYDAY)
    world.do(payouts.approve, checker, batch_id, rules=FIFTH, now=PAYDAY)
    world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    answer(world, finance, f"KOC-{batch_id}-1,paid,")
    (own,) = world.do(receipts.recent, maker.actor)
    item = own.item
    return Paid(maker, finance, checker, decider, item.payout_id)


def settlement_of(world: World, assignment_id: int) -> int:
    asked = select(settlement.c.id).where(settlement.c.assignment_id == assignment_id)
    found: int = world.rows(asked)[0][0]
    return found


def objected(
    world: World,
    actor: Actor,
    kind: LineKind,
    subject_id: int,
    reason: DisputeReason | None = None,
    words: str = "Look again, please",
    *,
    now: datetime,
) -> int:
    reason = reason or REASONS[kind][0]
    return world.do(disputes.open_, actor, kind, subject_id, reason, words, now=now)


def about_amount(world: World, scene: Scene) -> int:
    number = settlement_of(world, scene.assignment_id)
    return objected(world, scene.actor, LineKind.SETTLEMENT, number, now=scene.now)


def file(world: World, actor: Actor, dispute_id: int) -> DisputeFile:
    return world.do(disputes.own, actor, dispute_id)


def status(world: World, actor: Actor, dispute_id: int) -> DisputeStatus:
    return file(world, actor, dispute_id).facts.status


def clocks_run(world: World, now: datetime) -> int:
    due = world.do(dispute_clocks.due, BEGINNING, most=9, now=now)
    return sum(world.do(dispute_clocks.go_on, number, now=now) for _, number in due)
