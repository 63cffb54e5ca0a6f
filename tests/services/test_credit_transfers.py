"""Batches are paid by credit transfer, and the bank's report on one moves what it names."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Connection, select, update

from domain.errors import NotFound
from domain.payee import PayeeDetails, PayeeMethod
from domain.payer import Account, Message, Payer, as_facts
from domain.payout import NoPayerAccount
from domain.payout_file import Counted, RefusedResult, ResultFlaw
from domain.payout_form import FileKind, form_of
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from services import bank_results, batch_views, offered_files, payees, payout_files, payouts
from services.bank_trials import ResultsTrial
from services.payout_files import PaymentFile, Wanted
from storage import bank_answers
from storage.tables.money import payout, payout_batch
from tests.domain.test_bank_report import report, transfer
from tests.paying import DAY, PAYDAY, VAULT, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, World, staff

HOUSE = Account("云帆文化", "DE89370400440532013000", "DEUTDEFF")
RULES = PayoutRules(payer=Payer("云帆文化", account=HOUSE))
XML = Wanted(FileKind.XML)
DETAILS = (
    PayeeDetails(PayeeMethod.IBAN, "FR1420041010050500013M02606", "Ann Lee", "PSSTFRPP"),
    PayeeDetails(PayeeMethod.BANK, "6222021234567894", "王小明", "招商银行", branch="科技园支行"),
    PayeeDetails(PayeeMethod.ALIPAY, "13812345678", "王小明"),
)


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


def approved(world: World, finance: Actor, *details: PayeeDetails) -> int:
    makers = paid_creators(world, len(details))
    for maker, each in zip(makers, details, strict=True):
        world.do(payees.save, maker.actor, VAULT, each, now=NOW)
    batch_id = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), batch_id, now=PAYDAY)
    return batch_id


def export(
    world: World,
    batch_id: int,
    wanted: Wanted = XML,
    rules: PayoutRules = RULES,
    *,
    now: datetime = PAYDAY,
) -> PaymentFile:
    return world.do(payout_files.export_batch, VAULT, batch_id, wanted, rules, again=True, now=now)


def counted(world: World, finance: Actor, body: str) -> ResultsTrial:
    return world.do(bank_results.count, finance, "report.xml", report(body))


def booked(world: World, finance: Actor, body: str) -> ResultsTrial:
    about = finance, "report.xml", report(body)
    upload_id = world.do(bank_results.keep, *about, now=PAYDAY + DAY)
    return world.do(bank_results.confirm, finance, upload_id, now=PAYDAY + DAY)


def group(world: World, finance: Actor, batch_id: int, status: str, code: str = "") -> str:
    """What the bank says of the message that holds all of the batch."""
    sha256 = world.do(batch_views.batch, finance, batch_id).batch.sha256
    why = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""
    return (
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>KOC-{batch_id}-{sha256[:8]}</OrgnlMsgId>"
        f"<GrpSts>{status}</GrpSts>{why}</OrgnlGrpInfAndSts>"
    )


def of_group(number: int, flaw: ResultFlaw, value: str) -> RefusedResult:
    return RefusedResult(number, flaw, value, Counted.GROUP)


def of_transfer(number: int, flaw: ResultFlaw, value: str) -> RefusedResult:
    return RefusedResult(number, flaw, value, Counted.TRANSFER)


def stand(world: World) -> dict[str, tuple[str, str]]:
    rows = world.rows(select(payout.c.reference, payout.c.status, payout.c.problem))
    return {reference: (status, problem) for reference, status, problem in rows}


def test_whatever_is_configured_later_the_file_stays_the_same(world: World, finance: Actor) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    first = export(world, batch_id)
    assert (first.items, first.amount_minor, first.is_transfer) == (2, 16_000, True)
    sha256 = world.do(batch_views.batch, finance, batch_id).batch.sha256
    assert f"<MsgId>KOC-{batch_id}-{sha256[:8]}" in first.content.decode()
    moved = replace(HOUSE, holder="Somebody else", number="0123456789", message=Message.V03)
    for payer in (Payer(account=moved), Payer()):
        later = replace(
            RULES, payer=payer, forms={"iban": form_of(["reference", "amount", "account"])}
        )
        assert export(world, batch_id, XML, later, now=PAYDAY + 400 * DAY) == first


def test_an_account_told_after_the_first_table_serves_the_first_transfer(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, DETAILS[0])
    export(world, batch_id, Wanted(), PLAIN)
    with pytest.raises(NoPayerAccount):
        export(world, batch_id, XML, PLAIN)
    made = export(world, batch_id, XML, now=PAYDAY + 9 * DAY)
    assert f"<CreDtTm>{PAYDAY:%Y-%m-%dT%H:%M:%S}Z" in made.content.decode()


def test_a_transfer_asks_for_the_houses_day_on_which_it_was_first_made(
    world: World, finance: Actor
) -> None:
    """A table went out nine days before; it is half past six of the next morning in Shanghai."""
    batch_id, evening = approved(world, finance, DETAILS[0]), PAYDAY.replace(hour=22, minute=30)
    dated = ["reference", "amount", "account", "日期: date(YYYYMMDD)"]
    rules = replace(RULES, forms={"iban": form_of(dated)})
    table = export(world, batch_id, Wanted(), rules, now=evening)
    by_form = export(world, batch_id, Wanted(method="iban"), rules, now=evening)
    made_at = evening + 9 * DAY
    first = export(world, batch_id, XML, rules, now=made_at)
    tomorrow = f"{evening + DAY:%Y%m%d}"
    assert by_form.content.decode("utf-8-sig").splitlines()[1].endswith(tomorrow)
    assert f"<Dt>{made_at + DAY:%Y-%m-%d}</Dt>" in first.content.decode()
    moved = replace(rules, timezone="Europe/Berlin")
    for wanted, was in ((Wanted(), table), (Wanted(method="iban"), by_form), (XML, first)):
        assert export(world, batch_id, wanted, moved, now=made_at + DAY) == was


def test_what_was_exported_before_days_were_kept_stays_as_it_was(
    world: World, finance: Actor
) -> None:
    batch_id, evening = approved(world, finance, DETAILS[0]), PAYDAY.replace(hour=22, minute=30)
    export(world, batch_id, now=evening)
    account = as_facts(HOUSE, evening.date())
    del account["day"]

    def as_it_was(conn: Connection) -> None:
        conn.execute(update(payout_batch).values(exported_on="", account=account))

    world.do(as_it_was)
    again = export(world, batch_id, now=evening + 9 * DAY).content.decode()
    assert f"<Dt>{evening:%Y-%m-%d}</Dt>" in again


def test_only_bank_accounts_are_paid_by_transfer_and_only_from_one(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, *DETAILS)
    found = world.do(batch_views.batch, finance, batch_id)

    def with_xml(rules: PayoutRules) -> list[str]:
        offered = offered_files.offered(found, rules)
        return [each.method for each in offered if FileKind.XML in each.kinds]

    assert with_xml(RULES) == ["bank", "iban"]
    assert with_xml(PLAIN) == []
    for wanted in (XML, Wanted(FileKind.XML, "alipay"), Wanted(FileKind.XML, "wire")):
        with pytest.raises(NotFound):
            export(world, batch_id, wanted)
    assert export(world, batch_id, Wanted(FileKind.XML, "iban")).items == 1
    after = world.do(batch_views.batch, finance, batch_id)
    kept = offered_files.offered(after, PLAIN)  # its account is kept with it
    assert [each.method for each in kept if FileKind.XML in each.kinds] == ["bank", "iban"]


def test_a_report_pays_refuses_and_waits_each_by_its_reference(
    world: World, finance: Actor
) -> None:
    batch_id = approved(
        world, finance, *DETAILS[:2], replace(DETAILS[1], account="6222020000000000")
    )
    export(world, batch_id)
    one, two, three = (f"KOC-{batch_id}-{number}" for number in (1, 2, 3))
    why = "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf>"
    body = transfer(one, "ACSC") + transfer(two, "RJCT", why) + transfer(three, "ACCP")
    trial = counted(world, finance, body)
    assert (trial.paid, trial.failed, trial.pending, trial.refused) == (1, 1, 1, ())
    assert booked(world, finance, body).pending == 1
    assert stand(world) == {
        one: ("paid", ""),
        two: ("failed", "AC04 closed"),
        three: ("in_transit", ""),
    }
    again = counted(world, finance, body + transfer(three, "ACSC"))
    assert (again.paid, again.failed, again.repeated) == (1, 0, 2)


def test_what_a_bank_says_of_a_whole_message_it_says_of_all_that_it_does_not_name(
    world: World, finance: Actor
) -> None:
    third = replace(DETAILS[0], account="DE89370400440532013000", bank="DEUTDEFF")
    batch_id = approved(world, finance, *DETAILS[:2], third)
    sha256 = world.do(batch_views.batch, finance, batch_id).batch.sha256
    for wanted in (XML, Wanted(FileKind.XML, "bank")):
        export(world, batch_id, wanted)
    message = f"KOC-{batch_id}-{sha256[:8]}"
    group = (
        "<OrgnlGrpInfAndSts><OrgnlMsgId>{}</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
        "<StsRsnInf><AddtlInf>no funds</AddtlInf></StsRsnInf></OrgnlGrpInfAndSts>"
    )
    for unknown in ("KOC-99-ab12cd34", f"KOC-{batch_id}-00000000", "theirs"):
        refused = counted(world, finance, group.format(unknown)).refused
        assert refused == (of_group(1, ResultFlaw.UNKNOWN_REFERENCE, unknown),)
    assert counted(world, finance, group.format(message)).failed == 3
    trial = counted(world, finance, group.format(message) + transfer(f"KOC-{batch_id}-1", "ACSC"))
    assert (trial.paid, trial.failed, trial.refused) == (1, 2, ())  # the named one is paid
    body = group.format(f"{message}-bank") + transfer(f"KOC-{batch_id}-1", "ACSC")
    assert booked(world, finance, body).failed == 1
    assert stand(world) == {
        f"KOC-{batch_id}-1": ("paid", ""),
        f"KOC-{batch_id}-2": ("failed", "no funds"),
        f"KOC-{batch_id}-3": ("in_transit", ""),
    }


def test_another_amount_or_currency_than_was_asked_for_is_refused(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, DETAILS[0])
    export(world, batch_id)
    for currency, amount in (("EUR", "80.00"), ("CNY", "80.01")):
        told = f'<OrgnlTxRef><Amt><InstdAmt Ccy="{currency}">{amount}</InstdAmt></Amt></OrgnlTxRef>'
        (refused,) = counted(world, finance, transfer(f"KOC-{batch_id}-1", "ACSC", told)).refused
        assert refused.code is ResultFlaw.AMOUNT_DIFFERS


def test_what_waits_is_counted_once_and_not_where_it_is_answered(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    one, two = (f"KOC-{batch_id}-{number}" for number in (1, 2))
    trial = counted(world, finance, transfer(one, "ACSC") + transfer(one, "ACSP"))
    assert (trial.paid, trial.pending, trial.repeated, trial.refused) == (1, 0, 1, ())
    booked(world, finance, transfer(one, "ACSC"))
    again = counted(world, finance, transfer(one, "ACSP") + transfer(two, "ACSP"))
    assert (again.pending, again.repeated, again.booked_of) == (1, 1, (0, 0, 0))


def test_a_long_name_of_somebody_elses_message_is_cut(world: World, finance: Actor) -> None:
    group = (
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{'M' * 99}</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
        "</OrgnlGrpInfAndSts>"
    )
    (refused,) = counted(world, finance, group).refused
    assert refused == of_group(1, ResultFlaw.UNKNOWN_REFERENCE, "M" * 80)


REPEATS = ("AM05", "DU01")


@pytest.mark.parametrize("code", REPEATS)
def test_a_message_refused_as_a_repeat_gives_no_money_back_and_is_shown(
    world: World, finance: Actor, code: str
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    assert export(world, batch_id) == export(world, batch_id)  # the same bytes, sent twice
    one, two = (f"KOC-{batch_id}-{number}" for number in (1, 2))
    trial = booked(world, finance, group(world, finance, batch_id, "RJCT", code))
    assert [each.code for each in trial.refused] == [ResultFlaw.REPEATED]
    assert (trial.failed, trial.moves) == (0, 0)
    waiting = ("in_transit", "")
    assert stand(world) == {one: waiting, two: waiting}
    assert booked(world, finance, transfer(one, "ACSC") + transfer(two, "ACSC")).paid == 2


@pytest.mark.parametrize("code", REPEATS)
def test_a_transfer_refused_as_a_repeat_stays_where_it_is_whatever_is_said_of_all(
    world: World, finance: Actor, code: str
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    why = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"
    one = f"KOC-{batch_id}-1"
    for status in ("RJCT", "ACSC"):
        body = group(world, finance, batch_id, status) + transfer(one, "RJCT", why)
        trial = counted(world, finance, body)
        assert trial.refused == (of_transfer(1, ResultFlaw.REPEATED, one),)
        assert [each.reference for each in trial.told] == [f"KOC-{batch_id}-2"]


@pytest.mark.parametrize("status", ["BLCK", ""])
@pytest.mark.parametrize("of_all", ["ACSC", "RJCT"])
def test_what_is_named_with_a_word_that_nobody_knows_is_not_moved_by_what_is_said_of_all(
    world: World, finance: Actor, status: str, of_all: str
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    for wide in ("{}", "<OrgnlPmtInfAndSts><PmtInfSts>" + of_all + "</PmtInfSts>{}"):
        end = "</OrgnlPmtInfAndSts>" if "Pmt" in wide else ""
        body = group(world, finance, batch_id, of_all)
        body += wide.format(transfer(f"KOC-{batch_id}-1", status)) + end
        trial = counted(world, finance, body)
        assert trial.refused == (of_transfer(1, ResultFlaw.BAD_OUTCOME, status),)
        assert [each.reference for each in trial.told] == [f"KOC-{batch_id}-2"]


def test_an_instructions_unknown_word_leaves_what_it_holds_alone(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    odd = "<OrgnlPmtInfAndSts><PmtInfSts>BLCK</PmtInfSts></OrgnlPmtInfAndSts>"
    trial = counted(world, finance, group(world, finance, batch_id, "ACSC") + odd)
    assert trial.refused == (of_group(2, ResultFlaw.BAD_OUTCOME, "BLCK"),)
    assert trial.moves == 0


def test_a_message_that_was_never_made_says_nothing_of_any_payout(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, *DETAILS)
    export(world, batch_id, Wanted())
    export(world, batch_id, Wanted(FileKind.XML, "iban"))
    whole = group(world, finance, batch_id, "ACSC")
    end = "</OrgnlMsgId>"
    of_bank, of_iban = (whole.replace(end, f"-{each}{end}") for each in ("bank", "iban"))
    for body in (whole, of_bank):
        (refused,) = counted(world, finance, body).refused
        assert refused.code is ResultFlaw.UNKNOWN_REFERENCE
    assert [each.reference for each in counted(world, finance, of_iban).told] == [
        f"KOC-{batch_id}-1"
    ]


AGAINST = ("ACSC", "RJCT"), ("RJCT", "ACSC")


@pytest.mark.parametrize("statuses", AGAINST)
def test_two_words_of_all_that_differ_contradict_each_other_and_move_nothing(
    world: World, finance: Actor, statuses: tuple[str, str]
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    body = "".join(group(world, finance, batch_id, status) for status in statuses)
    instructions = "".join(
        f"<OrgnlPmtInfAndSts><PmtInfSts>{status}</PmtInfSts></OrgnlPmtInfAndSts>"
        for status in statuses
    )
    whole = group(world, finance, batch_id, "PART")
    for told, place in ((body, 2), (whole + instructions, 3)):
        trial = booked(world, finance, told + transfer(f"KOC-{batch_id}-1", "ACSP"))
        (refused,) = trial.refused
        assert (refused.code, refused.line) == (ResultFlaw.CONTRADICTS, place)
        assert refused.value.startswith(f"KOC-{batch_id}-")
        assert (trial.moves, trial.pending) == (0, 1)  # what is named itself is no part of it


@pytest.mark.parametrize(("of_all", "closer"), AGAINST)
def test_an_instructions_word_is_closer_than_the_groups_and_no_contradiction(
    world: World, finance: Actor, of_all: str, closer: str
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    told = f"<OrgnlPmtInfAndSts><PmtInfSts>{closer}</PmtInfSts></OrgnlPmtInfAndSts>"
    trial = counted(world, finance, group(world, finance, batch_id, of_all) + told)
    paid = 2 * (closer == "ACSC")
    assert (trial.paid, trial.failed, trial.refused) == (paid, 2 - paid, ())


@pytest.mark.parametrize("statuses", AGAINST)
def test_what_two_messages_asked_for_is_not_moved_by_words_that_differ(
    world: World, finance: Actor, statuses: tuple[str, str]
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    for wanted in (XML, Wanted(FileKind.XML, "bank")):
        export(world, batch_id, wanted)
    end = "</OrgnlMsgId>"
    whole, of_bank = (group(world, finance, batch_id, status) for status in statuses)
    trial = counted(world, finance, whole + of_bank.replace(end, f"-bank{end}"))
    assert trial.refused == (of_group(2, ResultFlaw.CONTRADICTS, f"KOC-{batch_id}-2"),)
    assert [each.reference for each in trial.told] == [f"KOC-{batch_id}-1"]


@pytest.mark.parametrize("statuses", AGAINST)
def test_a_transfer_said_to_be_paid_and_refused_in_one_report_stays_where_it_is(
    world: World, finance: Actor, statuses: tuple[str, str]
) -> None:
    batch_id = approved(world, finance, DETAILS[0])
    export(world, batch_id)
    one = f"KOC-{batch_id}-1"
    trial = booked(world, finance, "".join(transfer(one, status) for status in statuses))
    assert trial.refused == (of_transfer(2, ResultFlaw.CONTRADICTS, one),)
    assert (trial.moves, stand(world)[one]) == (0, ("in_transit", ""))


def test_two_words_of_all_that_agree_or_of_which_one_waits_are_one(
    world: World, finance: Actor
) -> None:
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    for statuses in (("ACSC", "ACCC"), ("ACSP", "ACSC"), ("ACSC", "ACSP")):
        body = "".join(group(world, finance, batch_id, status) for status in statuses)
        trial = counted(world, finance, body)
        assert (trial.paid, trial.pending, trial.refused) == (2, 0, ())


def test_refused_rows_of_a_report_on_one_line_are_all_kept_for_finance(
    world: World, finance: Actor
) -> None:
    """What is said of a group is refused of each of its payments."""
    batch_id = approved(world, finance, *DETAILS[:2])
    export(world, batch_id)
    booked(world, finance, group(world, finance, batch_id, "RJCT"))
    odd = transfer("K", "WHAT") + transfer("L", "WHAT") + group(world, finance, batch_id, "ACSC")
    told = booked(world, finance, odd).refused
    kept = world.do(bank_answers.refused, 9)
    assert sorted((each.counted, each.line, each.value) for each in kept) == [
        (Counted.GROUP, 1, f"KOC-{batch_id}-1"),
        (Counted.GROUP, 1, f"KOC-{batch_id}-2"),
        (Counted.TRANSFER, 1, "WHAT"),
        (Counted.TRANSFER, 2, "WHAT"),
    ]
    assert len(told) == 4
