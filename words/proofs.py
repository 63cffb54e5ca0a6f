"""How screenshots read to who reviews: how many, of what, since when one is awaited."""

from datetime import datetime
from typing import Final

from domain.lengths import cut
from domain.proof import Proof, Purpose
from words import times
from words.speech import Html, Speech, msg

_SHOWS: Final = {
    Purpose.POST: msg("the post"),
    Purpose.FIGURES: msg("the figures"),
}


def caption(proof: Proof, say: Speech, timezone: str) -> Html:
    """What it shows, when it came, what was said with it."""
    at = times.moment(proof.given_at, timezone, say.locale)
    told = Html("🖼 {} · {}").format(say(_SHOWS[proof.purpose]), at)
    return told + Html("\n“{}”").format(cut(proof.note, 300)) if proof.note else told


def lines(
    proofs: tuple[Proof, ...], wanted_at: datetime | None, say: Speech, timezone: str
) -> list[Html]:
    """For the card of a submission; nothing where there is nothing to say."""
    told = []
    if proofs:
        at = times.moment(proofs[-1].given_at, timezone, say.locale)
        told.append(say("🖼 Screenshots: {count}, the last of {at}", count=len(proofs), at=at))
    if wanted_at is not None:
        since = times.moment(wanted_at, timezone, say.locale)
        told.append(say("🖼 A screenshot is asked for since {at}", at=since))
    return told
