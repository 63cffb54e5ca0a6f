"""A conversation that asks one question after another: where it stands; no question lives here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What was answered so far, as JSON: the form that asked turns it into facts when it is complete.
Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dialog:
    """One person's open dialog. `turn` numbers the question: whoever answers it names it."""

    turn: int
    form: str
    step: str
    answers: Answers
