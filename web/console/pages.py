"""How a page is rendered: what templates may call, and the style sheets; no page lives here."""

import hashlib
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from domain.funnel import STEPS
from domain.hearing import LONGEST_WORDS
from domain.locales import EN, nearest
from domain.reasons import LONGEST_REASON
from domain.review import LONGEST_NOTE, MENDABLE, ReasonCode
from domain.review_queue import checklist
from domain.risk import case_list
from domain.risk.cases import RiskReason, is_answer_awaited
from domain.settlement_waits import LEFT_OUT_FOR
from web.console import bars, labels
from web.console.formatted import formatted
from web.console.linked import linked
from words import (
    bank_answers,
    bank_reasons,
    broadcasts,
    budgets,
    calculator,
    checks,
    disputes,
    earnings,
    metric_rows,
    names,
    pauses,
    payouts,
    pot_windows,
    proofs,
    reconciliation,
    recurring,
    returns,
    reviews,
    risk,
    segments,
    settlement_runs,
    terms_form,
    thresholds,
    times,
)
from words.amounts import amount
from words.people import called
from words.speech import Speech, speech

if TYPE_CHECKING:
    from jinja2 import Environment

_ROOM: Final = Path(__file__).parent.parent
STATIC: Final = _ROOM / "static"
STATIC_URL: Final = "/console/static"
SHEETS: Final = (
    "tokens",
    "ground",
    "frame",
    "figures",
    "lists",
    "reviews",
    "controls",
    "narrow",
    "risk",
    "webhooks",
    "money",
    "segments",
    "terms",
)
LANGUAGE_TAGS: Final = {EN: "en"}


@cache
def _environment() -> "Environment":
    """Templates are compiled once; a name they misspell is an error, not a gap.

    Made for the first page: what no bot without visitors needs would weigh a megabyte.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        enable_async=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        amount=amount,
        asset=asset,
        bars=bars,
        called=called,
        checklist=checklist,
        funnel_steps=STEPS,
        mendable=MENDABLE,
        all_reasons=tuple(ReasonCode),
        longest_note=LONGEST_NOTE,
        longest_reason=LONGEST_REASON,
        left_out_days=LEFT_OUT_FOR.days,
        longest_words=LONGEST_WORDS,
        case_clock=case_list.clock,
        is_answer_awaited=is_answer_awaited,
        risk_reasons=tuple(RiskReason),
        formatted=formatted,
        linked=linked,
        sheets=[asset(f"{name}.css") for name in SHEETS],
    )
    return environment


@cache
def asset(name: str) -> str:
    """A file of ours under an address that changes with it: browsers may keep it for good."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{STATIC_URL}/{name}?v={version}"


async def render(
    request: web.Request,
    template: str,
    say: Speech,
    timezone: str,
    now: datetime,
    *,
    status: int = 200,
    **facts: Any,
) -> web.Response:
    context = {
        **_wordings(say, timezone, now),
        "path": request.path,
        "said": None,
        "visitor": None,
        **facts,
    }
    text = await _environment().get_template(template).render_async(context)
    return web.Response(text=text, content_type="text/html", status=status)


def _wordings(say: Speech, timezone: str, now: datetime) -> dict[str, Any]:
    """How its reader is spoken to: their language, their clock."""
    there: dict[str, Any] = {"timezone": timezone, "locale": say.locale}
    told: dict[str, Any] = {"timezone": timezone, "say": say}
    return {
        "say": say,
        "lang": LANGUAGE_TAGS.get(say.locale, "zh-Hans"),
        "now": now,
        "timezone": times.place(timezone, say),
        "name": partial(names.name, say=say),
        "cell": partial(names.cell, say=say),
        "chip": partial(labels.chip, say=say),
        "payout_chip": partial(labels.of_payout, say=say),
        "case_chip": partial(labels.of_case, now=now, say=say),
        "moment": partial(times.moment, **there),
        "day": partial(times.day, **there),
        "last_day": partial(times.last_day, **there),
        "period": partial(times.period, **there),
        "left": lambda until: times.left(until - now, say),
        "recurring": recurring,
        "calculator": calculator,
        "terms_form": terms_form,
        "pot_windows": pot_windows,
        "returns": returns,
        "missing": partial(returns.missing, say=say, timezone=timezone, now=now),
        "reviews": reviews,
        "risk": risk,
        "reconciled": reconciliation,
        "waits_why": partial(settlement_runs.why, **told, now=now),
        "ask_floor": partial(settlement_runs.ask_floor, say=say),
        "checkpoint": partial(earnings.checkpoint, say=say),
        "batch_steps": partial(payouts.steps, say=say),
        "left_out": partial(payouts.held_back, say=say),
        "batch_event": partial(payouts.did, say=say),
        "with_tax": partial(payouts.with_tax, say=say),
        "already_in_file": partial(payouts.already_in_file, **told, now=now),
        "tried_before": partial(payouts.tried_before, say=say),
        "tried_again": partial(payouts.tried_again, say=say),
        "why_refused": partial(metric_rows.answer_refused, say=say),
        "refused_place": partial(metric_rows.place, say=say),
        "bank_reason": partial(bank_reasons.worded, say=say),
        "booked_before": partial(bank_answers.booked_before, say=say),
        "pauses": pauses,
        "pause_line": partial(pauses.line, **told, now=now),
        "segments": segments,
        "thresholds": thresholds,
        "reports": broadcasts,
        "scheduled": partial(broadcasts.scheduled, now=now, **told),
        "left_at": partial(broadcasts.left_at, now=now, **told),
        "disputes": disputes,
        "raised": partial(budgets.raised, **told, now=now),
        "proof_caption": partial(proofs.caption, **told),
        "check_lines": partial(checks.lines, **told),
    }


def speech_of_browser(request: web.Request) -> Speech:
    """For who has not signed in: the first language their browser asks for."""
    wanted = request.headers.get("Accept-Language", "")
    return speech(nearest(wanted.partition(",")[0].partition(";")[0]))


async def static(request: web.Request) -> web.FileResponse:
    """Style sheets and the mark; the route lets through no path but a plain name."""
    return web.FileResponse(
        STATIC / request.match_info["name"],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
