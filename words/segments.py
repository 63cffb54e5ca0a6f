"""How a segment's conditions read: `Platform: Douyin, Weibo`, `Not seen in the last 30 days`."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain import segment_hints
from domain.conditions import (
    AMOUNTS,
    ANY,
    DATED,
    OF_ROWS,
    SPANS,
    TIMES,
    Amount,
    Condition,
    Dates,
    Fact,
    Noun,
    OneOf,
    Row,
    Span,
    Within,
)
from domain.people import Category, Region, Standing
from domain.platforms import Platform
from domain.segment import Sampled, Segment
from domain.segment_hints import Hint, Wanted
from domain.segment_text import EVER, NoSuchRow
from words import account_lines, names, times
from words.amounts import amount
from words.people import called
from words.punctuation import labelled, listed
from words.speech import Html, Speech, msg

FACTS: Final = {
    Fact.PLATFORM: msg("Platform"),
    Fact.CATEGORY: msg("Category"),
    Fact.REGION: msg("Region"),
    Fact.FOLLOWERS: msg("Followers"),
    Fact.ACCOUNTS: msg("Accounts"),
    Fact.LANGUAGE: msg("Language"),
    Fact.ZONE: msg("Time zone"),
    Fact.STATUS: msg("Status"),
    Fact.SEEN: msg("Last seen"),
    Fact.JOINED: msg("Joined"),
    Fact.INVITER: msg("Invited by"),
    Fact.CLAIMED: msg("Last claim"),
    Fact.CAMPAIGN: msg("Took part in campaign"),
    Fact.DELIVERED: msg("Delivered for campaign"),
    Fact.APPROVED: msg("Works approved"),
    Fact.MISSED: msg("Works that ran out of time"),
    Fact.REJECTED: msg("Works rejected"),
    Fact.SETTLED: msg("Settled in all"),
    Fact.PAYEE: msg("Payout details"),
    Fact.CASE: msg("Risk case"),
    Fact.SENT: msg("Got broadcast"),
    Fact.TAPPED: msg("Tapped a button of broadcast"),
    Fact.QUIET: msg("Quiet hours"),
}
_NOT_SO: Final = {
    Fact.CAMPAIGN: msg("Took no part in campaign"),
    Fact.DELIVERED: msg("Delivered nothing for campaign"),
    Fact.SENT: msg("Did not get broadcast"),
    Fact.TAPPED: msg("Tapped no button of broadcast"),
}
Titles = Mapping[Row, str]
"""Of the rows that are named."""
NO_TITLES: Final[Titles] = {}
_NAMED: Final[dict[Fact, type[StrEnum]]] = {
    Fact.PLATFORM: Platform,
    Fact.CATEGORY: Category,
    Fact.REGION: Region,
}
_NO_SUCH: Final = {
    Noun.CAMPAIGN: msg("There is no campaign number {number}."),
    Noun.BROADCAST: msg(
        "Who got broadcast number {number} is not known: it has not left, or is long over. Please "
        "take it out of the conditions."
    ),
    Noun.PERSON: msg("There is nobody with the number {number}."),
}
_STATES: Final = {
    Fact.QUIET: msg("now"),
    Fact.PAYEE: msg("on file"),
    Fact.CASE: msg("holds work of theirs"),
}
_STANDINGS: Final = {Standing.ACTIVE: msg("active"), Standing.PAUSED: msg("claims paused")}


def fact(of: Fact, say: Speech) -> Html:
    return say(FACTS[of])


def value(of: Fact, said: str, say: Speech, titles: Titles = NO_TITLES) -> Html:
    """One of the values that a fact may have."""
    if of in _NAMED:
        return names.name(_NAMED[of](said), say)
    if of in OF_ROWS:
        return _row(OF_ROWS[of], said, say, titles)
    match of:
        case Fact.LANGUAGE:
            return Html("{}").format(names.LANGUAGES[said])
        case Fact.STATUS:
            return say(_STANDINGS[Standing(said)])
        case Fact.ZONE:
            return times.place(said, say)
        case _:
            return say(_STATES[of]) if of in _STATES else Html("{}").format(said)  # a currency


def _row(noun: Noun, said: str, say: Speech, titles: Titles) -> Html:
    """By its title; by its number where nobody knows one."""
    if said == ANY:
        return say("anybody") if noun is Noun.PERSON else say("any")
    row = (noun, int(said))
    if row not in titles and noun is Noun.BROADCAST:
        return say("№ {number}, of which nobody knows any more", number=said)
    if row not in titles:
        return Html("№ {}").format(said)
    title = called(titles[row]) if noun is Noun.PERSON else say.title(titles[row])
    if noun is Noun.BROADCAST:  # several may have the same words
        return Html("№ {} · {}").format(said, title)
    return Html("{}").format(title)


def option(of: Fact, said: str, say: Speech, titles: Titles = NO_TITLES) -> Html:
    """One of the things that may be chosen for a fact; a moment as `30d` or `ever`."""
    if of not in TIMES:
        return value(of, said, say, titles)
    return say("ever") if said == EVER else lately(int(said[:-1]), say)


def lately(days: int, say: Speech) -> Html:
    return say("in the last day") if days == 1 else say("in the last {days} days", days=days)


def condition(asked: Condition, say: Speech, titles: Titles) -> Html:
    told = said(asked, say, titles)
    if not asked.negated:
        return labelled(fact(asked.fact, say), told, say)
    if asked.fact in _NOT_SO:
        return labelled(say(_NOT_SO[asked.fact]), told, say)
    return labelled(fact(asked.fact, say), say("not {said}", said=told), say)


def said(asked: Condition, say: Speech, titles: Titles = NO_TITLES) -> Html:
    """What is asked of the fact, without its name and sign."""
    match asked:
        case OneOf():
            return listed((value(asked.fact, each, say, titles) for each in asked.values), say)
        case Span():
            return _ends(asked.least, asked.most, say)
        case Dates():
            return _between(asked, say)
        case Amount():
            return _amount(asked, say)
        case Within(_, int() as days):
            return lately(days, say)
        case Within():
            return say("ever")


def _ends(least: object, most: object, say: Speech) -> Html:
    """One of the two may be None."""
    if least is None:
        return say("up to {most}", most=most)
    if most is None:
        return say("{least} or more", least=least)
    return say("{least} to {most}", least=least, most=most)


def _between(asked: Dates, say: Speech) -> Html:
    first, last = asked.first, asked.last
    if first is None:
        return say("until {day}", day=last)
    if last is None:
        return say("since {day}", day=first)
    return say("from {first} to {last}", first=first, last=last)


def _amount(asked: Amount, say: Speech) -> Html:
    both = (asked.least_minor, asked.most_minor)
    least, most = (None if end is None else amount(end, asked.currency) for end in both)
    told = _ends(least, most, say)
    if asked.days is None:
        return told
    return say("{amount}, {lately}", amount=told, lately=lately(asked.days, say))


def fault(of: Fact, say: Speech, *, is_upside_down: bool) -> Html:
    """What is wrong with a field of the form, and how it is put right."""
    return labelled(fact(of, say), amiss(of, say, is_upside_down=is_upside_down), say)


def amiss(of: Fact, say: Speech, *, is_upside_down: bool) -> Html:
    """The same beside the field itself."""
    if is_upside_down:
        return say("the most is below the least")
    if of in SPANS:
        return say("whole numbers only, at most 12 digits")
    if of in DATED:
        return say("either a number of days, or dates of which the first comes first")
    if of in AMOUNTS:
        return say("amounts of that currency, the least not above the most")
    return say("this cannot be chosen")


def no_such(row: NoSuchRow, say: Speech) -> Html:
    """What is asked of what is not there, and what to do about it."""
    return say(_NO_SUCH[row.noun], number=row.number)


def all_of(segment: Segment, say: Speech, titles: Titles) -> Html:
    """One line."""
    if not segment.conditions:
        return say("All creators")
    return Html(" · ").join(condition(each, say, titles) for each in segment.conditions)


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


_HINTS: Final = {
    Wanted.SHORTER: msg("A line may have {longest} characters."),
    Wanted.ONCE: msg("It stands there twice: please write it once."),
    Wanted.FACT: msg("A word begins with one of these: {known}."),
    Wanted.FEWER: msg("It may name {values} at most."),
    Wanted.VALUE: msg("It may be: {known}."),
    Wanted.CURRENCY: msg("It begins with one of these: {known}, as in {fact}:CNY/1000..5000."),
    Wanted.ORDER: msg("The least stands above the most: please turn them round."),
    Wanted.SPAN: msg("Write it like {fact}:1..99, {fact}:1.. or {fact}:..99."),
    Wanted.DAYS: msg("Write it like {fact}:30d, {days}d at most, or {fact}:ever."),
    Wanted.DATES: msg("Write it like {fact}:2026-01-01..2026-03-31, with days that there are."),
    Wanted.AMOUNT: msg("Write it like {fact}:CNY/1000..5000 or {fact}:CNY/1000../90d."),
    Wanted.ROW: msg("It goes by number, as in {fact}:12."),
    Wanted.ZONE: msg("Write a big city, or a zone such as Asia/Shanghai."),
}


def unread(word: str, say: Speech) -> Html:
    """A word of a line that says nothing, and what would."""
    cannot = say("I cannot read “{word}” in that line.", word=word)
    return Html("\n").join([cannot, wanted(word, say)])


def wanted(word: str, say: Speech) -> Html:
    """What would be right in place of a word that says nothing."""
    hint = segment_hints.of(word)
    named = hint.wanted is Wanted.VALUE
    known = [_named(hint, each, say) if named else each for each in hint.known]
    return say(
        _HINTS[hint.wanted],
        fact=hint.fact or "",
        known=listed(known, say),
        days=segment_hints.MOST_DAYS,
        longest=segment_hints.LONGEST,
        values=segment_hints.MOST_VALUES,
    )


def _named(hint: Hint, each: str, say: Speech) -> Html:
    """As it is written, and as it is called."""
    assert hint.fact is not None  # its values are known
    return Html("{} ({})").format(each, value(hint.fact, each, say, {}))
