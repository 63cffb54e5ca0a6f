"""What [payouts] says of tax becomes the rule that is meant, or a line that says why not."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.payout_section import forms, withholdings
from domain.outcome import Outcome
from domain.payout_form import Encoding, Field, as_facts, form_of, from_facts
from domain.payout_presets import CN_BANK_BATCH
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


def test_a_form_is_a_name_a_list_of_columns_or_a_table() -> None:
    columns = ["编号: reference", "账号: account", "金额: amount"]
    known = forms({"bank": "cn-bank-batch", "wire": columns})
    assert known == {"bank": CN_BANK_BATCH, "wire": form_of(columns)}
    told = forms({"bank": {"columns": columns, "encoding": "gb18030"}})["bank"]
    assert told == form_of(columns, Encoding.GB18030)
    assert forms('{"bank": {"columns": "cn-bank-batch", "encoding": "utf-8"}}') == {
        "bank": replace(CN_BANK_BATCH, encoding=Encoding.UTF_8)
    }


def test_the_form_that_the_example_shows_is_one() -> None:
    commented = EXAMPLE.read_text().replace("\n#   ", "\n").replace("\n# ", "\n")
    shown = re.search(r"\[payouts\.forms\.bank\].+?已撤销\"\]", commented, re.DOTALL)
    assert shown is not None
    form = forms(tomllib.loads(shown[0])["payouts"]["forms"])["bank"]
    assert form.columns == CN_BANK_BATCH.columns
    assert dict(form.answer.headings)["处理状态"] is Field.OUTCOME
    assert dict(form.answer.words)["已撤销"] is Outcome.FAILED
    assert from_facts(json.loads(json.dumps(as_facts(form)))) == form


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"cash": "usual"}, "cash: is none of"),
        ({"bank": "theirs"}, "bank: is none of alipay-batch, cn-bank-batch, usual"),
        ({"bank": {"colums": []}}, "bank: colums: is not a known key"),
        ({"bank": {"columns": "usual", "encoding": "gbk"}}, "encoding: is none of utf-8, gb18030"),
        ({"bank": {"answer": []}}, "bank: needs reference"),
        ({"bank": 7}, "bank: columns: is not a list"),
        (
            {"bank": {"columns": "usual", "answer": ["状态: outcome", "a: date"]}},
            "answer: date: is",
        ),
        ({"bank": {"columns": "usual", "answer": ["号: reference"]}}, "answer: needs outcome"),
        ({"bank": {"columns": "usual", "answer": ["a: outcome", "b: outcome"]}}, "field twice"),
        ({"bank": {"columns": "usual", "paid": ["成"]}}, "answer: is missing"),
        (
            {
                "bank": {
                    "columns": "usual",
                    "answer": ["a: outcome"],
                    "paid": ["x"],
                    "failed": ["X"],
                }
            },
            "one word says two things",
        ),
    ],
)
def test_a_form_that_is_none_says_why(told: object, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        forms(told)
