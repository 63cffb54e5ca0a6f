"""Disputes: the list, one with its evidence; a decision is the same service as in chat."""

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from domain.disputes.life import AwardOutOfRange, DisputeStatus
from domain.disputes.lines import LineKind
from domain.disputes.listing import DisputeState, Wanted, clock, ends_at
from domain.hearing import WordsNeeded
from domain.money import BadMoney, Currency
from services import dispute_decisions
from web.console import asked, refusals, sent, twice
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words.amounts import written
from words.speech import Html

PAGE_SIZE: Final = 30


async def listed(visitor: Visitor) -> web.Response:
    state = asked.chosen(visitor, "state", DisputeState) or DisputeState.UNDECIDED
    wanted = Wanted(state, asked.chosen(visitor, "kind", LineKind))
    number = asked.number(visitor, "page") or 1
    found = await visitor.look(dispute_decisions.page, number, wanted, PAGE_SIZE)
    return await visitor.page(
        "disputes.html",
        found=found,
        wanted=wanted,
        states=tuple(DisputeState),
        kinds=tuple(LineKind),
        clock=clock,
        ends_at=ends_at,
        turned=asked.turns(visitor, found.page),
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """What was wrong in a form, and what it said: to be mended where it stands."""

    decision: str
    sentence: Html
    amount: str
    note: str


async def one(visitor: Visitor) -> web.Response:
    """However it stands: decided ones stay readable."""
    return await _page(visitor)


async def _page(visitor: Visitor, slip: Slip | None = None) -> web.Response:
    file = await visitor.look(dispute_decisions.one, visitor.row_id("dispute_id"))
    return await visitor.page(
        "dispute.html",
        file=file,
        whose=clock(file.line, visitor.now),
        until=ends_at(file.line),
        is_whole=file.facts.kind is LineKind.PAYOUT,
        slip=slip,
        status=422 if slip else 200,
    )


async def file(visitor: Visitor) -> web.Response:
    """What the creator sent, for whom the dispute opens."""
    dispute_id, event_id = visitor.row_id("dispute_id"), visitor.row_id("event_id")
    found = await visitor.look(dispute_decisions.one, dispute_id)
    for each in found.events:
        if each.event_id == event_id and each.file:
            kept = each.file
            content = await sent.unchanged(
                visitor, kept.file_id, kept.sha256, dispute_id=dispute_id
            )
            return sent.answered(content, kept.kind, f"{dispute_id}-{event_id}")
    raise web.HTTPNotFound


async def decide(visitor: Visitor) -> web.Response:
    """The amount is plain, as `1,234.50`; without one it is the whole line, if it has one."""
    decision = await visitor.field("decision")
    if decision not in _NOTES:
        raise web.HTTPBadRequest
    try:
        await twice.done(_decide(visitor, decision), lambda: _decided(visitor, decision))
    except (BadMoney, AwardOutOfRange, WordsNeeded) as refusal:
        _, sentence = refusals.worded(refusal, visitor.say)
        said = await visitor.field("amount"), await visitor.field("note")
        return await _page(visitor, Slip(decision, sentence, *said))
    return see_other(f"/console/disputes/{visitor.row_id('dispute_id')}", _NOTES[decision])


async def _decide(visitor: Visitor, decision: str) -> int:
    dispute_id, words = visitor.row_id("dispute_id"), await visitor.field("note")
    if decision == "good":
        amount_minor = await _amount(visitor, dispute_id)
        await visitor.act(dispute_decisions.make_good, dispute_id, amount_minor, words)
    else:
        service = dispute_decisions.ask if decision == "ask" else dispute_decisions.decline
        await visitor.act(service, dispute_id, words)
    return dispute_id


async def _decided(visitor: Visitor, decision: str) -> int | None:
    """The dispute where they have decided just this, with these words and this amount."""
    dispute_id = visitor.row_id("dispute_id")
    facts = (await visitor.look(dispute_decisions.one, dispute_id)).facts
    theirs = visitor.actor.person_id, (await visitor.field("note")).strip()
    if (facts.decided_by, facts.note) != theirs:
        return None
    if decision == "good" and facts.status is DisputeStatus.GRANTED:
        is_same = await _amount(visitor, dispute_id) == facts.awarded_minor
    else:
        is_same = facts.status is _ENDS.get(decision)
    return dispute_id if is_same else None


async def _amount(visitor: Visitor, dispute_id: int) -> int | None:
    said = (await visitor.field("amount")).strip()
    if not said:
        return None
    found = await visitor.look(dispute_decisions.one, dispute_id)
    return written(said, Currency(found.facts.currency))


_NOTES: Final = {
    "good": Note.MADE_GOOD,
    "decline": Note.DECLINED,
    "ask": Note.DISPUTE_ASKED,
}
_ENDS: Final = {"good": DisputeStatus.GIVEN_BACK, "decline": DisputeStatus.DECLINED}
