"""Payment files are laid out as configured, stay the same bytes, and run nothing."""

import io
from dataclasses import replace
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from domain.errors import NotFound
from domain.outcome import Outcome
from domain.payee import PayeeDetails, PayeeMethod
from domain.payout import AlreadyInFile, BatchStatus
from domain.payout_file import RefusedResult, ResultFlaw
from domain.payout_form import Answer, FileKind, Form, answer_of, form_of
from domain.payout_presets import ALIPAY_BATCH, CN_BANK_BATCH, USUAL
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor, Role
from domain.spreadsheet import UnreadableFile
from services import (
    bank_results,
    bank_trials,
    batch_views,
    offered_files,
    payees,
    payout_files,
    payouts,
)
from services.offered_files import Offered
from services.payout_files import PaymentFile, Wanted
from storage.tables.money import payout, payout_batch
from tests.paying import DAY, PAYDAY, VAULT, paid_creators
from tests.preparing import prepare_batch
from tests.world import NOW, World, staff

FORM = form_of(["商户订单号: reference", "收款账号: account", "amount", "备注: '=推广'"])
RULES = PayoutRules(forms={"alipay": FORM})
ALIPAY, BOOK = Wanted(method="alipay"), Wanted(FileKind.XLSX, "alipay")


@pytest.fixture
def batch_id(world: World) -> int:
    """One is paid by Alipay, one into a bank account with a name that a spreadsheet would run."""
    one, other = paid_creators(world, 2)
    nasty = PayeeDetails(PayeeMethod.IBAN, "DE89370400440532013000", "=SUM(A1)", "DEUTDEFF")
    world.do(payees.save, other.actor, VAULT, nasty, now=NOW)
    assert one.actor.person_id < other.actor.person_id
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    made = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, checker, made, now=PAYDAY)
    return made


@pytest.fixture
def finance(world: World) -> Actor:
    return world.do(staff, Role.FINANCE)


def export(
    world: World, batch_id: int, wanted: Wanted, rules: PayoutRules = RULES, *, now: datetime
) -> PaymentFile:
    return world.do(payout_files.export_batch, VAULT, batch_id, wanted, rules, again=True, now=now)


def test_a_method_has_columns_of_its_own(world: World, batch_id: int) -> None:
    made = export(world, batch_id, ALIPAY, now=PAYDAY)
    assert made.content.decode("utf-8-sig").splitlines() == [
        "商户订单号,收款账号,amount,备注",
        f"KOC-{batch_id}-1,13812340000,80.00,'=推广",
    ]
    assert made.name.endswith("-alipay.csv")


def test_alipay_is_paid_by_its_own_file_unless_configured(
    world: World, finance: Actor, batch_id: int
) -> None:
    found = world.do(batch_views.batch, finance, batch_id)
    assert offered_files.own_forms(found, PLAIN) == ("alipay", "iban")
    made = export(world, batch_id, ALIPAY, PLAIN, now=PAYDAY)
    assert made.is_alipays
    assert "收款方支付宝账号（必填）" in made.content.decode("utf-8-sig")
    whole = export(world, batch_id, Wanted(), PLAIN, now=PAYDAY)
    assert (whole.is_alipays, whole.content == made.content) == (False, False)


def test_where_all_are_paid_in_the_usual_columns_no_second_file_says_the_same(
    world: World, finance: Actor
) -> None:
    paid_creators(world, 1)
    usual = PayoutRules(forms={"alipay": USUAL})
    number = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    found = world.do(batch_views.batch, finance, number)
    assert offered_files.own_forms(found, PLAIN) == ("alipay",)
    assert offered_files.own_forms(found, usual) == ()
    world.do(payouts.approve, world.do(staff, Role.FINANCE), number, now=PAYDAY)
    export(world, number, Wanted(), usual, now=PAYDAY)
    kept = world.do(batch_views.batch, finance, number)
    assert offered_files.own_forms(kept, PLAIN) == ()


def test_chat_and_console_offer_the_same_files(world: World, finance: Actor, batch_id: int) -> None:
    found = world.do(batch_views.batch, finance, batch_id)
    told = offered_files.offered(found, PLAIN)
    assert told == (
        Offered("alipay", 1, 8000),
        Offered("iban", 1, 8000),
        Offered(payout_files.ALL, 2, 16000),
    )
    alone = replace(found.items[1], item=replace(found.items[1].item, sealed=""))
    shut = replace(found, items=(found.items[0], alone))
    assert alone.item.is_left_out
    assert offered_files.offered(shut, PLAIN) == (Offered("alipay", 1, 8000),)
    waiting = replace(found, batch=replace(found.batch, status=BatchStatus.PREPARED))
    assert offered_files.offered(waiting, PLAIN) == ()


