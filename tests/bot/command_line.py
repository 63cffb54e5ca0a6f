"""`koc …` as somebody types it: how it ends and what it says; no test lives here."""

import contextlib
import io
from dataclasses import dataclass

import pytest

from bot.cli import main


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    exit_code: int
    output: str
    stderr: str


def koc(*arguments: str) -> Ended:
    output, errors = io.StringIO(), io.StringIO()
    with (
        pytest.raises(SystemExit) as ended,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
    ):
        main(arguments)
    assert isinstance(ended.value.code, int)
    return Ended(ended.value.code, output.getvalue(), errors.getvalue())
