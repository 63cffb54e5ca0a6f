"""Risk cases: the list, one with its evidence; a decision is the same service as in chat."""

from collections.abc import Callable
from typing import Final

import structlog
from aiohttp import web

from domain.risk.case_list import CaseClock, CaseState, Wanted
from domain.risk.cases import RiskReason
from domain.risk.evidence import Signal
from services import risk_decisions, risk_lists
from web.console import asked
from web.console.notes import Note, see_other
from web.console.visitor import Visitor

log = structlog.get_logger()

# What a photo sent to the bot may be, by how it begins; anything else is not shown.
_KINDS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


async def cases(visitor: Visitor) -> web.Response:
    wanted = _wanted(visitor)
    found = await visitor.look(
        risk_lists.listed, wanted, asked.number(visitor, "page") or 1, now=visitor.now
    )
    return await visitor.page(
        "cases.html",
        found=found,
        wanted=wanted,
        states=tuple(CaseState),
        clocks=tuple(CaseClock),
        signals=tuple(Signal),
        turned=asked.turns(visitor, found.page),
    )


def _wanted(visitor: Visitor) -> Wanted:
    return Wanted(
        asked.chosen(visitor, "state", CaseState) or CaseState.WAITING,
        asked.chosen(visitor, "clock", CaseClock),
        asked.chosen(visitor, "signal", Signal),
        asked.number(visitor, "campaign"),
    )


async def one(visitor: Visitor) -> web.Response:
    """However it stands: decided ones stay readable."""
    file = await visitor.look(risk_decisions.one, visitor.row_id("case_id"))
    return await visitor.page("case.html", file=file)


async def picture(visitor: Visitor) -> web.Response:
    """A photo that the creator sent, brought from Telegram for whom the case opens."""
    file = await visitor.look(risk_decisions.one, visitor.row_id("case_id"))
    event_id = visitor.row_id("event_id")
    sent = [each.picture for each in file.events if each.picture and each.event_id == event_id]
    if not sent:
        raise web.HTTPNotFound
    try:
        content = await visitor.picture(sent[0])
    except Exception:
        log.warning("a picture did not come", case_id=file.facts.case_id, exc_info=True)
        raise web.HTTPNotFound from None
    kind = next((kind for begins, kind in _KINDS.items() if content.startswith(begins)), "")
    if not kind:
        raise web.HTTPNotFound
    return web.Response(body=content, content_type=kind)


async def decide(visitor: Visitor) -> web.Response:
    decision = await visitor.field("decision")
    if decision not in _DECISIONS:
        raise web.HTTPBadRequest
    case_id, note = visitor.row_id("case_id"), await visitor.field("note")
    service, said = _DECISIONS[decision]
    if service is risk_decisions.confirm:
        await visitor.act(service, case_id, await _reason(visitor), note)
    else:
        await visitor.act(service, case_id, note)
    return see_other(f"/console/risk/{case_id}", said)


async def _reason(visitor: Visitor) -> RiskReason:
    said = await visitor.field("reason")
    if said not in set(RiskReason):
        raise web.HTTPBadRequest
    return RiskReason(said)


_DECISIONS: Final[dict[str, tuple[Callable[..., int], Note]]] = {
    "clear": (risk_decisions.clear, Note.CLEARED),
    "ask": (risk_decisions.ask_again, Note.ASKED),
    "confirm": (risk_decisions.confirm, Note.CONFIRMED),
    "reinstate": (risk_decisions.reinstate, Note.REINSTATED),
    "uphold": (risk_decisions.uphold, Note.UPHELD),
}