def test_a_file_with_payouts_of_another_one_says_which_and_how_much(
    world: World, finance: Actor, batch_id: int
) -> None:
    def made(method: str, kind: FileKind = FileKind.CSV, *, again: bool = False) -> PaymentFile:
        about = (finance, VAULT, batch_id, Wanted(kind, method), PLAIN)
        return world.do(payout_files.export, *about, again=again, now=PAYDAY)

    assert (made("alipay").items, made("alipay").amount_minor) == (1, 8_000)
    assert made("iban").items == 1  # no payout is in both
    with pytest.raises(AlreadyInFile) as refused:
        made("")
    assert refused.value.by == finance.name
    assert (refused.value.method, refused.value.kind) == ("alipay", "csv")
    assert (refused.value.payouts, refused.value.amount_minor) == (1, 8_000)
    with pytest.raises(AlreadyInFile):
        made("iban", FileKind.XLSX)
    with pytest.raises(AlreadyInFile):  # in the terminal, too
        world.do(payout_files.export_batch, VAULT, batch_id, Wanted(), PLAIN, now=PAYDAY)
    assert made("", again=True).items == 2
    assert made("").amount_minor == 16_000  # known by now: the same bytes again


def test_who_says_nothing_of_another_file_does_not_know_of_it(
    world: World, finance: Actor, batch_id: int
) -> None:
    made = export(world, batch_id, Wanted(), now=PAYDAY)
    assert made.items == 2
    with pytest.raises(AlreadyInFile) as refused:
        world.do(payout_files.export, finance, VAULT, batch_id, ALIPAY, RULES, now=PAYDAY)
    assert (refused.value.method, refused.value.by, refused.value.payouts) == ("", "", 1)


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("method", [payout_files.ALL, "alipay"])
def test_a_file_is_known_again_by_what_it_is_called(kind: FileKind, method: str) -> None:
    wanted = Wanted(kind, method)
    assert Wanted.of(wanted.called) == wanted == Wanted.asked(kind.value, method)
    with pytest.raises(NotFound) as refused:
        Wanted.asked(f"{kind}x", method)
    assert refused.value.kind == "payout_file"


def test_a_workbook_says_the_same_in_texts(world: World, batch_id: int) -> None:
    made = export(world, batch_id, Wanted(FileKind.XLSX), now=PAYDAY)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[1][:5] == [f"KOC-{batch_id}-1", "80.00", "CNY", "alipay", "13812340000"]
    assert rows[2][5] == "=SUM(A1)"
    assert b"<f>" not in made.content


@pytest.mark.parametrize("wanted", [Wanted(), ALIPAY, BOOK, Wanted(FileKind.XLSX)])
def test_another_form_later_changes_no_file_of_a_batch(
    world: World, batch_id: int, wanted: Wanted
) -> None:
    first = export(world, batch_id, wanted, now=PAYDAY)
    other = PayoutRules(forms={"alipay": form_of(["reference", "amount", "account"])})
    assert export(world, batch_id, wanted, other, now=PAYDAY + 400 * DAY) == first


def test_a_batch_that_was_exported_before_there_were_forms_keeps_its_columns(
    world: World, batch_id: int
) -> None:
    export(world, batch_id, Wanted(), now=PAYDAY)
    world.do(lambda conn: conn.execute(update(payout_batch).values(forms=None)))
    again = export(world, batch_id, Wanted(), now=PAYDAY)
    header = again.content.decode("utf-8-sig").splitlines()[0]
    assert header == "reference,amount,currency,method,account,holder,bank"


def test_a_batch_of_before_there_were_forms_has_one_file(world: World, finance: Actor) -> None:
    paid_creators(world, 1)
    number = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), number, now=PAYDAY)
    export(world, number, Wanted(), now=PAYDAY)
    world.do(lambda conn: conn.execute(update(payout_batch).values(forms=None)))
    assert offered_files.own_forms(world.do(batch_views.batch, finance, number), RULES) == ()


def test_there_is_no_file_of_a_method_that_nobody_is_paid_by(
    world: World, batch_id: int, finance: Actor
) -> None:
    wanted = Wanted(method="paypal")
    with pytest.raises(NotFound):
        world.do(payout_files.export, finance, VAULT, batch_id, wanted, RULES, now=PAYDAY)


@pytest.mark.parametrize("columns", [["reference"], ["reference", "amount", "account", "iban"], []])
def test_a_form_that_no_bank_could_use_is_refused(columns: list[str]) -> None:
    with pytest.raises(ValueError, match=r"needs|is none of"):
        form_of(columns)


