"""How a house pays, seen at both ends: two words of one approver, and tax as a line of its own."""

import re

from domain.money import Currency
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payer import Account, Payer
from domain.payout_form import form_of
from domain.payout_rules import PayoutRules
from domain.people import Role
from domain.withholding import Bracket, Withholding
from services import payees, verify
from tests.domain.test_bank_report import report, transfer
from tests.handlers.conftest import CONSOLE_URL, Chat
from tests.handlers.earning import document, member
from tests.handlers.test_payouts import VAULT, approved_batch, payable, two_approve
from tests.web.site import served
from tests.world import NOW

TWICE = PayoutRules(confirmed_twice=True)
FIFTH = PayoutRules(
    withholdings=(Withholding(PayeeKind.INDIVIDUAL, Currency.CNY, (Bracket(None, 200),)),)
)


async def paying_by(chat: Chat, rules: PayoutRules) -> None:
    chat.rules = rules
    await chat.restart()


async def test_an_approver_says_it_in_chat_and_types_the_code_in_the_console(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    await paying_by(chat, TWICE)
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, checker = await member(chat, "Jin", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.sees("Batch 1")
    await jin.says("/payouts")
    await jin.taps("📝 1")
    await jin.taps("Approve…")
    await jin.taps("Yes, approve")
    half = await jin.sees("Half done. Now say it in the console too")
    found = re.search(r"\b(\d{3} \d{3})\b", half.text)
    assert found is not None
    assert half.markup is not None
    (there, *_) = half.markup["inline_keyboard"][0]
    assert (there["text"], there["url"]) == ("Open batch 1 there", f"{CONSOLE_URL}/payouts/1")
    async with served(migrated_sqlite_url, payouts=TWICE, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        browser = await site.signed_in(checker)
        assert "The code that the bot gave you" in (await browser.get("/console/payouts/1")).words
        path = "/console/payouts/1/approve"
        wrong = await browser.post(path, code="000 000")
        assert wrong.headers["Location"] == "/console/payouts/1?said=wrong_code"
        banner = await browser.get("/console/payouts/1?said=wrong_code")
        assert '<p class="said wrong" role="alert">' in banner.text
        assert "gave a wrong code, in the console" in banner.words
        done = await browser.post(path, code=found[1])
        assert done.headers["Location"] == "/console/payouts/1?said=batch"
    await jin.says("/payouts")
    await jin.taps("✅ 1")
    await jin.sees("Approved by")
    assert chat.world.do(verify.problems) == []


async def test_the_bank_answers_in_the_columns_of_the_houses_own_form(chat: Chat) -> None:
    own = ["贵方编码: reference", "收款账号: account", "金额(分): amount_minor"]
    await paying_by(chat, PayoutRules(forms={"alipay": form_of(own)}))
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    head, row = document(chat, await fei.sees("Payment file of batch 1")).splitlines()
    await fei.sends_document("answer.csv", f"{head},付款状态\n{row},成功\n".encode())
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")
    assert chat.world.do(verify.problems) == []


async def test_one_place_alone_lets_nothing_go(chat: Chat, migrated_sqlite_url: str) -> None:
    await paying_by(chat, TWICE)
    await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, checker = await member(chat, "Jin", Role.FINANCE)
    await fei.says("/payouts")
    await fei.taps("Prepare ¥80.00")
    await fei.sees("Batch 1")
    async with served(migrated_sqlite_url, payouts=TWICE, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        browser = await site.signed_in(checker)
        for _ in range(2):
            said = await browser.post("/console/payouts/1/approve")
            assert said.headers["Location"] == "/console/payouts/1?said=half"
        assert "Now say it in chat too" in (await browser.get("/console/payouts/1")).words
    await jin.says("/payouts")
    await jin.taps("📝 1")
    await jin.sees("waits for your approval")
    await jin.taps("Approve…")
    await jin.taps("Yes, approve")
    await jin.sees("Approved by")


async def test_tax_is_a_line_of_its_own_at_both_ends(chat: Chat, migrated_sqlite_url: str) -> None:
    await paying_by(chat, FIFTH)
    ming = await payable(chat)
    fei, _ = await member(chat, "Fei", Role.FINANCE)
    jin, checker = await member(chat, "Jin", Role.FINANCE)
    await ming.person.says("/earnings")
    await ming.person.sees("Of ¥80.00 payable, ¥16.00 goes to the tax office: ¥64.00 reaches you.")
    await fei.says("/payouts")
    await fei.taps("Prepare ¥64.00")
    await fei.sees("🧾 ¥80.00 less ¥16.00 tax withheld")
    await jin.says("/payouts")
    await jin.taps("📝 1")
    await jin.taps("Approve…")
    await jin.taps("Yes, approve")
    await jin.sees("Approved by")
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("Payment file (CSV)")
    assert ",64.00,KOC-1-1" in document(chat, await fei.sees("Payment file of batch 1"))
    await ming.person.says("/earnings")
    shown = await ming.person.sees("Tax withheld ¥16.00")
    assert "On its way ¥64.00" in shown.text
    async with served(migrated_sqlite_url, payouts=FIFTH, lived_in=chat.world) as site:
        site.now = chat.telegram.clock.now()
        page = (await (await site.signed_in(checker)).get("/console/payouts/1")).words
    assert "Tax withheld: ¥16.00" in page
    assert "¥64.00 🧾 ¥80.00 less ¥16.00 tax withheld" in page
    assert chat.world.do(verify.problems) == []


TRANSFERS = PayoutRules(
    payer=Payer("云帆文化", account=Account("云帆文化", "DE89370400440532013000", "DEUTDEFF"))
)


async def test_a_batch_for_the_bank_goes_out_as_xml_and_its_report_comes_back_the_same_way(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    await paying_by(chat, TRANSFERS)
    ming = await payable(chat)
    iban = PayeeDetails(PayeeMethod.IBAN, "FR1420041010050500013M02606", "Ann Lee", "PSSTFRPP")
    chat.world.do(payees.save, ming.actor, VAULT, iban, now=NOW)
    fei, _ = await two_approve(chat, "¥80.00")
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    await fei.taps("ISO 20022 XML")
    sent = await fei.sees("Then send me the bank's report on it (pain.002, XML)")
    content = document(chat, sent)
    assert "<EndToEndId>KOC-1-1</EndToEndId>" in content
    async with served(
        migrated_sqlite_url, payouts=TRANSFERS, vault=VAULT, lived_in=chat.world
    ) as site:
        site.now = chat.telegram.clock.now()
        finance = await site.member(Role.FINANCE)
        assert "CSV XLSX XML" in (await finance.get("/console/payouts/1")).words
        path = "/console/payouts/1/file"
        again = await finance.post(path, kind="xml", method="")
        assert again.text == content
        assert again.headers["Content-Type"].startswith("application/xml")
    await fei.sends_document("r.xml", report(transfer("KOC-1-1", "ACSP")))
    await fei.sees("⏳ 1 with the bank, not paid yet")
    await fei.sends_document("odd.xml", b"<a/>")
    await fei.sees("This XML is no bank's report on a credit transfer (pain.002).")
    await fei.sends_document("r.xml", report(transfer("KOC-1-1", "ACSC")))
    await fei.taps("Book the results (1)")
    await fei.sees("is booked")


async def test_without_an_account_of_the_house_there_is_no_transfer(chat: Chat) -> None:
    _, fei = await approved_batch(chat)
    await fei.says("/payouts")
    await fei.taps("✅ 1")
    card = await fei.sees("Batch 1")
    assert "ISO 20022 XML" not in card.buttons


async def test_where_only_the_account_of_the_house_lacks_the_console_says_so(
    chat: Chat, migrated_sqlite_url: str
) -> None:
    ming = await payable(chat)
    iban = PayeeDetails(PayeeMethod.IBAN, "FR1420041010050500013M02606", "Ann Lee", "PSSTFRPP")
    chat.world.do(payees.save, ming.actor, VAULT, iban, now=NOW)
    await two_approve(chat, "¥80.00")
    hint = "Your bank takes ISO 20022?"
    for rules, is_told in ((PayoutRules(), True), (TRANSFERS, False)):
        async with served(migrated_sqlite_url, payouts=rules, lived_in=chat.world) as site:
            site.now = chat.telegram.clock.now()
            page = await (await site.member(Role.FINANCE)).get("/console/payouts/1")
            assert (hint in page.words) is is_told
