"""What moves money, as people and the clock do it once and, having heard nothing, again."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from domain.errors import Refusal
from domain.payout import Channel
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from scheduler.due_items import work_off
from scheduler.jobs import POT_WINDOWS, SETTLEMENTS, WINDOW_LOOKS
from services import approvals, bank_results, payees, payout_files, payouts, settlements
from services.seam import Database
from storage import payouts as stored
from storage.tables.campaigns import campaign
from storage.tables.delivery import delivery
from storage.tables.money import (
    ledger_entry,
    payout,
    payout_batch,
    posting,
    pot_share,
    settlement,
)
from storage.tables.pot_windows import pot_window
from storage.tables.work import assignment
from tests.approved import approved, read_in, reading
from tests.handed_in import held
from tests.paying import DAY, PAYDAY, VAULT, details
from tests.preparing import prepare_batch
from tests.services.test_pots import SHARED
from tests.world import NOW, creator, live_campaign, staff

RULES: Final = PayoutRules(confirmed_twice=True)
WORKS: Final = 3
_DUE: Final = NOW + 8 * DAY
_WEEKLY: Final = replace(SHARED, pot_days=7)


@dataclass(frozen=True, slots=True)
class House:
    """Who is there; `folder` keeps the files that leave the house."""

    maker: Actor
    checker: Actor
    batch_id: int
    folder: Path


Deed = Callable[[Database, House], Awaitable[None]]
Row = tuple[Any, ...]


async def settle(db: Database, house: House) -> None:
    """The clock's own job: a page in one unit."""
    await work_off(db, lambda: _DUE, SETTLEMENTS)


async def approve(db: Database, house: House) -> None:
    """Yes in chat, and again in the console with the code from there."""
    for_batch = (house.checker, house.batch_id)
    said = await db.write(approvals.say_yes, *for_batch, Channel.CHAT, RULES, now=PAYDAY)
    await db.write(approvals.say_yes, *for_batch, Channel.CONSOLE, RULES, said.code, now=PAYDAY)


async def export(db: Database, house: House) -> None:
    """Whatever file leaves the house says the same as every other."""
    made = await db.write(payout_files.export, house.maker, VAULT, house.batch_id, now=PAYDAY)
    number = len(list(house.folder.glob("*.csv")))
    (house.folder / f"{number}.csv").write_bytes(made.content)


async def book(db: Database, house: House) -> None:
    """The bank's answer: most are paid, the last one failed; the file is handed in anew."""
    rows = await db.read(_answer, house.batch_id)
    upload_id = await db.write(bank_results.keep, house.maker, "bank.csv", rows, now=PAYDAY)
    for part in await db.read(bank_results.parts, house.maker, upload_id):
        await db.write(bank_results.book, house.maker, part, now=PAYDAY)


async def share(db: Database, house: House) -> None:
    """A window is split and settled; of the next one creators hear that most is spoken for."""
    for errand in (WINDOW_LOOKS, POT_WINDOWS, SETTLEMENTS):
        await work_off(db, lambda: _DUE, errand)


DEEDS: Final[dict[str, Deed]] = {
    "settle": settle,
    "share": share,
    "approve": approve,
    "export": export,
    "import": book,
}


async def until_it_is_done(deed: Deed, db: Database, house: House) -> None:
    """Who finds that it was done already is told so, and lets it be."""
    with suppress(Refusal):
        await deed(db, house)


def furnish(conn: Connection, deed: str, folder: Path) -> House:
    """As it stands before the deed."""
    if deed == "share":
        return _furnish_windows(conn, folder)
    makers = [creator(conn) for _ in range(WORKS)]
    opened = live_campaign(conn, slots=WORKS)
    for number, one in enumerate(makers):
        approved(conn, opened, one)
        payees.save(conn, one.actor, VAULT, details(number), now=NOW)
    maker, checker = staff(conn, Role.FINANCE), staff(conn, Role.FINANCE)
    batch_id = 0
    if deed != "settle":
        settlements.settle_due(conn, now=_DUE)
        settlements.mature_due(conn, now=_DUE + 3 * DAY)
        batch_id = prepare_batch(conn, maker, "CNY", RULES, now=PAYDAY)
    if deed in ("export", "import"):
        payouts.approve(conn, checker, batch_id, now=PAYDAY)
    if deed == "import":
        payout_files.export(conn, maker, VAULT, batch_id, now=PAYDAY)
    return House(maker, checker, batch_id, folder)


def _furnish_windows(conn: Connection, folder: Path) -> House:
    """One that has ended and is counted, one of which some is published and some is not."""
    opened = live_campaign(conn, slots=WORKS + 2, budget=2 * SHARED.pot_minor, agreed=_WEEKLY)
    for likes, at in ((900, NOW), (300, NOW), (850, NOW + 7 * DAY)):
        work = approved(conn, opened, creator(conn), now=at)
        read_in(conn, reading(work, at + DAY, likes=likes), now=at + DAY)
    held(conn, opened, now=NOW + 7 * DAY)
    maker = staff(conn, Role.FINANCE)
    return House(maker, maker, 0, folder)


def _answer(conn: Connection, batch_id: int) -> bytes:
    items = stored.items(conn, batch_id)
    words = ["paid"] * (len(items) - 1) + ["failed"]
    rows = [f"{item.reference},{word}" for item, word in zip(items, words, strict=True)]
    return "\n".join(("reference,result", *rows)).encode()


_TOLD: Final = ("settled", "payout_approved", "payout_paid", "payout_failed", "window_short")


def picture(conn: Connection) -> list[Row]:
    """All that is money, and what people are told of it; not how often it was tried."""
    told = delivery.c.kind.in_(_TOLD)
    queries = (
        select(posting.c.key, ledger_entry.c.account, ledger_entry.c.owner_id)
        .add_columns(ledger_entry.c.amount_minor)
        .join(ledger_entry, ledger_entry.c.posting_id == posting.c.id),
        select(settlement.c.assignment_id, settlement.c.checkpoint, settlement.c.amount_minor),
        select(assignment.c.id, assignment.c.status, assignment.c.reserved_minor),
        select(campaign.c.id, campaign.c.reserved_minor, campaign.c.earned_minor),
        select(pot_share.c.assignment_id, pot_share.c.window_id, pot_share.c.share_minor),
        select(pot_window.c.id, pot_window.c.reserved_minor, pot_window.c.spoken_minor).add_columns(
            pot_window.c.split_at, pot_window.c.short_told_at
        ),
        select(payout.c.reference, payout.c.status, payout.c.amount_minor),
        select(payout_batch.c.id, payout_batch.c.status, payout_batch.c.approved_by),
        select(delivery.c.dedupe_key).where(told),
    )
    return sorted(tuple(map(str, row)) for query in queries for row in conn.execute(query))
