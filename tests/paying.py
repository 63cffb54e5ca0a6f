"""Money that is payable, and the way from there to the bank, for tests of payouts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from domain.ledger import LedgerAccount
from domain.payee import PayeeDetails, PayeeMethod
from domain.payout import PayoutStatus
from domain.people import Actor, Role
from domain.settlement import VoidReason
from domain.terms import Interaction, Method, Terms
from services import (
    bank_results,
    bank_trials,
    payees,
    payout_files,
    payouts,
    reversals,
    settlements,
)
from services.vault import Vault
from storage import ledger
from storage.tables.delivery import delivery
from storage.tables.money import payout
from tests.approved import Approved, approved, read_in, reading
from tests.preparing import prepare_batch
from tests.world import NOW, CreatorFixture, World, creator, live_campaign, staff

DAY: Final = timedelta(days=1)
VAULT: Final = Vault("a secret of the house")
PAYDAY: Final = NOW + 15 * DAY


def details(number: int) -> PayeeDetails:
    return PayeeDetails(PayeeMethod.ALIPAY, f"1381234{number:04}", "王小明")


def paid_into_one_account(conn: Connection, *people: Actor) -> None:
    for each in people:
        payees.save(conn, each, VAULT, details(0), now=NOW)


def paid_creators(world: World, count: int, *, with_details: bool = True) -> list[CreatorFixture]:
    """Creators with ¥80.00 payable on PAYDAY each."""
    campaign = world.do(live_campaign, slots=count)
    makers = [world.do(creator) for _ in range(count)]
    for number, maker in enumerate(makers):
        work: Approved = world.do(approved, campaign, maker)
        if with_details:
            world.do(payees.save, maker.actor, VAULT, details(number), now=NOW)
    world.do(settlements.settle_due, now=work.cutoff_at)
    world.do(settlements.mature_due, now=work.cutoff_at + 3 * DAY)
    return makers


FALLING: Final = Terms(
    Method.CPE,
    cap_minor=20_000,
    rate_per_mille_minor=10_000,
    counted=(Interaction.LIKES,),
    cutoff_days=30,
    earlier_cutoffs=(7,),
    takes_back=True,
)
FALLS_AT: Final = NOW + 30 * DAY


def paid_for_counts(world: World) -> tuple[CreatorFixture, Approved]:
    """¥30.00 payable on PAYDAY, of which `counts_fall` takes ¥20.00 back three days later."""
    maker = world.do(creator)
    work = world.do(approved, world.do(live_campaign, agreed=FALLING), maker)
    world.do(payees.save, maker.actor, VAULT, details(0), now=NOW)
    world.do(read_in, reading(work, NOW + 6 * DAY, likes=300), now=NOW + 6 * DAY)
    world.do(settlements.settle_due, now=NOW + 7 * DAY)
    world.do(settlements.mature_due, now=PAYDAY)
    return maker, work


def counts_fall(world: World, work: Approved) -> None:
    """Settled at FALLS_AT, not matured."""
    world.do(read_in, reading(work, FALLS_AT - DAY, likes=100), now=FALLS_AT - DAY)
    world.do(settlements.settle_due, now=FALLS_AT)


def prepare(world: World, actor: Actor, *, now: datetime = PAYDAY) -> int:
    return world.do(prepare_batch, actor, "CNY", now=now)


def exported(world: World, finance: Actor, checker: Actor) -> tuple[int, str]:
    """The batch's id and its file's text."""
    batch_id = prepare(world, finance)
    world.do(payouts.approve, checker, batch_id, now=PAYDAY)
    made = world.do(payout_files.export, finance, VAULT, batch_id, now=PAYDAY)
    return batch_id, made.content.decode("utf-8-sig")


def owing(world: World) -> CreatorFixture:
    """Was paid ¥80.00 for assignment 1, which is void now."""
    (maker,) = paid_creators(world, 1)
    payer = world.do(staff, Role.FINANCE)
    batch_id, _ = exported(world, payer, world.do(staff, Role.FINANCE))
    answer(world, payer, f"KOC-{batch_id}-1,paid,")
    world.do(reversals.void, payer, 1, VoidReason.MISTAKE, now=PAYDAY)
    return maker


def balance(world: World, actor: Actor, account: LedgerAccount) -> int:
    found = world.do(ledger.of_person, actor.person_id)
    return sum(each.amount_minor for each in found if each.account is account)


def answer(world: World, finance: Actor, *rows: str) -> bank_trials.ResultsTrial:
    content = "\n".join(("编号,结果,原因", *rows)).encode("gb18030")
    trial = world.do(bank_results.hand_in, finance, "results.csv", content, now=PAYDAY + DAY)
    return world.do(bank_results.confirm, finance, trial.upload_id, now=PAYDAY + DAY)


def items(world: World) -> list[tuple[str, PayoutStatus]]:
    rows = world.rows(select(payout.c.reference, payout.c.status).order_by(payout.c.id))
    return [(row[0], PayoutStatus(row[1])) for row in rows]


def kinds_to(world: World, actor: Actor) -> list[str]:
    mine = delivery.c.person_id == actor.person_id
    rows = world.rows(select(delivery.c.kind).where(mine).order_by(delivery.c.id))
    return [row[0] for row in rows]
