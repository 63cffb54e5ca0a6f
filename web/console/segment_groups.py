"""The fields of the segment form by what they are asked of; what each asks is segment_form's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.conditions import Fact
from web.console.segment_form import Field
from words.speech import msg

_PAST: Final = msg("Works, money and broadcasts")  # and whatever is not named below
_GROUPS: Final = {
    msg("Accounts of theirs"): (
        Fact.PLATFORM,
        Fact.CATEGORY,
        Fact.REGION,
        Fact.FOLLOWERS,
        Fact.ACCOUNTS,
    ),
    msg("The creator"): (
        Fact.LANGUAGE,
        Fact.ZONE,
        Fact.STATUS,
        Fact.INVITER,
        Fact.PAYEE,
        Fact.CASE,
        Fact.QUIET,
    ),
    msg("Activity"): (Fact.SEEN, Fact.JOINED, Fact.CLAIMED),
}
_GROUP_OF: Final = {fact: title for title, facts in _GROUPS.items() for fact in facts}


@dataclass(frozen=True, slots=True)
class Group:
    """`title` is looked up by whoever shows it."""

    title: str
    fields: tuple[Field, ...]

    @property
    def asked(self) -> int:
        """How many of its fields say something."""
        return sum(each.is_asked or each.fault for each in self.fields)


def grouped(fields: Iterable[Field]) -> tuple[Group, ...]:
    """Each field once."""
    of: dict[str, list[Field]] = {title: [] for title in (*_GROUPS, _PAST)}
    for each in fields:
        of[_GROUP_OF.get(each.fact, _PAST)].append(each)
    return tuple(Group(title, tuple(its)) for title, its in of.items())
