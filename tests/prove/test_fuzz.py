"""A slice of the fuzzing of every parser, with planted mistakes; the whole: make prove."""

import pytest

from tests.prove.fuzzing.engine import Parser, fuzzed, samples
from tests.prove.fuzzing.parsers import PARSERS, PLANTED

INPUTS = 4_000  # for a parser whose share is one


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_parser_reads_or_refuses_whatever_comes(parser: Parser) -> None:
    trial = fuzzed(parser, int(INPUTS * parser.share), 1)
    assert trial.problems == []
    assert trial.tried >= 100


@pytest.mark.parametrize("parser", PLANTED, ids=lambda parser: parser.name)
def test_a_planted_mistake_is_found(parser: Parser) -> None:
    assert fuzzed(parser, 20_000, 1).problems != []


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_round_comes_back_from_its_seed(parser: Parser) -> None:
    if parser.name == "signatures":
        return  # signed in this very second
    assert [*map(repr, samples(parser, 3, 5))] == [*map(repr, samples(parser, 3, 5))]
    assert [*map(repr, samples(parser, 3, 5))] != [*map(repr, samples(parser, 4, 5))]