def test_alipays_own_file_has_its_title_its_headings_and_its_numbers(
    world: World, batch_id: int
) -> None:
    rules = PayoutRules(forms={"alipay": ALIPAY_BATCH})
    made = export(world, batch_id, ALIPAY, rules, now=PAYDAY)
    assert made.content.decode("utf-8-sig").splitlines() == [
        "支付宝批量付款文件模板（前面两行请勿删除）",
        "序号（必填）,收款方支付宝账号（必填）,收款方姓名（必填）,金额（必填，单位：元）,备注（选填）",
        f"1,13812340000,王小明,80.00,KOC-{batch_id}-1",
    ]
    assert export(world, batch_id, ALIPAY, RULES, now=PAYDAY + 400 * DAY) == made


def test_the_answer_to_alipays_file_is_found_by_its_remark(
    world: World, batch_id: int, finance: Actor
) -> None:
    rules = PayoutRules(forms={"alipay": ALIPAY_BATCH})
    made = export(world, batch_id, ALIPAY, rules, now=PAYDAY).content.decode("utf-8-sig")
    title, head, row = made.splitlines()
    told = "\n".join([title, f"{head},付款状态,失败原因", f"{row},失败,收款方账号不存在"])
    trial = world.do(bank_results.count, finance, "answer.csv", told.encode("gb18030"))
    assert (trial.paid, trial.failed, trial.refused) == (0, 1, ())
    content = told.encode()
    kept = world.do(bank_results.hand_in, finance, "answer.csv", content, now=PAYDAY + DAY)
    world.do(bank_results.confirm, finance, kept.upload_id, now=PAYDAY + DAY)
    (failed,) = world.rows(select(payout.c.problem).where(payout.c.status == "failed"))
    assert failed.problem == "收款方账号不存在"


def test_a_form_says_its_day_and_its_amount_as_a_bank_wants_them(
    world: World, batch_id: int
) -> None:
    form = form_of(["# 代发", "日: date(YYYYMMDD)", "分: amount_minor", "reference", "account"])
    first = export(world, batch_id, ALIPAY, PayoutRules(forms={"alipay": form}), now=PAYDAY)
    assert first.content.decode("utf-8-sig").splitlines() == [
        "代发",
        "日,分,reference,account",
        f"{PAYDAY:%Y%m%d},8000,KOC-{batch_id}-1,13812340000",
    ]
    assert export(world, batch_id, ALIPAY, now=PAYDAY + 9 * DAY) == first


OWN_FORMS = [
    ["商户订单号: reference", "收款账号: account", "金额: amount", "备注: '推广服务费'"],
    ["商户单号: reference", "收款账号: account", "姓名: holder", "金额: amount"],
    ["贵方编码: reference", "收款账号: account", "金额: amount", "备注: '推广服务费'"],
    [
        "# 代发",
        "# 第二行",
        "付款备注: '费'",
        "编码: reference",
        "account",
        "金额(分): amount_minor",
    ],
    ["附言: reference", "收款账号: account", "实付: amount", "流水号: number"],
]


def answered(made: PaymentFile, *told: str) -> bytes:
    """The bank sends our table back, with its own columns behind."""
    *titles, head, row = made.content.decode("utf-8-sig").splitlines()
    names = ("付款状态", "失败原因", "备注")[: len(told)]
    return "\n".join([*titles, ",".join([head, *names]), ",".join([row, *told])]).encode()


@pytest.mark.parametrize("columns", OWN_FORMS)
def test_the_answer_to_a_form_of_ones_own_is_read_under_its_own_headings(
    world: World, batch_id: int, finance: Actor, columns: list[str]
) -> None:
    made = export(
        world, batch_id, ALIPAY, PayoutRules(forms={"alipay": form_of(columns)}), now=PAYDAY
    )
    content = answered(made, "失败", "收款方账号不存在")
    assert_reads(world, finance, content)
    world.do(bank_results.confirm, finance, keep(world, finance, content), now=PAYDAY + DAY)
    failed = world.rows(
        select(payout.c.reference, payout.c.problem).where(payout.c.status == "failed")
    )
    assert failed == [(f"KOC-{batch_id}-1", "收款方账号不存在")]


def assert_reads(world: World, finance: Actor, content: bytes) -> None:
    trial = world.do(bank_results.count, finance, "answer.csv", content)
    assert (trial.paid, trial.failed, trial.refused) == (0, 1, ())


def keep(world: World, finance: Actor, content: bytes) -> int:
    return world.do(bank_results.keep, finance, "answer.csv", content, now=PAYDAY + DAY)


