"""A credit transfer is what its schema asks for, the same bytes for the same payouts."""

import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sepaxml
import xmlschema

from domain.credit_transfer import Identity, Paid, identity_of, written
from domain.payee import PayeeDetails, PayeeKind, PayeeMethod
from domain.payer import Account, Message
from domain.payout import PayoutItem, PayoutStatus

HOUSE = Account("云帆文化 & Co", "DE89370400440532013000", "DEUTDEFF")
IDENTITY = Identity(12, "ab12cd34", "iban")
MADE = datetime(2026, 12, 1, 7, 30, 15, 250, tzinfo=UTC)
ON = date(2026, 12, 2)
ITEM = PayoutItem(
    payout_id=1,
    batch_id=12,
    person_id=7,
    amount_minor=123_456,
    currency="EUR",
    status=PayoutStatus.IN_TRANSIT,
    reference="KOC-12-2",
    method="iban",
    sealed="…",
    masked="…",
    problem="",
    stamp="",
    withheld_minor=0,
    kind=PayeeKind.INDIVIDUAL,
)
BY_IBAN = PayeeDetails(PayeeMethod.IBAN, "FR1420041010050500013M02606", "Ann <Lee>", "PSSTFRPP")
ABROAD = PayeeDetails(PayeeMethod.WIRE, "0123456789", "Mei Lin", "HSBCHKHH")
LATIN = replace(HOUSE, holder="Yunfan (Shenzhen) Co., Ltd.")
IN_LATIN = replace(BY_IBAN, holder="Ann O'Lee-Roy")
CARD = PayeeDetails(
    PayeeMethod.BANK, "6222021234567894", "王小明", "招商银行", branch="深圳科技园支行"
)


def paid(details: PayeeDetails, number: int = 2, **item: object) -> Paid:
    told = {"method": details.method.value, "reference": f"KOC-12-{number}", **item}
    return replace(ITEM, **told), details  # type: ignore[arg-type]


def read(content: bytes) -> dict[str, list[str]]:
    """The texts of each element, by its name."""
    found: dict[str, list[str]] = {}
    for each in ET.fromstring(content).iter():
        found.setdefault(each.tag.rpartition("}")[2], []).append((each.text or "").strip())
    return found


@pytest.mark.parametrize("message", list(Message))
@pytest.mark.parametrize(
    "transfers",
    [
        [paid(BY_IBAN)],
        [paid(ABROAD, currency="KWD"), paid(CARD, 10, currency="KWD")],
        [paid(CARD, currency="JPY"), paid(BY_IBAN, 3, currency="JPY")],
    ],
)
def test_a_message_is_what_the_published_schema_asks_for(
    message: Message, transfers: list[Paid]
) -> None:
    schemas = Path(sepaxml.__file__).parent / "schemas"
    schema = xmlschema.XMLSchema(schemas / f"{message}.xsd")
    schema.validate(
        written(transfers, replace(HOUSE, message=message), IDENTITY, MADE, ON).decode()
    )


@pytest.mark.parametrize("message", list(Message))
def test_a_message_of_the_sepa_scheme_is_what_the_schema_asks_for_and_says_so(
    message: Message,
) -> None:
    content = written([paid(IN_LATIN)], replace(LATIN, message=message), IDENTITY, MADE, ON)
    schemas = Path(sepaxml.__file__).parent / "schemas"
    xmlschema.XMLSchema(schemas / f"{message}.xsd").validate(content.decode())
    (service,) = ET.fromstring(content).findall(".//{*}PmtInf/{*}PmtTpInf/{*}SvcLvl/{*}Cd")
    assert service.text == "SEPA"


@pytest.mark.parametrize("message", list(Message))
@pytest.mark.parametrize("code", ["DEUTDE0F", "DEUTDE1F", "DEUTDEFO"])
def test_a_code_that_was_stored_before_codes_were_looked_at_breaks_no_file(
    message: Message, code: str
) -> None:
    schemas = Path(sepaxml.__file__).parent / "schemas"
    house = replace(HOUSE, message=message, bic=code)
    some = [paid(replace(ABROAD, bank=code)), paid(BY_IBAN, 3)]
    content = written(some, house, IDENTITY, MADE, ON).decode()
    xmlschema.XMLSchema(schemas / f"{message}.xsd").validate(content)
    assert content.count(code) == 2


def test_each_payout_is_named_by_its_reference_and_all_are_counted_and_summed() -> None:
    tenth = paid(ABROAD, 10, amount_minor=5)
    told = read(written([tenth, paid(BY_IBAN)], HOUSE, IDENTITY, MADE, ON))
    assert told["EndToEndId"] == told["Ustrd"] == ["KOC-12-2", "KOC-12-10"]
    assert told["InstdAmt"] == ["1234.56", "0.05"]
    assert told["NbOfTxs"] == ["2", "2"]
    assert told["CtrlSum"] == ["1234.61", "1234.61"]
    assert told["MsgId"] == told["PmtInfId"] == ["KOC-12-ab12cd34-iban"]
    assert (told["CreDtTm"], told["Dt"]) == (["2026-12-01T07:30:15Z"], ["2026-12-02"])
    assert told["Nm"] == [HOUSE.holder, HOUSE.holder, "Ann <Lee>", "Mei Lin"]


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "123456"), ("EUR", "1234.56"), ("KWD", "123.456")]
)
def test_an_amount_has_the_decimals_of_its_currency(currency: str, amount: str) -> None:
    told = read(written([paid(ABROAD, currency=currency)], HOUSE, IDENTITY, MADE, ON))
    assert told["InstdAmt"] == [amount]
    assert told["CtrlSum"] == [amount, amount]


