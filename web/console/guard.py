"""What stands before every page and form: origin, session, token; and how it ends badly."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog
from aiohttp import web

from domain.errors import Refusal
from services import console
from services.console import LinkDead, SignedOut
from web.console import pages, refusals
from web.console.visitor import Visitor
from web.house import HOUSE
from web.security import ensure_at_most, is_from_us
from words.speech import Html, Speech, speech

log = structlog.get_logger()

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ForStaff = Callable[[Visitor], Awaitable[web.StreamResponse]]

COOKIE: Final = "koc_console"
CSRF_FIELD: Final = "csrf"
LARGEST_FORM_BYTES: Final = 64 * 1024
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@web.middleware
async def only_from_us(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever changes something comes from a page of ours, signed in or not."""
    if request.method not in SAFE_METHODS:
        ensure_at_most(request, LARGEST_FORM_BYTES)
        if not is_from_us(request):
            raise web.HTTPForbidden
    return await handler(request)


def for_staff(handler: ForStaff) -> Handler:
    """The only way to a page: by an open session, and by the form's token to change anything."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        house = request.config_dict[HOUSE]
        token, now = request.cookies.get(COOKIE, ""), house.now()
        session = await house.db.read(console.signed_in, token, now=now)
        visitor = Visitor(request, token, session, now)
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
        say = await _speech(request)
        status, sentence = refusals.worded(refusal, say)
        facts = {"new_link": _needs_link(refusal), "ended": isinstance(refusal, SignedOut)}
        return await _page(request, say, status, sentence, **facts)
    except web.HTTPClientError as error:
        say = await _speech(request)
        return await _page(request, say, error.status, _sentence(error.status, say))
    except web.HTTPException:
        raise
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("a page failed", route=str(request.match_info.route.resource), ref=reference)
        say = pages.speech_of_browser(request)  # what failed may well be the database
        sentence = say("Something broke on our side. Reference: {reference}", reference=reference)
        return await _page(request, say, 500, sentence)


async def _speech(request: web.Request) -> Speech:
    """The visitor's; of who is not signed in, the browser's."""
    house = request.config_dict[HOUSE]
    token = request.cookies.get(COOKIE, "")
    try:
        session = await house.db.read(console.signed_in, token, now=house.now())
    except Refusal:
        return pages.speech_of_browser(request)
    return speech(session.actor.locale)


def _needs_link(refusal: Refusal) -> bool:
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
    *,
    new_link: bool = False,
    ended: bool = False,
) -> web.Response:
    now = request.config_dict[HOUSE].now()
    return await pages.render(
        request,
        "sentence.html",
        say,
        "UTC",
        now,
        status=status,
        sentence=sentence,
        new_link=new_link,
        lasted_hours=console.SESSION_LIFE // timedelta(hours=1) if ended else 0,
    )