@pytest.mark.parametrize("columns", OWN_FORMS)
def test_another_amount_than_was_asked_for_is_seen_in_every_form(
    world: World, batch_id: int, finance: Actor, columns: list[str]
) -> None:
    made = export(
        world, batch_id, ALIPAY, PayoutRules(forms={"alipay": form_of(columns)}), now=PAYDAY
    )
    for asked, wrong in ((b"80.00", b"8000"), (b",8000", b",80.00")):
        if asked in made.content:
            content = answered(made, "成功").replace(asked, wrong)
            (refused,) = world.do(bank_results.count, finance, "a.csv", content).refused
            assert refused.code in {ResultFlaw.AMOUNT_DIFFERS, ResultFlaw.BAD_AMOUNT}


def test_what_we_wrote_into_the_remark_is_no_reason_of_the_bank(
    world: World, batch_id: int, finance: Actor
) -> None:
    rules = PayoutRules(forms={"alipay": form_of(OWN_FORMS[2])})
    made = export(world, batch_id, ALIPAY, rules, now=PAYDAY)
    content = answered(made, "失败", "", "户名不符").replace(",失败原因,".encode(), b",,")
    world.do(bank_results.confirm, finance, keep(world, finance, content), now=PAYDAY + DAY)
    assert world.rows(select(payout.c.problem).where(payout.c.status == "failed")) == [
        ("户名不符",)
    ]


def test_an_answer_in_plain_headings_is_read_beside_any_form(
    world: World, batch_id: int, finance: Actor
) -> None:
    rules = PayoutRules(forms={"alipay": form_of(OWN_FORMS[4])})
    export(world, batch_id, ALIPAY, rules, now=PAYDAY)
    rows = ("编号,结果,附言", f"KOC-{batch_id}-1,失败,谢谢")
    assert_reads(world, finance, "\n".join(rows).encode())
    rows = ("商户订单号,流水号,付款状态,金额（分）", f"KOC-{batch_id}-1,2026001,失败,8000")
    assert_reads(world, finance, "\n".join(rows).encode())


SHEET = PayoutRules(forms={"bank": CN_BANK_BATCH})
CARD = PayeeDetails(
    PayeeMethod.BANK, "6222021234567894", "王䶮", "招商银行", branch="深圳科技园支行"
)


@pytest.fixture
def card_batch(world: World, finance: Actor) -> int:
    (maker,) = paid_creators(world, 1)
    world.do(payees.save, maker.actor, VAULT, CARD, now=NOW)
    number = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), number, now=PAYDAY)
    return number


def test_a_chinese_banks_sheet_has_bank_and_branch_and_is_written_as_it_reads(
    world: World, card_batch: int
) -> None:
    made = export(world, card_batch, Wanted(method="bank"), SHEET, now=PAYDAY)
    assert made.content.decode("gb18030").splitlines() == [
        "序号,收款人户名,收款人账号,收款银行,开户支行,金额,用途,业务参考号",
        f"1,王䶮,6222021234567894,招商银行,深圳科技园支行,80.00,推广服务费,KOC-{card_batch}-1",
    ]
    assert made.content.startswith("序号".encode("gbk"))
    assert export(world, card_batch, Wanted(method="bank"), RULES, now=PAYDAY + DAY) == made


def test_an_answer_under_the_headings_and_in_the_words_of_its_form_is_read(
    world: World, card_batch: int, finance: Actor
) -> None:
    told = answer_of(
        ["处理状态: outcome", "备注信息: reason", "交易流水: bank_reference"],
        {Outcome.PAID: ["已记账"], Outcome.FAILED: ["已撤销"], Outcome.PENDING: ["已受理"]},
    )
    rules = PayoutRules(forms={"bank": replace(CN_BANK_BATCH, answer=told)})
    export(world, card_batch, Wanted(method="bank"), rules, now=PAYDAY)
    head = "状态,业务参考号,金额,处理状态,备注信息,交易流水"

    def counted(state: str, amount: str = "80.00") -> bank_trials.ResultsTrial:
        row = f"3,KOC-{card_batch}-1,{amount},{state},户名不符,B7"
        content = f"批量结果\n{head}\n{row}\n".encode("gb18030")
        return world.do(bank_results.count, finance, "a.csv", content)

    found = [(each.paid, each.failed, each.pending) for each in map(counted, told_words(told))]
    assert found == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert counted("已撤销").told[0].reason == "户名不符"
    assert counted("成功").paid == 1  # whatever we knew before
    assert counted("已记账", "80.01").refused[0].code is ResultFlaw.AMOUNT_DIFFERS
    assert counted("3").refused[0].code is ResultFlaw.BAD_OUTCOME


