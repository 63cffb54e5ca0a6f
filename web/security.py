"""Headers of every response, and where a request may come from; who somebody is, sessions say."""

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from web.house import HOUSE

# No script at all, nothing inline, nothing from elsewhere, in nobody's frame.
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would turn the Origin of our own forms into "null".
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
SERVER: Final = "koc"  # what it is made with is nobody's business
BARE: Final = web.ResponseKey("bare", bool)
"""On a response that shows nothing and is asked for by the thousand: it brings its own headers."""
_A_YEAR: Final = "max-age=31536000"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: on pages, errors and files alike; kept only where one says so."""
    if BARE in response:
        return
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = SERVER
    if is_https(request):
        response.headers.setdefault("Strict-Transport-Security", _A_YEAR)


def is_https(request: web.Request) -> bool:
    """By the public address: behind a proxy the request itself does not know."""
    return request.config_dict[HOUSE].public_url.startswith("https://")


def is_from_us(request: web.Request) -> bool:
    """A browser says with every form where it stood; a missing word counts as elsewhere."""
    origin = request.headers.get("Origin", "")
    public_url = urlsplit(request.config_dict[HOUSE].public_url)
    if origin == f"{public_url.scheme}://{public_url.netloc}":
        return True
    return bool(request.host) and urlsplit(origin).netloc == request.host


def ensure_at_most(request: web.Request, most_bytes: int) -> None:
    """Refuse by the announced length; what comes without one is bounded by the application."""
    if (request.content_length or 0) > most_bytes:
        raise web.HTTPRequestEntityTooLarge(most_bytes, request.content_length or 0)
