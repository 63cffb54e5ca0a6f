"""What tomllib says of a broken file reaches its author in words of ours, whatever they broke."""

import pytest

from domain import campaign_file
from domain.campaign_file import BadCampaignFile
from domain.locales import EN
from words import campaign_problems
from words.speech import speech

NOT_CLOSED = "a text is not closed: its last quote is missing"
LINE = "a line begins with a key: a–z, 0–9 and hyphens, or in quotes"
BACKSLASH = "a backslash in a text: write it twice"
TWICE = "this key or table is there already"


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("a", "an equals sign is missing after the key"),
        ("[a", "a closing square bracket is missing"),
        ("[[a]", "a closing square bracket is missing"),
        ("a = 1 2", "something is left over behind the value"),
        ("= 1", LINE),
        ("标题 = 1", LINE),
        ("a. = 1", "a key is missing, or holds a sign that needs quotes"),
        ("a = “x”", "this is no value; texts stand in quotes"),
        ("a = 2026-02-30", "this day or time does not exist"),
        (r'a = "\q"', BACKSLASH),
        (r'a = "\uZZ"', BACKSLASH),
        (r'a = "\ud800"', BACKSLASH),
        ("a = [1 2]", "a list is not closed, or lacks a comma"),
        ("a = {b = 1", "a table in braces is not closed, or lacks a comma"),
        ('a = "x', NOT_CLOSED),
        ('a = "x\n"', NOT_CLOSED),
        ("a = 'x\n'", NOT_CLOSED),
        ("a = 'x", NOT_CLOSED),
        ('a = "\u0001"', "there is an invisible sign"),
        ("a = 1 # \u0001", "there is an invisible sign"),
        ("a = 1\na = 2", TWICE),
        ("[a]\n[a]", TWICE),
        ("a = {b = 1, b = 2}", TWICE),
        ("a = {b = 1}\na.c = 2", TWICE),
        ("a = " + "9" * 5000, "this number is too long"),
    ],
)
def test_a_broken_file_is_explained(broken: str, fault: str) -> None:
    with pytest.raises(BadCampaignFile) as refused:
        campaign_file.parse(broken.encode())
    (problem,) = refused.value.problems
    assert campaign_problems.of(problem, speech(EN)) == f"this is not TOML: {fault}"
