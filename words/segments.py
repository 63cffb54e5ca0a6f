"""How a segment's conditions read: `Platform: Douyin, Weibo`, `Not seen in the last 30 days`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.people import Category, Region, Standing
from domain.platforms import Platform
from domain.segment import ANY, SPANS, TIMES, Condition, Fact, OneOf, Sampled, Segment, Span, Within
from domain.segment_text import EVER
from words import account_lines, names
from words.people import called
from words.punctuation import labelled, listed
from words.speech import Html, Speech, msg

FACTS: Final = {
    Fact.PLATFORM: msg("Platform"),
    Fact.CATEGORY: msg("Category"),
    Fact.REGION: msg("Region"),
    Fact.FOLLOWERS: msg("Followers"),
    Fact.LANGUAGE: msg("Language"),
    Fact.STATUS: msg("Status"),
    Fact.SEEN: msg("Last seen"),
    Fact.JOINED: msg("Joined"),
    Fact.CLAIMED: msg("Last claim"),
    Fact.CAMPAIGN: msg("Took part in campaign"),
    Fact.DELIVERED: msg("Delivered for campaign"),
    Fact.QUIET: msg("Quiet hours"),
}
_TOOK_NO_PART: Final = {
    Fact.CAMPAIGN: msg("Took no part in campaign"),
    Fact.DELIVERED: msg("Delivered nothing for campaign"),
}
Titles = Mapping[int, str]
"""Of the campaigns that are named."""
NO_TITLES: Final[Titles] = {}
_NAMED: Final[dict[Fact, type[StrEnum]]] = {
    Fact.PLATFORM: Platform,
    Fact.CATEGORY: Category,
    Fact.REGION: Region,
}
_STANDINGS: Final = {Standing.ACTIVE: msg("active"), Standing.PAUSED: msg("claims paused")}


def fact(of: Fact, say: Speech) -> Html:
    return say(FACTS[of])


def value(of: Fact, said: str, say: Speech, campaigns: Titles = NO_TITLES) -> Html:
    """One of the values that a fact may have."""
    if of in _NAMED:
        return names.name(_NAMED[of](said), say)
    match of:
        case Fact.LANGUAGE:
            return Html("{}").format(names.LANGUAGES[said])
        case Fact.STATUS:
            return say(_STANDINGS[Standing(said)])
        case Fact.QUIET:
            return say("now")
        case _:
            return say("any") if said == ANY else _campaign(int(said), say, campaigns)


def _campaign(number: int, say: Speech, campaigns: Titles) -> Html:
    """By its title; by its number where nobody knows one."""
    if number not in campaigns:
        return Html("№ {}").format(number)
    return Html("{}").format(say.title(campaigns[number]))


def option(of: Fact, said: str, say: Speech, campaigns: Titles = NO_TITLES) -> Html:
    """One of the things that may be chosen for a fact; a moment as `30d` or `ever`."""
    if of not in TIMES:
        return value(of, said, say, campaigns)
    return say("ever") if said == EVER else say("in the last {days} days", days=said[:-1])


def condition(asked: Condition, say: Speech, campaigns: Titles) -> Html:
    told = said(asked, say, campaigns)
    if not asked.negated:
        return labelled(fact(asked.fact, say), told, say)
    if asked.fact in _TOOK_NO_PART:
        return labelled(say(_TOOK_NO_PART[asked.fact]), told, say)
    return labelled(fact(asked.fact, say), say("not {said}", said=told), say)


def said(asked: Condition, say: Speech, campaigns: Titles = NO_TITLES) -> Html:
    """What is asked of the fact, without its name and sign."""
    match asked:
        case OneOf():
            return listed((value(asked.fact, each, say, campaigns) for each in asked.values), say)
        case Span(_, None, most):
            return say("up to {most}", most=most)
        case Span(_, least, None):
            return say("{least} or more", least=least)
        case Span():
            return say("{least} to {most}", least=asked.least, most=asked.most)
        case Within(_, None):
            return say("ever")
        case Within():
            return say("in the last {days} days", days=asked.days)


def fault(of: Fact, say: Speech, *, is_upside_down: bool) -> Html:
    """What is wrong with a field of the form, and how it is put right."""
    if is_upside_down:
        why = say("the most is below the least")
    elif of in SPANS:
        why = say("whole numbers only, at most 12 digits")
    else:
        why = say("this cannot be chosen")
    return labelled(fact(of, say), why, say)


def all_of(segment: Segment, say: Speech, campaigns: Titles) -> Html:
    """One line."""
    if not segment.conditions:
        return say("All creators")
    return Html(" · ").join(condition(each, say, campaigns) for each in segment.conditions)


def sampled(each: Sampled, say: Speech) -> Html:
    """`Ming (Douyin · 小明, 12,000 followers)`."""
    if each.account is None:
        return Html("{}").format(called(each.name))
    return say(
        "{name} ({account}, {followers} followers)",
        name=called(each.name),
        account=account_lines.title(each.account, say),
        followers=f"{each.account.followers:,}",
    )
