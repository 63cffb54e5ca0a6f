"""What a draft broadcast says, written in the browser language by language; tags are read here."""

from collections.abc import Collection, Mapping
from typing import Final

from domain import message, message_html
from domain.broadcast import Rewritten
from domain.errors import Refusal, Stale
from domain.locales import LOCALES
from domain.message import BadBody, Media, MediaKind, Version
from services import broadcast_drafts, broadcast_languages, broadcast_sheets
from web.console.typed import Amiss
from web.console.visitor import Visitor
from words import broadcast_refusals
from words.speech import Html

TEXTS: Final = {locale: f"text_{locale}" for locale in LOCALES}
KEPT: Final = "kept"  # the form for words whose draft was changed while they were written
_A_FILE: Final = Media(MediaKind.DOCUMENT, "")  # any: what fits under one fits under each


async def written(
    visitor: Visitor, only: str = "", with_file: Collection[str] = ()
) -> dict[str, str]:
    """HTML by locale, of one language or of those in which something was written; raises Amiss."""
    typed = {each: await visitor.field(TEXTS[each]) for each in ((only,) if only else LOCALES)}
    said = {locale: text for locale, text in typed.items() if text.strip() or locale in with_file}
    if not said:
        raise Amiss({TEXTS[next(iter(typed))]: visitor.say("Please write something.")})
    htmls, faults = {}, {}
    for locale, text in said.items():
        try:
            htmls[locale] = _read(text, has_file=locale in with_file)
        except Refusal as refusal:
            faults[TEXTS[locale]] = broadcast_refusals.sentence(refusal, visitor.say)
    if faults:
        raise Amiss(faults)
    return htmls


def _read(text: str, *, has_file: bool) -> str:
    html = message_html.read(text)
    message.ensure_fits(Version(html, _A_FILE if has_file else None))
    return html


async def draft(visitor: Visitor) -> int:
    """A new one, under the name it was given if it was given one; its number."""
    versions = {locale: Version(html) for locale, html in (await written(visitor)).items()}
    return await visitor.act(broadcast_drafts.draft_named, await visitor.field("name"), versions)


async def write(visitor: Visitor, number: int) -> None:
    """One language of a wording, or one more wording."""
    only = await visitor.field("locale")
    place, revision = await visitor.whole("place"), await visitor.whole("revision")
    facts = await visitor.look(broadcast_sheets.known_to, number)
    stands = facts.body[place] if place < len(facts.body) else {}
    with_file = {each for each, version in stands.items() if version.media}
    htmls = await written(visitor, only if only in LOCALES else "", with_file if only else ())
    try:
        await visitor.act(broadcast_languages.write, number, place, revision, htmls)
    except Rewritten:
        raise Amiss(_changed(visitor, htmls), KEPT) from None


def _changed(visitor: Visitor, htmls: Mapping[str, str]) -> dict[str, Html]:
    sentence = visitor.say(
        "This draft was changed while you wrote. Your words are kept: where shall they stand?"
    )
    return {TEXTS[next(iter(htmls))]: sentence}


async def drop_language(visitor: Visitor, number: int) -> None:
    """Stale where it is gone already, or the draft is another one than was shown."""
    where = [await visitor.whole(each) for each in ("place", "revision")]
    locale = await visitor.field("locale")
    try:
        await visitor.act(broadcast_languages.drop, number, *where, locale)
    except (BadBody, Rewritten):
        raise Stale("broadcast") from None


async def drop_wording(visitor: Visitor, number: int) -> None:
    where = [await visitor.whole(each) for each in ("place", "revision")]
    await visitor.act(broadcast_drafts.drop_variant, number, *where)


async def rename(visitor: Visitor, number: int) -> None:
    await visitor.act(broadcast_drafts.rename, number, await visitor.field("name"))
