"""How each kind of notice is worded in its reader's language; a module per noun, gathered here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from domain.notices import NoticeKind
from handlers.screen import Screen
from words.speech import Html, Speech

Wording = Callable[[Speech, dict[str, Any], str], Screen]


def _gathered() -> dict[NoticeKind, Wording]:
    """Every module of this package has a table NOTICES: kind → wording."""
    gathered: dict[NoticeKind, Wording] = {}
    for module in iter_modules(__path__):
        for kind, wording in import_module(f"{__name__}.{module.name}").NOTICES.items():
            if kind in gathered:
                raise ValueError(f"two wordings for {kind!r}")
            gathered[kind] = wording
    return gathered


NOTICES = _gathered()


def worded(kind: str, facts: dict[str, Any], say: Speech, timezone: str, now: datetime) -> Screen:
    """A ValueError says that nobody words this kind. `told_at`: a day of another year names it."""
    screen = NOTICES[NoticeKind(kind)](say, facts | {"told_at": now}, timezone)
    if "again" not in facts:
        return screen
    mark = say("<i>Sent again, you may have it already (№ {number}).</i>", number=facts["again"])
    return replace(screen, text=Html("\n\n").join([screen.text, mark]))
