"""What [payer] says is checked by its own digits, and says what it still lacks."""

import pytest

from bot.payer_section import PayerSection, account, bic
from bot.settings import BadConfig, made
from domain.payer import Account, Message, Payer

TOKEN = {"telegram": {"token": "123456:AAAAAAAAAAAAAAAAAAAAAAAAAA"}}
TOLD = {
    "name": "云帆文化传播有限公司",
    "address": "深圳市南山区",
    "tax_number": "91440300MA5EXAMPLE",
    "account": "de89 3704 0044 0532 0130 00",
    "bic": "deutdeff",
    "message": "pain.001.001.03",
}


def test_a_payer_is_known_by_papers_and_by_its_bank() -> None:
    rules = made({**TOKEN, "payer": TOLD}).payout_rules
    paid_from = Account(TOLD["name"], "DE89370400440532013000", "DEUTDEFF", Message.V03)
    assert rules.payer == Payer(TOLD["name"], TOLD["address"], TOLD["tax_number"], paid_from)
    assert made(TOKEN).payout_rules.payer == Payer()


@pytest.mark.parametrize("lacking", ["name", "account", "bic"])
def test_an_account_without_its_bank_or_its_holder_is_none(lacking: str) -> None:
    with pytest.raises(BadConfig) as refused:
        made({**TOKEN, "payer": {**TOLD, lacking: ""}})
    assert refused.value.problems == (f"payer.{lacking}: is missing, and credit transfers need it",)


def test_a_name_alone_needs_no_account() -> None:
    assert PayerSection(name="云帆").lacking == []


def test_a_mistyped_number_is_seen() -> None:
    assert account("6222 0212-3456 7894") == "6222021234567894"
    for wrong in ("DE88370400440532013000", "1234", "12,34567", 7):
        with pytest.raises(ValueError, match=r"is no|check digits|not a text"):
            account(wrong)
    for wrong in ("DEUTDEFF", "deut de ff xxx"):
        with pytest.raises(ValueError, match=r"is a bank's code \(BIC\), no account"):
            account(wrong)
    for wrong in ("DEUTDEF", "DEUTDE0F", "DEUTXXFF"):
        with pytest.raises(ValueError, match="is no BIC"):
            bic(wrong)