def test_what_is_learnt_of_an_answer_after_the_export_reads_it_and_changes_no_file(
    world: World, card_batch: int, finance: Actor
) -> None:
    made = export(world, card_batch, Wanted(method="bank"), SHEET, now=PAYDAY)
    told = answer_of(["处理状态: outcome"], {Outcome.PAID: ["已记账"]})
    learnt = PayoutRules(forms={"bank": replace(CN_BANK_BATCH, answer=told)})
    content = f"业务参考号,处理状态\nKOC-{card_batch}-1,已记账\n".encode()
    with pytest.raises(UnreadableFile):
        world.do(bank_results.count, finance, "a.csv", content)
    assert world.do(bank_results.count, finance, "a.csv", content, learnt).paid == 1
    upload_id = keep(world, finance, content)
    assert world.do(bank_results.trial, finance, upload_id, learnt).paid == 1
    (part,) = world.do(bank_results.parts, finance, upload_id, learnt)
    assert world.do(bank_results.book, finance, part, now=PAYDAY + DAY).paid == 1
    assert export(world, card_batch, Wanted(method="bank"), learnt, now=PAYDAY + DAY) == made


def told_words(answer: Answer) -> list[str]:
    return [word for word, _ in answer.words]


def known_as(word: str, outcome: Outcome, *more: tuple[str, Outcome]) -> Form:
    said: dict[Outcome, list[str]] = {}
    for each, of in ((word, outcome), *more):
        said.setdefault(of, []).append(each)
    told = answer_of(["业务参考号: reference", "处理状态: outcome"], said)
    return replace(CN_BANK_BATCH, answer=told)


def test_a_word_that_is_corrected_or_added_after_the_export_reads_the_answers_to_it(
    world: World, card_batch: int, finance: Actor
) -> None:
    before = known_as("已受理", Outcome.PAID, ("已记账", Outcome.PAID))
    by = Wanted(method="bank")
    export(world, card_batch, by, PayoutRules(forms={"bank": before}), now=PAYDAY)
    todays = known_as("已受理", Outcome.PENDING, ("已撤销", Outcome.FAILED))

    def counted(word: str) -> tuple[int, int, int]:
        content = f"业务参考号,处理状态\nKOC-{card_batch}-1,{word}\n".encode()
        rules = PayoutRules(forms={"bank": todays})
        trial = world.do(bank_results.count, finance, "a.csv", content, rules)
        return trial.paid, trial.failed, trial.pending

    assert counted("已受理") == (0, 0, 1)  # corrected
    assert counted("已撤销") == (0, 1, 0)  # added
    assert counted("已记账") == (1, 0, 0)  # today's is silent


def test_a_payout_is_read_by_the_words_of_its_own_method(world: World, finance: Actor) -> None:
    one, two, _ = paid_creators(world, 3)
    iban = PayeeDetails(PayeeMethod.IBAN, "DE89370400440532013000", "Ann Lee", "DEUTDEFF")
    for maker, details in ((one, CARD), (two, iban)):
        world.do(payees.save, maker.actor, VAULT, details, now=NOW)
    number = world.do(prepare_batch, finance, "CNY", now=PAYDAY)
    world.do(payouts.approve, world.do(staff, Role.FINANCE), number, now=PAYDAY)
    both = {
        "bank": known_as("1", Outcome.PAID, ("3", Outcome.PENDING)),
        "iban": known_as("1", Outcome.FAILED, ("2", Outcome.PAID), ("3", Outcome.PENDING)),
    }
    rules = PayoutRules(forms=both)
    export(world, number, Wanted(), rules, now=PAYDAY)

    def counted(payout_number: int, word: str, of: PayoutRules) -> bank_trials.ResultsTrial:
        content = f"业务参考号,处理状态\nKOC-{number}-{payout_number},{word}\n".encode()
        return world.do(bank_results.count, finance, "a.csv", content, of)

    for each in (rules, PLAIN, PayoutRules(forms=dict(reversed(both.items())))):
        told = [counted(which, "1", each) for which in (1, 2, 3)]
        assert [(trial.paid, trial.failed) for trial in told] == [(1, 0), (0, 1), (0, 0)]
        assert told[2].refused == (RefusedResult(2, ResultFlaw.AMBIGUOUS, "1"),)
        assert counted(1, "2", each).refused == (RefusedResult(2, ResultFlaw.BAD_OUTCOME, "2"),)
        assert counted(3, "2", each).paid == 1  # only one of them knows it
        assert counted(3, "3", each).pending == 1  # they agree
        assert counted(9, "1", each).refused[0].code is ResultFlaw.UNKNOWN_REFERENCE
