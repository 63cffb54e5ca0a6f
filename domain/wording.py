"""A text in both languages, as campaigns bring it; the house's own words live in words/."""

from dataclasses import dataclass
from typing import Final

from domain.locales import EN

_BETWEEN: Final = "\x1f"  # the unit separator: no text of a campaign file holds control signs

TITLES: Final = frozenset({"title", "campaign", "task"})
"""What facts and rows call them; under any other name a text is somebody's own, and whole."""


@dataclass(frozen=True, slots=True)
class Wording:
    zh: str
    en: str

    def text(self, locale: str) -> str:
        return self.en if locale == EN else self.zh

    def title(self) -> str:
        """Both in one string, so that titles go through rows and facts as any text does."""
        return self.zh if self.zh == self.en else f"{self.zh}{_BETWEEN}{self.en}"


def read_title(title: str, locale: str) -> str:
    """A title as this reader has it; any other text is itself."""
    zh, between, en = title.partition(_BETWEEN)
    return en if between and locale == EN else zh
