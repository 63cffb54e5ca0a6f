"""What is asked about a platform account, how answers are read; no form lives here."""

from dataclasses import replace
from typing import Final

from domain import accounts as rules
from domain import links
from domain.accounts import LONGEST_URL, MOST_CATEGORIES, BadProfileLink, Handle
from domain.dialogs import Answers
from domain.links import NoLink
from domain.locales import LOCALES
from domain.people import Category, Region
from domain.platforms import Platform
from handlers.desk import Desk
from handlers.forms import pick
from handlers.screen import Screen, column, grid
from services import accounts
from words import names
from words.speech import speech

ENOUGH: Final = "ok"  # the button below the categories
NO_LINK: Final = "-"  # the button below the profile link


async def ask_platform(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    buttons = [pick(names.name(platform, say), platform) for platform in Platform]
    return Screen(say("Which platform is your account on?"), grid(buttons))


def platform_of(text: str) -> Platform | None:
    """A tapped value, or the platform's name in any of our languages."""
    said = text.strip().casefold()
    for platform in Platform:
        called = {names.name(platform, speech(locale)).casefold() for locale in LOCALES}
        if said in {platform.value, *called}:
            return platform
    return None


async def ask_handle(desk: Desk, answers: Answers) -> Screen:
    return Screen(
        desk.say(
            "What is the account called on {platform}? Send its handle, or paste the link of its "
            "profile.",
            platform=names.name(Platform(answers["platform"]), desk.say),
        )
    )


def profile_in(answers: Answers, text: str) -> Answers | None:
    """The profile link in an answer, as an answer; raises BadProfileLink for any other link."""
    if isinstance(links.parse(text), NoLink) and links.profile(text) is None:
        return None
    platform, link = Platform(answers["platform"]), links.profile(text)
    if link is None or link.platform is not platform or len(link.url) > LONGEST_URL:
        raise BadProfileLink(platform)
    return {"url": link.url, "key": link.user_key}


async def ask_link(desk: Desk, answers: Answers) -> Screen:
    """After a handle that was typed; a pasted profile link was given before its name."""
    text = desk.say(
        "Paste the link of its profile on {platform}: it shows reviewers that a post is yours.",
        platform=names.name(Platform(answers["platform"]), desk.say),
    )
    return Screen(text, column(pick(desk.say("Without a link"), NO_LINK)))


def link_in(answers: Answers, text: str) -> Answers | None:
    """The profile link in an answer, None when it is left out; raises BadProfileLink for others."""
    if text == NO_LINK:
        return None
    link = profile_in(answers, text)
    if link is None:
        raise BadProfileLink(Platform(answers["platform"]))
    return link


async def ask_name(desk: Desk, answers: Answers) -> Screen:
    return Screen(desk.say("Got the link. And what is the account called, as people see it?"))


async def handle_of(desk: Desk, answers: Answers, text: str, *, besides: int = 0) -> Handle:
    """With the profile link, if one was given before; raises BadHandle, HandleTaken."""
    link = answers.get("link") or {"url": "", "key": ""}
    handle = replace(rules.handle(text), profile_url=link["url"], profile_key=link["key"])
    await desk.look(accounts.ensure_free, Platform(answers["platform"]), handle, besides=besides)
    return handle


async def ask_followers(desk: Desk, answers: Answers) -> Screen:
    return Screen(
        desk.say("How many followers does it have? <i>12,000, 1.2万 and 3k are all understood.</i>")
    )


async def ask_categories(desk: Desk, answers: Answers) -> Screen:
    """Tapped categories are marked; the question stays until it is enough."""
    say, chosen = desk.say, answers.get("categories", [])
    buttons = [
        pick(("✅ " if category in chosen else "") + names.name(category, say), category)
        for category in Category
    ]
    done = ((pick(say("Done"), ENOUGH, "primary"),),) if chosen else ()
    text = say("What is it about? Choose up to {most}.", most=MOST_CATEGORIES)
    return Screen(text, grid(buttons, 3) + done)


def category_of(text: str) -> Category | None:
    return Category(text) if text in set(Category) else None


def toggled(answers: Answers, category: Category) -> list[str]:
    """The choice with one category more or less; raises BadCategories when it is one too many."""
    chosen: list[str] = [each for each in answers.get("categories", []) if each != category]
    if category in answers.get("categories", []):
        return chosen
    if len(chosen) == MOST_CATEGORIES:
        raise rules.BadCategories
    return [*chosen, category]


def categories_of(answers: Answers) -> tuple[Category, ...]:
    return tuple(category for category in Category if category in answers.get("categories", []))


async def ask_region(desk: Desk, answers: Answers) -> Screen:
    say = desk.say
    buttons = [pick(names.name(region, say), region) for region in Region]
    return Screen(say("Where are most of its followers?"), grid(buttons))


def region_of(text: str) -> Region | None:
    return Region(text) if text in set(Region) else None
