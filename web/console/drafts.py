"""A draft broadcast in the browser: written, changed form by form, tried on oneself; sends none."""

from typing import Any, Final
from zoneinfo import ZoneInfo

from aiohttp import web

from domain import segment_text
from domain.coming_moments import example
from domain.delivery import BroadcastStatus
from domain.errors import NotFound, Refusal, Stale
from domain.message import MOST_LINKS, MOST_VARIANTS
from services import broadcast_drafts, broadcast_sheets, segments
from services.broadcast_sheets import BroadcastSheet
from services.segments import Holder, Place
from web.console import draft_buttons, draft_moment, draft_words, refusals
from web.console.notes import Note, see_other
from web.console.typed import UNTOUCHED, Amiss, Change, Typed
from web.console.visitor import Visitor
from words import broadcast_buttons, broadcast_refusals, broadcasts, personal_fields
from words import broadcast_drafts as words
from words.speech import Html

ADDRESS: Final = "/console/broadcasts"


async def _use_saved(visitor: Visitor, number: int) -> None:
    """Somebody may have deleted it while the page stood open."""
    try:
        await visitor.act(segments.use, number, await visitor.whole("segment"))
    except NotFound as gone:
        if gone.kind != "segment":
            raise
        raise Amiss({"segment": refusals.worded(gone, visitor.say)[1]}) from None


async def _rewrite_segment(visitor: Visitor, number: int) -> None:
    place, line = Place(Holder.BROADCAST, number), await visitor.field("line")
    await visitor.act(segments.rewrite, place, line)


CHANGES: Final = {
    "rename": Change(draft_words.rename, "name"),
    "write": Change(draft_words.write),
    "drop_language": Change(draft_words.drop_language),
    "drop_wording": Change(draft_words.drop_wording),
    "use": Change(_use_saved, "segment"),
    "line": Change(_rewrite_segment, "line"),
    **draft_buttons.CHANGES,
    **draft_moment.CHANGES,
}
_FIELDS: Final = (
    *("name", "line", "segment", "link"),
    *draft_words.TEXTS.values(),
    *draft_buttons.FIELDS,
    *draft_moment.FIELDS,
)


async def new(visitor: Visitor) -> web.Response:
    await visitor.look(broadcast_sheets.listed, 1)  # refuse strangers before they write
    return await _new_page(visitor, UNTOUCHED)


async def make(visitor: Visitor) -> web.Response:
    """Drafted; refused, the page stands as it was filled in."""
    await visitor.look(broadcast_sheets.listed, 1)
    try:
        number = await draft_words.draft(visitor)
    except Amiss as amiss:
        return await _new_page(visitor, await _typed(visitor, "new", amiss.faults))
    except Refusal as refusal:
        faults = {"name": _sentence(visitor, refusal)}
        return await _new_page(visitor, await _typed(visitor, "new", faults))
    return see_other(f"{ADDRESS}/{number}", Note.DRAFTED)


async def _new_page(visitor: Visitor, typed: Typed) -> web.Response:
    fields = personal_fields.offered(visitor.say)
    status = 422 if typed.faults else 200
    return await visitor.page("draft_new.html", typed=typed, personal=fields, status=status)


async def change(visitor: Visitor, number: int, verb: str) -> web.Response:
    """One form of a draft: done, or the page with what was typed and why it was refused."""
    asked = CHANGES[verb]
    try:
        await asked.make(visitor, number)
    except Amiss as amiss:
        typed = await _typed(visitor, amiss.key or await _key(visitor, verb), amiss.faults)
    except Stale:
        return await _changed_meanwhile(visitor, number)
    except Refusal as refusal:
        if not (asked.field and _can_be_put_right(refusal)):
            raise
        faults = {asked.field: _sentence(visitor, refusal)}
        typed = await _typed(visitor, await _key(visitor, verb), faults)
    else:
        return see_other(f"{ADDRESS}/{number}")
    return await page(
        visitor, await visitor.look(broadcast_sheets.sheet, number, now=visitor.now), typed
    )


