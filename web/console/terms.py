"""A draft's terms in the browser: changed, tried with the calculator and the budget, saved."""

from dataclasses import dataclass, replace

from aiohttp import web

from domain import calculator
from domain.campaign_file import BadCampaignFile, FileProblem, terms_form
from domain.counts import BadCount
from domain.money import Currency
from domain.terms import Method, Terms
from services import terms_edits
from services.terms_edits import Agreement, Cost
from web.console.notes import Note, see_other
from web.console.visitor import Visitor
from words import terms_form as words


@dataclass(frozen=True, slots=True)
class Trial:
    """What the form says: the terms and their cost, or what is wrong with it."""

    fields: dict[str, str]
    tried: Terms | None
    cost: Cost | None
    problems: tuple[FileProblem, ...] = ()
    count: str = ""  # what somebody wants to know the amount at, as they wrote it
    counted: int | None = None  # the same, where it is a number


async def shown(visitor: Visitor) -> web.Response:
    """The newest version, and what it costs."""
    found = await visitor.look(terms_edits.agreement, visitor.row_id("campaign_id"))
    return await _page(visitor, found, _tried(found, _present(found)))


async def change(visitor: Visitor) -> web.Response:
    """Tried: the same page with what it would come to; saved: a new version."""
    campaign_id = visitor.row_id("campaign_id")
    found = await visitor.look(terms_edits.agreement, campaign_id)
    trial = _at(_tried(found, await _given(visitor)), await visitor.field("count"), found)
    verb = await visitor.field("verb")
    if verb == "save" and trial.tried is not None:
        version = await visitor.whole("version")
        await visitor.act(terms_edits.save, campaign_id, version, trial.tried)
        return see_other(f"/console/campaigns/{campaign_id}/terms", Note.TERMS)
    if verb not in {"try", "save"}:
        raise web.HTTPBadRequest
    return await _page(visitor, found, trial)


def _present(found: Agreement) -> dict[str, str]:
    return terms_form.written(found.terms, Currency(found.summary.currency))


def _tried(found: Agreement, fields: dict[str, str]) -> Trial:
    summary = found.summary
    try:
        currency = Currency(summary.currency)
        tried = terms_form.read(fields, currency, summary.budget_minor, summary.slots)
    except BadCampaignFile as bad:
        return Trial(fields, None, None, bad.problems)
    return Trial(fields, tried, terms_edits.cost(found, tried))


def _at(trial: Trial, said: str, found: Agreement) -> Trial:
    """With the amount at a count of their own; it is saved nowhere."""
    if trial.tried is None or not said.strip() or trial.tried.method is Method.FLAT:
        return replace(trial, count=said)
    try:
        count = calculator.asked(trial.tried, said, Currency(found.summary.currency))
    except BadCount:
        return replace(trial, count=said)
    return replace(trial, count=said, counted=count)


async def _given(visitor: Visitor) -> dict[str, str]:
    """What counts is a box for each."""
    fields = {name: await visitor.field(name) for name in terms_form.FIELDS}
    ticked = [each for each in terms_form.COUNTED if await visitor.field(f"counts_{each}")]
    return fields | {"counted": " ".join(ticked)}


async def _is_saving(visitor: Visitor) -> bool:
    return visitor.request.method == "POST" and await visitor.field("verb") == "save"


async def _page(visitor: Visitor, found: Agreement, trial: Trial) -> web.Response:
    return await visitor.page(
        "terms.html",
        found=found,
        trial=trial,
        is_saving=await _is_saving(visitor),
        faulty=words.faulty(trial.problems),
        is_changed=trial.tried is not None and trial.tried != found.terms,
        status=422 if trial.problems else 200,
    )
