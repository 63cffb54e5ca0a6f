"""What stands before every page and form: origin, session, token; and how it ends badly."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from domain.errors import Refusal
from services import console
from services.console import LinkDead, SignedOut
from web.console import brought, pages, refusals, wanted
from web.console.visitor import WITH_FILE, Visitor
from web.house import HOUSE
from web.security import ensure_at_most, is_from_us
from words.speech import Html, Speech, speech

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ForStaff = Callable[[Visitor], Awaitable[web.StreamResponse]]

COOKIE: Final = "koc_console"
CSRF_FIELD: Final = "csrf"
LARGEST_FORM_BYTES: Final = 128 * 1024
"""Two texts that are twice too long, nine bytes a Chinese sign: their writer reads why."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@web.middleware
async def only_from_us(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever changes something comes from a page of ours, signed in or not."""
    if request.method not in SAFE_METHODS:
        if request.content_type == WITH_FILE:  # not read but where a file is asked for
            brought.ensure_at_most(request)
        else:
            ensure_at_most(request, LARGEST_FORM_BYTES)
        if not is_from_us(request):
            raise web.HTTPForbidden
    return await handler(request)


def for_staff(handler: ForStaff, *, brings_file: bool = False) -> Handler:
    """The only way to a page: by an open session, and by the form's token to change anything."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        house = request.config_dict[HOUSE]
        token, now = request.cookies.get(COOKIE, ""), house.now()
        session = await house.db.read(console.signed_in, token, now=now)
        visitor = Visitor(request, token, session, now, brings_file=brings_file)
        if request.method not in SAFE_METHODS:
            given = await visitor.field(CSRF_FIELD)
            if not hmac.compare_digest(given.encode(errors="replace"), session.csrf.encode()):
                raise web.HTTPForbidden
        return await handler(visitor)

    return guarded


@web.middleware
async def in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals, wrong addresses and accidents are pages too, in the reader's language."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return await _refused(request, partial(refusals.worded, refusal), refusal)
    except web.HTTPClientError as error:
        status = error.status
        return await _refused(request, lambda say: (status, _sentence(status, say)))
    except web.HTTPException:
        raise
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("a page failed", route=str(request.match_info.route.resource), ref=reference)
        say = pages.speech_of_browser(request)  # what failed may well be the database
        sentence = say("Something broke on our side. Reference: {reference}", reference=reference)
        return await _page(request, say, 500, sentence)


async def _refused(
    request: web.Request,
    word: Callable[[Speech], tuple[int, Html]],
    refusal: Refusal | None = None,
) -> web.Response:
    """Whoever is signed in keeps the pages they may see, and the way back to their form."""
    house = request.config_dict[HOUSE]
    token, now = request.cookies.get(COOKIE, ""), house.now()
    try:
        session = await house.db.read(console.signed_in, token, now=now)
        if _needs_link(refusal):
            status, sentence = word(speech(session.actor.locale))
            return await _page(request, speech(session.actor.locale), status, sentence, refusal)
        visitor = Visitor(request, token, session, now)
        status, sentence = word(visitor.say)
        facts = {"new_link": False, "lasted_hours": 0, "back": _form_of(request)}
        return await visitor.page("sentence.html", status=status, sentence=sentence, **facts)
    except Refusal:  # nobody is signed in, or their session has just ended
        say = pages.speech_of_browser(request)
        return await _page(request, say, *word(say), refusal)


def _form_of(request: web.Request) -> str:
    """The page of ours that a refused form stood on; empty where nothing was sent, or unsaid."""
    if request.method in SAFE_METHODS:
        return ""
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.host and came_from.path.startswith("/console")
    return came_from.path if is_ours else ""


def _needs_link(refusal: Refusal | None) -> bool:
    return isinstance(refusal, LinkDead | SignedOut)


def _sentence(status: int, say: Speech) -> Html:
    match status:
        case 403:
            return say("This form is out of date. Go back, reload the page and try again.")
        case 404:
            return say("There is no such page.")
        case _:
            return say("That did not work.")


async def _page(
    request: web.Request,
    say: Speech,
    status: int,
    sentence: Html,
    refusal: Refusal | None = None,
) -> web.Response:
    ended = isinstance(refusal, SignedOut)
    now = request.config_dict[HOUSE].now()
    response = await pages.render(
        request,
        "sentence.html",
        say,
        "UTC",
        now,
        status=status,
        sentence=sentence,
        back="",
        new_link=_needs_link(refusal),
        lasted_hours=console.SESSION_LIFE // timedelta(hours=1) if ended else 0,
    )
    if ended:
        wanted.remember(request, response)
    return response
