"""All that is fuzzed, and parsers with a planted mistake that the same inputs must bring out."""

from datetime import UTC
from typing import Final

from domain import moments
from domain.errors import Refusal
from handlers import codec
from tests.prove.fuzzing import files, messages, texts
from tests.prove.fuzzing.engine import Parser, fuzzed

PARSERS: Final = (*texts.PARSERS, *files.PARSERS, *messages.PARSERS)
_BY_NAME: Final = {parser.name: parser for parser in PARSERS}


def _row_ids(data: str) -> None:
    """Forgets that a row id may be any word."""
    for word in codec.parse(data).ids:
        if word.isdigit():
            int(word)


def _moment(text: str) -> None:
    """Forgets that there is no 31 June."""
    moments._written(text, UTC)  # what parse_moment guards


def _short_video(text: str) -> None:
    """Forgets that an address may end there."""
    if "/video/" in text:
        text.partition("/video/")[2].split("?")[0][0].isdigit()


PLANTED: Final = tuple(
    Parser(f"{of}, planted", read, (Refusal,), _BY_NAME[of].make)
    for of, read in (
        ("buttons", _row_ids),
        ("typed words", _moment),
        ("links", _short_video),
    )
)


def overlooked(executions: int, seed: int) -> list[str]:
    """Planted mistakes that so many inputs did not bring out."""
    return [
        f"nobody notices a mistake in {parser.name}"
        for parser in PLANTED
        if not fuzzed(parser, executions, seed).problems
    ]
