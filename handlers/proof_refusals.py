"""What the refusals about screenshots sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain import proof
from domain.errors import Refusal
from words.speech import Html, Speech, msg

NOUNS: Final = {"proof": msg("This screenshot is no longer here.")}
WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    proof.NoPicture: lambda _, say: say(
        "Please send a picture, as a photo or as a file (PNG, JPEG or WebP)."
    ),
    proof.NothingToShow: lambda _, say: say(
        "There is no post of this task that a screenshot could be of now. See /my"
    ),
    proof.ProofsEnough: lambda refusal, say: say(
        "There are {most} screenshots of this post already, which is enough.", most=refusal.most
    ),
    proof.ProofAwaited: lambda _, say: say("It has been asked for already, and has not come yet."),
}
