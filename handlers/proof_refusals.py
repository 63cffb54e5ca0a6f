"""What the refusals about screenshots and entered figures sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain import entered, proof
from domain.errors import Refusal
from words import metric_rows
from words.speech import Html, Speech, msg

NOUNS: Final = {"proof": msg("This screenshot is no longer here.")}


def _bad_figures(refusal: entered.BadFigures, say: Speech) -> Html:
    if refusal.text:
        return say(
            "I cannot read “{text}”. Send figures like 12000, 1.2万 or 3k, and “-” for what is not "
            "shown.",
            text=refusal.text,
        )
    return say(
        "I need five figures in this order: views, likes, shares, saves, comments. “-” stands for "
        "what is not shown."
    )


def _figure_refused(refusal: entered.FigureRefused, say: Speech) -> Html:
    why = metric_rows.why(refusal.row, say, "UTC")
    return say("These figures cannot be kept: {why}.", why=why)


def _not_counted(refusal: entered.NotCounted, say: Speech) -> Html:
    if refusal.cutoff_at is None:
        return say("Figures are entered once the post is approved.")
    return say("The figures of this task are closed: what comes now changes nothing.")


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    proof.NoPicture: lambda _, say: say(
        "Please send a picture, as a photo or as a file (PNG, JPEG or WebP)."
    ),
    proof.NothingToShow: lambda _, say: say(
        "There is no post of this task that a screenshot could be of now. See /my"
    ),
    proof.ProofsEnough: lambda refusal, say: say(
        "{most} screenshots of this post came within a day, which is enough for now.",
        most=refusal.most,
    ),
    entered.BadFigures: _bad_figures,
    entered.FigureRefused: _figure_refused,
    entered.NotCounted: _not_counted,
    proof.ProofAwaited: lambda _, say: say("It has been asked for already, and has not come yet."),
}
