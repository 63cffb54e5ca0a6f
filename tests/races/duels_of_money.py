"""Duels over money: settlements, reversals, readings, batches, the bank."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from domain.payee import PayeeDetails, PayeeMethod
from domain.payout import Channel
from domain.payout_rules import PayoutRules
from domain.people import Actor, Role
from domain.settlement import VoidReason
from services import approvals, bank_results, payees, payout_files, payouts, reversals, settlements
from services.approvals import Word
from services.vault import Vault
from storage import payouts as stored_payouts
from tests.approved import Approved, approved, read_in, reading
from tests.preparing import prepare_batch
from tests.races.duel import Attempt, Duel, Prepare
from tests.world import CPE, NOW, creator, live_campaign, staff

DAY: Final = timedelta(days=1)
PAYDAY: Final = NOW + 20 * DAY
VAULT: Final = Vault("a secret of the house")


def _counted(conn: Connection) -> Approved:
    """Approved work under a flat price."""
    return approved(conn, live_campaign(conn, slots=2), creator(conn))


def settle_twice(conn: Connection) -> Duel:
    settle = partial(settlements.settle_due, now=_counted(conn).cutoff_at)
    return Duel((settle, settle))


def _void(conn: Connection, work: Approved, now: datetime) -> Attempt:
    coordinator = staff(conn, Role.COORDINATOR)
    return lambda c: reversals.void(c, coordinator, work.assignment_id, VoidReason.FRAUD, now=now)


def settle_or_void(conn: Connection) -> Duel:
    """Void first: nothing is settled. Settled first: void reverses it, or finds it moved."""
    work = _counted(conn)
    settle = partial(settlements.settle_due, now=work.cutoff_at)
    return Duel((settle, _void(conn, work, work.cutoff_at)), winners=0)


def mature_or_void(conn: Connection) -> Duel:
    """Matured first: the reversal takes from payable. Void first: nothing matures."""
    work = _counted(conn)
    settlements.settle_due(conn, now=work.cutoff_at)
    later = work.cutoff_at + 5 * DAY
    return Duel((partial(settlements.mature_due, now=later), _void(conn, work, later)), winners=0)


def mature_twice(conn: Connection) -> Duel:
    work = _counted(conn)
    settlements.settle_due(conn, now=work.cutoff_at)
    mature = partial(settlements.mature_due, now=work.cutoff_at + 5 * DAY)
    return Duel((mature, mature))


def the_last_reading_or_the_settlement(conn: Connection) -> Duel:
    """Whichever is first, the amount follows from the readings that were there."""
    work = approved(conn, live_campaign(conn, agreed=CPE), creator(conn))
    read_in(conn, reading(work, work.cutoff_at - DAY, likes=100), now=work.cutoff_at)
    last = reading(work, work.cutoff_at, likes=9_000)
    record = partial(_record, rows=(last,), now=work.cutoff_at)
    return Duel((record, partial(settlements.settle_due, now=work.cutoff_at)), winners=2)


def the_same_readings_twice(conn: Connection) -> Duel:
    work = approved(conn, live_campaign(conn, agreed=CPE), creator(conn))
    record = partial(_record, rows=(reading(work, NOW, likes=100),), now=NOW)
    return Duel((record, record))


def _record(conn: Connection, rows: Any, now: datetime) -> int:
    return read_in(conn, *rows, now=now).new


def _payable(conn: Connection) -> Actor:
    """A creator with ¥80.00 payable and details that are old enough."""
    maker = creator(conn)
    work = approved(conn, live_campaign(conn, slots=2), maker)
    _give_details(conn, maker.actor, now=NOW)
    settlements.settle_due(conn, now=work.cutoff_at)
    settlements.mature_due(conn, now=work.cutoff_at + 5 * DAY)
    return maker.actor


def _give_details(conn: Connection, actor: Actor, *, now: datetime) -> object:
    account = f"1{now.day:02}{actor.person_id:08}"
    details = PayeeDetails(PayeeMethod.ALIPAY, account, "王小明")
    return payees.save(conn, actor, VAULT, details, now=now)


def _finance(conn: Connection) -> tuple[Actor, Actor]:
    return staff(conn, Role.FINANCE), staff(conn, Role.FINANCE)


def prepare_twice(conn: Connection) -> Duel:
    _payable(conn)
    """Both looked before either of them froze it."""
    two = _finance(conn)
    people = payouts.next_people(conn, two[0], "CNY", now=PAYDAY)
    one, other = (
        partial(payouts.prepare, actor=each, currency="CNY", people=people, now=PAYDAY)
        for each in two
    )
    return Duel((one, other))


def approve_twice(conn: Connection) -> Duel:
    batch_id, _ = _prepared(conn)
    one, other = (
        partial(payouts.approve, actor=each, batch_id=batch_id, now=PAYDAY)
        for each in _finance(conn)
    )
    return Duel((one, other))


def approve_twice_with_two_words(conn: Connection) -> Duel:
    """Two people said yes in chat; now both type their code in the console."""
    batch_id, _ = _prepared(conn)
    one, other = (_second_word(conn, each, batch_id) for each in _finance(conn))
    return Duel((one, other))


def _second_word(conn: Connection, actor: Actor, batch_id: int) -> Attempt:
    rules = PayoutRules(confirmed_twice=True)
    said = approvals.say_yes(conn, actor, batch_id, Channel.CHAT, rules, now=PAYDAY)
    again = (actor, batch_id, Channel.CONSOLE, rules, said.code)
    return lambda c: approvals.say_yes(c, *again, now=PAYDAY).word is Word.APPROVED


def approve_or_cancel(conn: Connection) -> Duel:
    batch_id, maker = _prepared(conn)
    checker, _ = _finance(conn)
    approve = partial(payouts.approve, actor=checker, batch_id=batch_id, now=PAYDAY)
    return Duel((approve, partial(payouts.cancel, actor=maker, batch_id=batch_id, now=PAYDAY)))


def _prepared(conn: Connection) -> tuple[int, Actor]:
    _payable(conn)
    maker, _ = _finance(conn)
    return prepare_batch(conn, maker, "CNY", now=PAYDAY), maker


def approve_or_void(conn: Connection) -> Duel:
    """Void first: the batch is outdated. Approved first: the balance goes below zero."""
    maker, (one, other) = creator(conn), _finance(conn)
    work = approved(conn, live_campaign(conn, slots=2), maker)
    _give_details(conn, maker.actor, now=NOW)
    settlements.settle_due(conn, now=work.cutoff_at)
    settlements.mature_due(conn, now=work.cutoff_at + 5 * DAY)
    batch_id = prepare_batch(conn, one, "CNY", now=PAYDAY)
    approve = partial(payouts.approve, actor=other, batch_id=batch_id, now=PAYDAY)
    return Duel((approve, _void(conn, work, PAYDAY)), winners=0)


def two_answers_of_the_bank(conn: Connection) -> Duel:
    """One file says paid, the other says failed."""
    batch_id, maker = _prepared(conn)
    _, checker = _finance(conn)
    payouts.approve(conn, checker, batch_id, now=PAYDAY)
    payout_files.export(conn, maker, VAULT, batch_id, now=PAYDAY)
    one, other = (_bank_says(conn, maker, batch_id, word) for word in ("paid", "failed"))
    return Duel((one, other))


def _bank_says(conn: Connection, actor: Actor, batch_id: int, word: str) -> Attempt:
    rows = [f"{item.reference},{word}" for item in stored_payouts.items(conn, batch_id)]
    content = "\n".join(("reference,result", *rows)).encode()
    upload_id = bank_results.hand_in(conn, actor, "bank.csv", content, now=PAYDAY).upload_id

    def confirm(c: Connection) -> int:
        done = bank_results.confirm(c, actor, upload_id, now=PAYDAY)
        return done.paid + done.failed

    return confirm


OF_MONEY: Final[tuple[Prepare, ...]] = (
    settle_twice,
    settle_or_void,
    mature_or_void,
    mature_twice,
    the_last_reading_or_the_settlement,
    the_same_readings_twice,
    prepare_twice,
    approve_twice,
    approve_twice_with_two_words,
    approve_or_cancel,
    approve_or_void,
    two_answers_of_the_bank,
)
