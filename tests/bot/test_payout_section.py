"""What [payouts] says of tax becomes the rule that is meant, or a line that says why not."""

import re
from pathlib import Path

import pytest

from bot.payout_section import withholdings
from domain.withholding import CN_LABOUR

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def test_the_preset_is_what_the_example_spells_out() -> None:
    commented = EXAMPLE.read_text().replace("\n# ", "\n")
    spelled = re.search(r"withholding = (\[\{ payee.+?\}\])", commented, re.DOTALL)
    assert spelled is not None
    as_json = re.sub(r"(\w+) = ", r'"\1": ', spelled[1])
    assert withholdings(as_json) == (CN_LABOUR,)
    assert withholdings([{"preset": "cn-labour"}]) == (CN_LABOUR,)


def test_a_rule_is_per_payment_unless_told() -> None:
    told = {"payee": "company", "currency": "CNY", "brackets": [["", 10]]}
    (rule,) = withholdings([told])
    assert not rule.by_month
    with pytest.raises(ValueError, match="per: is none of payment, month"):
        withholdings([told | {"per": "week"}])
