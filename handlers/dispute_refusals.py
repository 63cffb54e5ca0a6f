"""What refusals about disputes sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain.disputes import life, lines
from domain.errors import Refusal
from words import disputes
from words.speech import Html, Speech, msg

NOUNS: Final = {
    "dispute": msg("This dispute is not yours, or no longer here."),
    "dispute_line": msg("There is nothing to dispute here any more."),
    "evidence": msg("Telegram no longer has this file as it was sent."),
}
STALE: Final = {"dispute": msg("This is disputed already. See My disputes in /earnings")}


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    lines.DisputedAlready: lambda _, say: say(
        "This is disputed already. See My disputes in /earnings"
    ),
    lines.TooLate: lambda _, say: say("The 60 days in which this could be disputed are over."),
    lines.DisputedEnough: lambda refusal, say: say(
        "You have disputed and withdrawn this {times} times; please speak with your coordinator.",
        times=refusal.times,
    ),
    life.DisputeOver: lambda _, say: say("This dispute has ended. Here is how it stands."),
    life.SaidEnough: lambda _, say: say(
        "You have said a lot already; the person who decides has all of it."
    ),
    life.AwardOutOfRange: disputes.out_of_range,
    life.BudgetShort: lambda _, say: say(
        "The campaign's budget does not reach for that. Grant less, or let an owner raise the "
        "budget first, under /campaigns"
    ),
}
