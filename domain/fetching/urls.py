"""Which URLs may be asked: http and https by name on 80 and 443; where a name leads, see addresses.

A URL is taken apart once, here, and put together again from the parts that were judged, so that no
second parser can read another host in it.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote

LONGEST_URL: Final = 8_000  # what servers and aiohttp take in one header line
LONGEST_HOST: Final = 253
_PORTS: Final = {"http": 80, "https": 443}
_ALLOWED_PORTS: Final = {"": None, **{str(port): port for port in _PORTS.values()}}

_ABSOLUTE: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>.*)", re.DOTALL)
_AUTHORITY: Final = re.compile(r"//(?P<authority>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")  # what parsers disagree about
_DEVIATIONS: Final = "ßς\u200c\u200d"  # two standards make two names of these
_KEPT: Final = "/?:@!$&'()*+,;=~%[]|"  # of path and query as written; the rest is escaped
_HOUSE_NAMES: Final = (
    *("localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "corp"),
    *("home", "home.arpa", "in-addr.arpa", "ip6.arpa", "onion", "test", "invalid", "example"),
)
"""Endings that the public name system does not have: they would be asked of our own network."""


class UrlFlaw(StrEnum):
    UNREADABLE = "unreadable"  # no URL, or signs in it that parsers disagree about
    TOO_LONG = "too_long"
    SCHEME = "scheme"  # neither http nor https
    USERINFO = "userinfo"  # user:password@, the oldest trick to show another host
    PORT = "port"  # neither 80 nor 443
    NUMERIC_HOST = "numeric_host"  # an address in any spelling: dotted, hex, octal, dword, IPv6
    BAD_HOST = "bad_host"  # no name that the name system could have
    HOUSE_NAME = "house_name"  # localhost and names of our own network


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked. `host` is ASCII and lower case, `rest` is escaped."""

    scheme: str
    host: str
    port: int
    rest: str  # path and query, beginning with /

    @property
    def url(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.rest}"


def judged(url: str) -> Target | UrlFlaw:
    """The one reading of a URL, or why it is not asked. Never raises."""
    if len(url) > LONGEST_URL:
        return UrlFlaw.TOO_LONG
    absolute = _ABSOLUTE.fullmatch(url)
    if absolute is None or _UNSAFE.search(url):
        return UrlFlaw.UNREADABLE
    scheme = absolute["scheme"].lower()
    if scheme not in _PORTS:
        return UrlFlaw.SCHEME
    located = _AUTHORITY.fullmatch(absolute["rest"])
    if located is None:
        return UrlFlaw.UNREADABLE
    return _target(scheme, located["authority"], located["rest"])


def _target(scheme: str, authority: str, rest: str) -> Target | UrlFlaw:
    narrow = unicodedata.normalize("NFKC", authority)
    if "@" in narrow:
        return UrlFlaw.USERINFO
    if "[" in narrow or narrow.count(":") > 1:
        return UrlFlaw.NUMERIC_HOST
    written_host, _, written_port = narrow.partition(":")
    if written_port not in _ALLOWED_PORTS:
        return UrlFlaw.PORT
    host = host_of(written_host)
    escaped = _escaped(rest)
    if isinstance(host, UrlFlaw):
        return host
    if escaped is None:
        return UrlFlaw.UNREADABLE
    target = Target(scheme, host, _ALLOWED_PORTS[written_port] or _PORTS[scheme], escaped)
    return target if len(target.url) <= LONGEST_URL else UrlFlaw.TOO_LONG


def host_of(written: str) -> str | UrlFlaw:
    """The ASCII name that will be looked up: full width narrowed, other scripts as xn--."""
    if len(written) > LONGEST_HOST or any(sign in _DEVIATIONS for sign in written):
        return UrlFlaw.BAD_HOST
    try:
        host = written.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:  # an empty or overlong label, a sign that no name may have
        return UrlFlaw.BAD_HOST
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return UrlFlaw.NUMERIC_HOST
    if len(host) > LONGEST_HOST or not all(map(_LABEL.fullmatch, labels)):  # xn-- may lengthen
        return UrlFlaw.BAD_HOST
    if len(labels) == 1 or f".{host}".endswith(tuple(f".{name}" for name in _HOUSE_NAMES)):
        return UrlFlaw.HOUSE_NAME
    return host


def _escaped(rest: str) -> str | None:
    """Path and query without the fragment; None: bytes that are no text in any way."""
    bare = rest.partition("#")[0]
    try:  # what a header holds beside ASCII arrives as surrogates: the same bytes go out again
        escaped = quote(bare.encode("utf-8", "surrogateescape"), safe=_KEPT)
    except UnicodeEncodeError:
        return None
    return escaped if escaped.startswith("/") else f"/{escaped}"
