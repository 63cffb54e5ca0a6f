"""When a broadcast stands still by itself: Telegram refuses it, and not this or that reader."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from domain.refusals import About

ENOUGH: Final = 5  # in a row, with the same words and none accepted between them
TRIED_AGAIN_AFTER: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Brake:
    """What Telegram said of a broadcast's last ones that it refused; since it began or went on."""

    words: str = ""
    in_row: int = 0
    any_accepted: bool = False
    stood_by: str = ""  # what it stood by last: whoever went on has read that
    stands: bool = False

    def after(self, about: About, words: str, *, accepted_too: bool) -> "Brake":
        """With one more that was refused; `accepted_too`: others went at the same time."""
        if self.stands:
            return self
        told = about is About.MESSAGE and words == self.stood_by
        if about is About.STARS or (about is About.MESSAGE and not told):
            return replace(self, words=words, stands=True, stood_by=words)
        if accepted_too:
            return replace(self, words=words, in_row=0, any_accepted=True)
        more = replace(self, words=words, in_row=self.in_row + 1 if words == self.words else 1)
        return replace(more, stands=True, stood_by=words) if more.in_row >= ENOUGH else more

    def gives_up(self, attempts: int) -> bool:
        """One that was tried before, while others are accepted: it is about this reader."""
        return not self.stands and self.any_accepted and attempts > 0

    def released(self) -> "Brake":
        """Somebody resumes it."""
        return Brake(stood_by=self.stood_by)
