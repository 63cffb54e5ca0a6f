"""What is said of the buttons and links below a broadcast: what they do, what came of them."""

from collections.abc import Iterable
from typing import Final

from domain.broadcast import BroadcastFacts
from domain.counted_links import Counting, LinkOutcome, Uncounted, WhyNot
from domain.message import LONGEST_LABEL, LONGEST_URL, MOST_LINKS, Link, LinkFlaw, Page
from words.broadcasts import letter
from words.speech import Html, Speech, msg

PAGES: Final = {
    Page.TASKS: msg("All tasks"),
    Page.WORK: msg("My tasks"),
    Page.EARNINGS: msg("My earnings"),
}
_LINK_FLAWS: Final = {
    LinkFlaw.FORM: msg("Please send it as label | address, as in See more | https://example.com/"),
    LinkFlaw.LABEL: msg("A label has 1 to {label} characters."),
    LinkFlaw.LABELS: msg("One label for each language is enough: Chinese | English | address."),
    LinkFlaw.FOR_ONE: msg(
        "A button is the same for everybody: please write it without words in braces."
    ),
    LinkFlaw.NO_HTTPS: msg("The address has to begin with https://"),
    LinkFlaw.SIGNED_IN: msg("Please leave out the name and the password before the host."),
    LinkFlaw.HOST: msg("The address leads to no host: it looks like https://example.com/page"),
    LinkFlaw.LONG: msg("The address is too long: it may have {url} characters."),
    LinkFlaw.SPACES: msg("An address has no spaces: please copy it anew."),
    LinkFlaw.TOO_MANY: msg("It has {links} links already: please remove one first."),
}


def no_link(flaw: LinkFlaw, say: Speech) -> Html:
    return say(_LINK_FLAWS[flaw], label=LONGEST_LABEL, url=LONGEST_URL, links=MOST_LINKS)


def _offer(of: BroadcastFacts, offered: str, say: Speech) -> list[Html]:
    if not offered:
        return []
    if of.campaign_id is not None:
        return [say("Button: all tasks of {campaign}", campaign=offered)]
    return [say("Button: {task}", task=offered)]


def buttons(of: BroadcastFacts, offered: str, say: Speech) -> list[Html]:
    """What stands below it, line by line."""
    return [
        *_offer(of, offered, say),
        *(say("Button: {task}", task=say(PAGES[page])) for page in of.pages),
        *links(of.links, say),
    ]


def links(of: Iterable[Link], say: Speech) -> list[Html]:
    """A line each."""
    return [
        say("Link: {label} → {url}", label=each.label(say.locale), url=each.url)
        if not each.counted
        else say("Link, counted: {label} → {url}", label=each.label(say.locale), url=each.url)
        for each in of
    ]


def link_label(of: LinkOutcome, say: Speech) -> Html:
    """`B · Shop` of one in several wordings."""
    letters = [] if of.variant is None else [letter(of.variant)]
    return Html(" · ").join([*letters, of.link.label(say.locale)])


def link(of: LinkOutcome, say: Speech) -> Html:
    """What came of one link; about how many people, as nobody is followed."""
    return say(
        "🔗 {label}: clicks {clicks} · people, about {visitors} · programs {programs}",
        label=link_label(of, say),
        clicks=of.clicks,
        visitors=of.visitors,
        programs=of.programs,
    )


def uncounted(of: Uncounted, say: Speech) -> Html:
    """Why a link goes as it is, and what would let it be counted."""
    if of.why is WhyNot.NO_ADDRESS:
        return say(
            "Links go as they are, uncounted: this house has no public address "
            "(<code>web.public_url</code>)."
        )
    return say(
        "The link to {host} goes as it is, uncounted: it is not among the hosts that links of ours "
        "may lead to (<code>tracking.allowed_hosts</code>).",
        host=of.host,
    )


def all_uncounted(of: Iterable[Link], counting: Counting, say: Speech) -> list[Html]:
    """Why some of these cannot be counted, each reason once."""
    obstacles = (counting.obstacle(each) for each in of)
    return list(dict.fromkeys(uncounted(each, say) for each in obstacles if each))
