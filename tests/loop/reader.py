"""A person who reads in their own language: what they tap and see is named in English.

So a story reads the same whoever lives it. Of a message its beginning is enough.
"""

import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from babel.messages.pofile import read_po

from sandbox import Person
from sandbox.messages import Message
from words.names import work_told
from words.speech import Html, Speech, speech

_CATALOGUE: Final = Path(__file__).parents[2] / "words/locale/zh_Hans/LC_MESSAGES/koc.po"
_TAG: Final = re.compile(r"<[^>]+>")
_ANY: Final = "\0"  # stands for a value that the test does not say


@cache
def _msgids() -> frozenset[str]:
    with _CATALOGUE.open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file) if message.id)


@cache
def msgid_of(beginning: str) -> str:
    """The one string of the catalogue that is this or begins so."""
    if beginning in _msgids():
        return beginning
    found = [msgid for msgid in _msgids() if msgid.startswith(beginning)]
    assert len(found) <= 1, f"several strings begin so: {found}"
    return found[0] if found else beginning


class Reader:
    """`patience` is how many seconds they wait for what should come."""

    def __init__(self, person: Person, locale: str, patience: float) -> None:
        self.person = person
        self.patience = patience
        self._say: Speech = speech(locale)

    @property
    def telegram_id(self) -> int:
        return self.person.user.id

    async def says(self, text: str) -> None:
        await self.person.says(text)

    async def taps(self, label: str, **values: Any) -> None:
        """The newest button with this label."""
        await self.person.taps(self._said(label, values), timeout=self.patience)

    async def sees(self, text: str, **values: Any) -> Message:
        """A message, new or changed since they last did something."""
        pattern = self.pattern(text, **values)
        return await self.person.sees_any(
            lambda message: bool(pattern.search(message.text)),
            f"“{text}”, as /{pattern.pattern}/",
            timeout=self.patience,
        )

    async def sees_alert(self, text: str) -> None:
        await self.person.sees_alert(self._said(text, {}), timeout=self.patience)

    def told(self, **facts: str) -> str:
        """What they read for a work in a notice."""
        return work_told(facts, self._say).unescape()

    def pattern(self, text: str, **values: Any) -> re.Pattern[str]:
        """How it reads to them, whatever stands for the values that are not given."""
        parts = self._said(msgid_of(text), values).split(_ANY)
        return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)

    def _said(self, msgid: str, values: dict[str, Any]) -> str:
        """Without tags, as a screen has it."""
        fields = {name for _, name, _, _ in Formatter().parse(msgid) if name}
        filled = self._say(msgid, **{name: values.get(name, _ANY) for name in fields})
        return Html(_TAG.sub("", filled)).unescape()
