"""How a segment's conditions read: `Platform: Douyin, Weibo`, `Not seen in the last 30 days`."""

from enum import StrEnum
from typing import Final

from domain.people import Category, Region, Standing
from domain.platforms import Platform
from domain.segment import ANY, TIMES, Condition, Fact, OneOf, Segment, Span, Within
from domain.segment_text import EVER
from words import names
from words.punctuation import labelled
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
_NAMED: Final[dict[Fact, type[StrEnum]]] = {
    Fact.PLATFORM: Platform,
    Fact.CATEGORY: Category,
    Fact.REGION: Region,
}
_STANDINGS: Final = {Standing.ACTIVE: msg("active"), Standing.PAUSED: msg("claims paused")}


def fact(of: Fact, say: Speech) -> Html:
    return say(FACTS[of])


def value(of: Fact, said: str, say: Speech) -> Html:
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
            return say("any") if said == ANY else Html("№ {}").format(said)


def option(of: Fact, said: str, say: Speech) -> Html:
    """One of the things that may be chosen for a fact; a moment as `30d` or `ever`."""
    if of not in TIMES:
        return value(of, said, say)
    return say("ever") if said == EVER else say("in the last {days} days", days=said[:-1])


def condition(asked: Condition, say: Speech) -> Html:
    sign = say("not: ") if asked.negated else Html()
    return labelled(fact(asked.fact, say), sign + said(asked, say), say)


def said(asked: Condition, say: Speech) -> Html:
    """What is asked of the fact, without its name and sign."""
    match asked:
        case OneOf():
            return Html(", ").join(value(asked.fact, each, say) for each in asked.values)
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


def all_of(segment: Segment, say: Speech) -> Html:
    """One line."""
    if not segment.conditions:
        return say("All creators")
    return Html(" · ").join(condition(each, say) for each in segment.conditions)
