"""How work that waits for its settlement reads; who may settle it, services say."""

from datetime import datetime
from typing import Protocol

from domain.terms import MissingData
from words import times
from words.speech import Html, Speech, msg

_RULES = {
    MissingData.FLOOR: msg("the floor is paid after 14 days"),
    MissingData.ASK: msg("waits for data or for your word"),
    MissingData.WAIT: msg("waits for data"),
}


class Waiting(Protocol):
    """Work past its cut-off that is not settled."""

    @property
    def title(self) -> str: ...
    @property
    def campaign(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def missing(self) -> MissingData: ...
    @property
    def case_id(self) -> int | None: ...


def why(each: Waiting, say: Speech) -> Html:
    """What it waits for."""
    if each.case_id is not None:
        return say("held by a risk case")
    return say("missing data, {rule}", rule=say(_RULES[each.missing]))


def exception(each: Waiting, timezone: str, say: Speech, now: datetime) -> Html:
    return say(
        "{mark} {title}, {campaign}, since {day}: {why}",
        mark="📭" if each.case_id is None else "⏸",
        title=each.title,
        campaign=each.campaign,
        day=times.day(each.since, timezone, say.locale, now),
        why=why(each, say),
    )