async def _changed_meanwhile(visitor: Visitor, number: int) -> web.Response:
    """How it stands now, also after a button that was pressed twice; Stale once it is no draft."""
    facts = await visitor.look(broadcast_sheets.known_to, number)
    if facts.status is not BroadcastStatus.DRAFT:
        raise Stale("broadcast")
    return see_other(f"{ADDRESS}/{number}", Note.DRAFT_CHANGED)


def _can_be_put_right(refusal: Refusal) -> bool:
    return type(refusal) in broadcast_refusals.WORDINGS


def _sentence(visitor: Visitor, refusal: Refusal) -> Html:
    if not _can_be_put_right(refusal):
        raise refusal
    return broadcast_refusals.sentence(refusal, visitor.say)


async def _key(visitor: Visitor, verb: str) -> str:
    """Which of several forms of one kind it was."""
    of = [await visitor.field(each) for each in ("place", "locale")]
    return ".".join(each for each in (verb, *of) if each)


async def _typed(visitor: Visitor, key: str, faults: Any) -> Typed:
    return Typed(key, await visitor.fields(*_FIELDS), faults)


async def try_on(visitor: Visitor, number: int) -> web.Response:
    """Every wording in every language to whoever asks, in their chat."""
    samples = await visitor.look(broadcast_drafts.samples, number)
    lacking = await visitor.house.try_on(visitor.actor, samples)
    return see_other(f"{ADDRESS}/{number}", Note.TRIED_IN_PART if lacking else Note.TRIED)


async def page(visitor: Visitor, found: BroadcastSheet, typed: Typed = UNTOUCHED) -> web.Response:
    """With everything that can be changed in it, and whom it would reach now."""
    facts = found.facts
    if facts.status is not BroadcastStatus.DRAFT:
        raise Stale("broadcast")
    place = Place(Holder.BROADCAST, facts.broadcast_id)
    counting = visitor.house.counting
    return await visitor.page(
        "draft.html",
        found=found,
        typed=typed,
        sample=await visitor.look(segments.sample, place, now=visitor.now),
        saved=await visitor.look(segments.saved),
        line=segment_text.written(facts.segment),
        numbers=numbers(visitor, found),
        lines=_lines(visitor, found),
        personal=personal_fields.offered(visitor.say),
        uncounted=broadcast_buttons.all_uncounted(facts.links, counting, visitor.say),
        countable=[each.counted or not counting.obstacle(each) for each in facts.links],
        may_link=len(facts.links) < MOST_LINKS,
        how=draft_moment.how_of(facts.arrival),
        when=draft_moment.when_of(facts.arrival, visitor.actor.timezone),
        when_like=example(ZoneInfo(visitor.actor.timezone), visitor.now).whole,
        price=_price(visitor, found),
        may_add=len(facts.body) < MOST_VARIANTS,
        status=422 if typed.faults else 200,
    )


def _price(visitor: Visitor, found: BroadcastSheet) -> Html | None:
    """What paying would cost and gain, where it would."""
    rules = visitor.house.broadcasts
    if not found.gains_by_paying(rules):
        return None
    return words.price(found.messages, found.eta_paid(rules), visitor.say)


def numbers(visitor: Visitor, found: BroadcastSheet) -> list[Html]:
    """Whom it reaches, who of them fits what it offers, and who is reached later."""
    assert found.audience is not None  # a draft
    say, timezone, now = visitor.say, visitor.actor.timezone, visitor.now
    told = [words.numbers(found.audience, found.eta(visitor.house.broadcasts), say)]
    if found.fitting is not None:
        told.append(
            words.fitting(
                found.offered,
                found.fitting,
                found.free_slots,
                say,
                of_campaign=found.facts.campaign_id is not None,
            )
        )
    return told + broadcasts.held(found.held, timezone, now, say)


def _lines(visitor: Visitor, found: BroadcastSheet) -> list[Html]:
    """What stands below it, how its fields are filled, when it arrives, what is amiss."""
    facts, say = found.facts, visitor.say
    return [
        *broadcast_buttons.buttons(facts, found.offered, say),
        *personal_fields.filled(found.values, say),
        *broadcasts.arrival(facts.arrival, visitor.actor.timezone, visitor.now, say),
        *broadcasts.payment(found.messages, found.paid_messages, say),
        *words.warnings(facts.body, found.foreign, say),
    ]
