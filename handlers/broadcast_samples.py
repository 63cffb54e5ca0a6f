"""A draft as its maker tries it on themselves: every wording in every language, under a label."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from domain.personal_fields import words_in
from handlers.notices.broadcasts import broadcast as notice
from handlers.screen import Screen
from services.broadcast_drafts import Sample
from words import names, personal_fields
from words.punctuation import listed
from words.speech import Html, Speech, speech


def screens(samples: Iterable[Sample], bot_name: str, timezone: str, mine: Speech) -> list[Screen]:
    """Just as its readers will see it; labels are in the maker's own language."""
    return [_screen(*each, bot_name, timezone, mine) for each in samples]


def _screen(
    label: str, facts: dict[str, Any], locale: str, bot_name: str, timezone: str, mine: Speech
) -> Screen:
    say, said_in = speech(locale), words_in(facts["version"]["html"])
    values = [field for field in facts["values"] if field in said_in]  # other wordings have others
    own = {"bot": bot_name, "examples": personal_fields.examples(values, say)}
    shown = notice(say, facts | own, timezone)
    name = names.language(locale, mine)
    said = mine("<i>Its {language} version:</i>", language=name)
    if label:
        said = mine("<i>Wording {label}, its {language} version:</i>", label=label, language=name)
    if values:
        note = mine(
            "<i>{fields}: filled as for you; in brackets stands what you have none of.</i>",
            fields=listed((f"{{{each}}}" for each in values), mine),
        )
        said += Html("\n") + note
    return replace(shown, text=said + Html("\n\n") + shown.text)
