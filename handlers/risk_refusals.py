"""What refusals about risk cases sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain import hearing
from domain.errors import Refusal
from domain.risk import cases
from words.speech import Html, Speech, msg

NOUNS: Final = {"risk_case": msg("This case is not yours, or no longer here.")}


def _words(refusal: hearing.WordsNeeded, say: Speech) -> Html:
    if not refusal.length:
        return say("Please write it as a text.")
    return say(
        "That is too long ({length}). Please keep it to {most} characters.",
        length=refusal.length,
        most=hearing.LONGEST_WORDS,
    )


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    cases.AnswerAwaited: lambda _, say: say(
        "The creator has not answered yet and still has time to. You can clear the case now."
    ),
    cases.CaseNotOpen: lambda _, say: say("This case has moved on. Here is how it stands."),
    hearing.AskedEnough: lambda refusal, say: say(
        "The creator was asked again {times} times already: please decide.", times=refusal.times
    ),
    cases.AppealOver: lambda _, say: say("The time to appeal is over."),
    hearing.WordsNeeded: _words,
}
