"""Who approves a batch says so in chat and in the console; one of the two lets nothing go."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from domain.errors import OwnWork, WrongState
from domain.ledger import LedgerAccount
from domain.payout import BatchOutdated, BatchStatus, Channel, PayoutEventKind
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.withholding import CN_LABOUR
from services import approvals, batch_views, verify
from services.approvals import Said, Word
from storage.tables.money import payout_batch, payout_confirmation
from tests.paying import PAYDAY, balance, kinds_to, paid_creators, prepare
from tests.preparing import prepare_batch
from tests.world import World, staff

TWICE = PayoutRules(confirmed_twice=True)
CHAT, CONSOLE = Channel.CHAT, Channel.CONSOLE


@pytest.fixture(autouse=True)
def every_invariant_holds(world: World) -> object:
    yield
    assert world.do(verify.problems) == []


@pytest.fixture
def finance(world: World) -> Actor:
    paid_creators(world, 1)
    return world.do(staff, Role.FINANCE)


@pytest.fixture
def checker(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


def yes(
    world: World, actor: Actor, said_in: Channel, code: str = "", minutes: int = 0, batch: int = 1
) -> Said:
    now = PAYDAY + timedelta(minutes=minutes)
    return world.do(approvals.say_yes, actor, batch, said_in, TWICE, code, now=now)


def status(world: World) -> str:
    return str(world.rows(select(payout_batch.c.status))[0][0])


def test_a_yes_in_chat_needs_its_code_in_the_console(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    half = yes(world, checker, CHAT)
    assert (half.word, status(world)) == (Word.HALF, BatchStatus.PREPARED)
    assert yes(world, checker, CONSOLE, "000000x").word is Word.WRONG_CODE
    assert status(world) == BatchStatus.PREPARED
    assert yes(world, checker, CONSOLE, f" {half.code[:3]} {half.code[3:]}").word is Word.APPROVED
    (row,) = world.rows(select(payout_batch))
    assert (row.status, row.approved_by, row.confirmed_by) == (
        BatchStatus.APPROVED,
        checker.person_id,
        checker.person_id,
    )
    assert (row.confirmed_in, row.approved_in) == (CHAT, CONSOLE)
    assert world.rows(select(payout_confirmation)) == []


def test_a_yes_in_the_console_is_asked_for_in_chat(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    half = yes(world, checker, CONSOLE)
    assert (half.word, half.code) == (Word.HALF, "")
    assert "payout_confirm" in kinds_to(world, checker)
    assert yes(world, checker, CONSOLE, minutes=1).word is Word.HALF  # the same place again
    assert yes(world, checker, CHAT, minutes=2).word is Word.APPROVED


@pytest.mark.parametrize("place", [CHAT, CONSOLE])
def test_a_yes_said_twice_in_one_place_is_one_yes(
    world: World, finance: Actor, checker: Actor, place: Channel
) -> None:
    """Of two codes the later one counts, and no longer than the first would have."""
    prepare(world, finance)
    first = yes(world, checker, place)
    again = yes(world, checker, place, minutes=10)
    assert (first.minutes_left, again.minutes_left) == (30, 20)
    found = [each.kind for each in world.do(batch_views.batch, checker, 1).events]
    assert found == [PayoutEventKind.PREPARED, PayoutEventKind.CONFIRMED]
    assert kinds_to(world, checker).count("payout_confirm") == (place is CONSOLE)
    if place is CHAT:
        assert yes(world, checker, CONSOLE, first.code, minutes=11).word is Word.WRONG_CODE
    other = CONSOLE if place is CHAT else CHAT
    assert yes(world, checker, other, again.code, minutes=29).word is Word.APPROVED
    ((confirmed_at,),) = world.rows(select(payout_batch.c.confirmed_at))
    assert confirmed_at == PAYDAY


@pytest.mark.parametrize("place", [CHAT, CONSOLE])
def test_a_yes_that_ran_out_is_said_and_noted_anew(
    world: World, finance: Actor, checker: Actor, place: Channel
) -> None:
    prepare(world, finance)
    for minutes in (0, 30):
        assert yes(world, checker, place, minutes=minutes).minutes_left == 30
    found = [each.kind for each in world.do(batch_views.batch, checker, 1).events]
    assert found.count(PayoutEventKind.CONFIRMED) == 2


@pytest.mark.parametrize(("drawn", "code"), [(-1, "999999"), (7, "000007")])
def test_a_code_has_six_digits(
    world: World,
    finance: Actor,
    checker: Actor,
    monkeypatch: pytest.MonkeyPatch,
    drawn: int,
    code: str,
) -> None:
    prepare(world, finance)
    monkeypatch.setattr(approvals, "randbelow", lambda below: drawn % below)
    assert yes(world, checker, CHAT) == Said(1, Word.HALF, code)


def test_where_one_yes_is_enough_it_sends_the_batch(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    said = world.do(approvals.say_yes, checker, 1, CHAT, PLAIN, now=PAYDAY)
    assert said == Said(1, Word.APPROVED)
    assert status(world) == BatchStatus.APPROVED
    (row,) = world.rows(select(payout_batch))
    assert (row.confirmed_by, row.confirmed_in, row.approved_in) == (None, None, None)


def test_a_second_yes_in_another_month_than_the_tax_sends_nothing(
    world: World, finance: Actor, checker: Actor
) -> None:
    rules = replace(TWICE, withholdings=(CN_LABOUR,))
    newyear = datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    before = newyear - timedelta(minutes=2)
    world.do(prepare_batch, finance, "CNY", rules, now=before)
    half = world.do(approvals.say_yes, checker, 1, CHAT, rules, now=before)
    with pytest.raises(BatchOutdated):
        world.do(approvals.say_yes, checker, 1, CONSOLE, rules, half.code, now=newyear)
    assert status(world) == BatchStatus.PREPARED


def test_a_code_that_is_no_text_at_all_is_a_wrong_one(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    yes(world, checker, CHAT)
    assert yes(world, checker, CONSOLE, "\ud800").word is Word.WRONG_CODE


def test_two_halves_of_two_people_are_no_approval(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    third = world.do(staff, Role.FINANCE)
    half = yes(world, checker, CHAT)
    assert yes(world, third, CONSOLE, half.code).word is Word.HALF
    assert status(world) == BatchStatus.PREPARED


def test_a_half_counts_for_half_an_hour(world: World, finance: Actor, checker: Actor) -> None:
    prepare(world, finance)
    half = yes(world, checker, CHAT)
    assert world.do(approvals.half_of, checker, 1, now=PAYDAY) is CHAT
    later = PAYDAY + approvals.WITHIN
    assert world.do(approvals.half_of, checker, 1, now=later) is None
    assert yes(world, checker, CONSOLE, half.code, minutes=30).word is Word.HALF
    assert status(world) == BatchStatus.PREPARED


def test_a_code_cannot_be_guessed_for_long(world: World, finance: Actor, checker: Actor) -> None:
    prepare(world, finance)
    half = yes(world, checker, CHAT)
    wrong = [yes(world, checker, CONSOLE, "x").word for _ in range(5)]
    assert wrong == [Word.WRONG_CODE] * 4 + [Word.TOO_MANY]
    assert yes(world, checker, CONSOLE, half.code).word is Word.HALF
    assert status(world) == BatchStatus.PREPARED


def test_nobody_says_half_a_yes_to_their_own(world: World, finance: Actor) -> None:
    prepare(world, finance)
    for said_in in Channel:
        with pytest.raises(OwnWork):
            yes(world, finance, said_in)
    assert world.rows(select(payout_confirmation)) == []


def test_of_two_who_say_their_second_yes_at_once_one_sends_the_money(
    world: World, finance: Actor
) -> None:
    prepare(world, finance)
    people = [world.do(staff, Role.FINANCE) for _ in range(4)]
    codes = [yes(world, each, CHAT).code for each in people]

    def attempt(who: int) -> bool:
        try:
            return yes(world, people[who], CONSOLE, codes[who]).word is Word.APPROVED
        except WrongState:
            return False

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(4))) == 1
    (item,) = world.do(batch_views.batch, finance, 1).items
    paid = world.do(staff, Role.FINANCE)
    assert item.item.amount_minor == 8_000
    assert balance(world, paid, LedgerAccount.PAYOUT_IN_TRANSIT) == 0


def test_the_database_refuses_an_approval_by_somebody_else_than_confirmed_it(
    world: World, finance: Actor, checker: Actor
) -> None:
    prepare(world, finance)
    change = text(
        "UPDATE payout_batch SET confirmed_by = :other, confirmed_in = 'chat', "
        "approved_by = :checker, approved_in = :place"
    )
    for other, place in ((finance, "console"), (checker, "chat")):
        values = {"other": other.person_id, "checker": checker.person_id, "place": place}
        with pytest.raises(IntegrityError):
            world.do(lambda conn, values=values: conn.execute(change, values))
