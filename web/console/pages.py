"""How a page is rendered: what templates may call, and the style sheets; no page lives here."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from domain.funnel import STEPS
from domain.hearing import LONGEST_WORDS
from domain.locales import nearest
from domain.reasons import LONGEST_REASON
from domain.review import LONGEST_NOTE, MENDABLE, ReasonCode
from domain.review_queue import checklist
from domain.risk import case_list
from domain.risk.cases import RiskReason, is_answer_awaited
from domain.settlement_waits import LEFT_OUT_FOR
from web.console import bars, wordings
from web.console.formatted import formatted
from web.console.linked import linked
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
    "drafts",
)


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
        **wordings.told(say, timezone, now),
        "path": request.path,
        "said": None,
        "visitor": None,
        **facts,
    }
    text = await _environment().get_template(template).render_async(context)
    return web.Response(text=text, content_type="text/html", status=status)


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
