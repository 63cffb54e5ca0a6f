"""The price in one line says everything that decides what a post earns."""

from dataclasses import replace

from domain.terms import Interaction, Method, Terms
from words.speech import speech
from words.terms import pay, promises

TEA = Terms(
    Method.CPE,
    cap_minor=12_000,
    flat_minor=2_000,
    floor_minor=3_000,
    rate_per_mille_minor=35_000,
    counted=(Interaction.LIKES,),
)


def test_the_floor_stands_beside_the_cap() -> None:
    line = "¥20.00 + ¥0.35 for each of: likes; at least ¥30.00 once approved, at most ¥120.00"
    assert pay(TEA, "CNY", speech("en")) == line
    assert "保底 ¥30.00" in pay(TEA, "CNY", speech("zh_Hans"))


def test_a_floor_is_promised_once() -> None:
    told = "\n".join(promises(TEA, "CNY", speech("en")))
    assert told.count("¥30.00") == 1


def test_without_a_floor_none_is_named() -> None:
    assert "least" not in pay(replace(TEA, floor_minor=0), "CNY", speech("en"))