def test_euros_between_ibans_of_the_scheme_go_by_it_and_all_else_does_not() -> None:
    inside = paid(IN_LATIN)
    told = read(written([inside], LATIN, IDENTITY, MADE, ON))
    assert (told["Cd"], told["ChrgBr"]) == (["SEPA"], ["SLEV"])
    emirates = PayeeDetails(PayeeMethod.IBAN, "AE070331234567890123456", "Ann", "EBILAEAD")
    for some, payer in (
        ([inside, paid(ABROAD, 3)], LATIN),
        ([paid(IN_LATIN, currency="USD")], LATIN),
        ([paid(emirates)], LATIN),
        ([inside], replace(LATIN, number="0123456789")),
    ):
        told = read(written(some, payer, IDENTITY, MADE, ON))
        assert "Cd" not in told
        assert told["ChrgBr"] == ["SHAR"]


@pytest.mark.parametrize("name", ["王小明", "Ann & Lee", "Zoë Lee", "A" * 71, "Ann\u00a0Lee"])
def test_names_that_the_scheme_cannot_carry_go_another_way(name: str) -> None:
    for some, payer in (
        ([paid(IN_LATIN), paid(replace(IN_LATIN, holder=name), 3)], LATIN),
        ([paid(IN_LATIN)], replace(LATIN, holder=name)),
    ):
        told = read(written(some, payer, IDENTITY, MADE, ON))
        assert "Cd" not in told
        assert told["ChrgBr"] == ["SHAR"]
    every_sign = "azAZ09/-?:().,'+ " + "x" * 53
    assert len(every_sign) == 70
    longest = replace(IN_LATIN, holder=every_sign)
    assert read(written([paid(longest)], LATIN, IDENTITY, MADE, ON))["ChrgBr"] == ["SLEV"]


def test_a_bank_is_told_by_its_code_or_by_its_name_and_branch() -> None:
    told = read(written([paid(BY_IBAN), paid(CARD, 3)], HOUSE, IDENTITY, MADE, ON))
    assert told["BICFI"] == ["DEUTDEFF", "PSSTFRPP"]
    assert told["Nm"][3] == "招商银行 深圳科技园支行"
    assert told["IBAN"] == [HOUSE.number, BY_IBAN.account]
    assert "6222021234567894" in told["Id"]
    older = replace(HOUSE, message=Message.V03)
    assert read(written([paid(ABROAD)], older, IDENTITY, MADE, ON))["BIC"] == [
        "DEUTDEFF",
        "HSBCHKHH",
    ]


@pytest.mark.parametrize(
    "number",
    [
        "DE5137040044053201300",
        "DE88370400440532013000",
        "12345678901234567890",
        "ZZ12345678901",
    ],  # sound but too short; mistyped; no letters; no country
)
def test_what_only_looks_like_an_iban_is_a_number_of_the_banks_own(number: str) -> None:
    told = read(written([paid(ABROAD)], replace(HOUSE, number=number), IDENTITY, MADE, ON))
    assert "IBAN" not in told
    assert number in told["Id"]


def test_the_moment_is_utcs_wherever_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    here = written([paid(ABROAD)], HOUSE, IDENTITY, MADE, ON)
    try:
        monkeypatch.setenv("TZ", "Pacific/Auckland")
        time.tzset()
        assert written([paid(ABROAD)], HOUSE, IDENTITY, MADE, ON) == here
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_sign_that_no_xml_may_hold_breaks_no_message() -> None:
    odd = replace(ABROAD, holder="Mei\x01Lin")
    assert "Mei?Lin" in read(written([paid(odd)], HOUSE, IDENTITY, MADE, ON))["Nm"]


def test_the_same_payouts_are_these_bytes_for_ever_in_whatever_order() -> None:
    some = [paid(CARD, 10, currency="CNY"), paid(ABROAD, currency="CNY")]
    content = written(some, HOUSE, Identity(12, "ab12cd34"), MADE, ON)
    assert content == written(some[::-1], HOUSE, Identity(12, "ab12cd34"), MADE, ON)
    assert content == (Path(__file__).parent / "credit_transfer.xml").read_bytes()


def test_a_message_is_known_again_by_its_identity() -> None:
    for each in (IDENTITY, Identity(12, "ab12cd34")):
        assert identity_of(each.text) == each
    assert Identity(1, "ab12cd34" + "0" * 56).text == "KOC-1-ab12cd34"
    assert len(Identity(10**10, "ab12cd34", "bank").text) <= 35  # as the schema wants it
    for other in ("KOC-12", "KOC-x-ab12cd34", "KOC-12-AB12CD34", "X-12-ab12cd34", ""):
        assert identity_of(other) is None
