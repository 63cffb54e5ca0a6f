"""Where a tracking link may lead: to allowed hosts alone, and with which utm fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote_plus

from domain.fetching.urls import Target, UrlFlaw, host_of, judged

LONGEST_TARGET: Final = 1_024
MEDIUM: Final = "koc"
BELOW: Final = "*."  # before a name of the list: every name below it, and not itself
_CONTENT: Final = "utm_content"
_FRAGMENT_KEPT: Final = "/?:@!$&'()*+,;=~%|-._"


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """`names` are ASCII and lower case, `*.` may stand before one; `http`: unsealed is fine."""

    names: frozenset[str] = frozenset()
    http: bool = False

    def allow(self, target: Target) -> bool:
        labels = target.host.split(".")
        above = (BELOW + ".".join(labels[at:]) for at in range(1, len(labels)))
        named = target.host in self.names or not self.names.isdisjoint(above)
        return named and (self.http or target.scheme == "https")


NOWHERE: Final = AllowedHosts()


@dataclass(frozen=True, slots=True)
class Utm:
    """What the shop's own figures call the visit; the link's code is its content."""

    source: str
    medium: str
    campaign: str


class TargetFlaw(StrEnum):
    NOT_A_LINK = "not_a_link"  # unreadable, too long, with a password, at another port
    NOT_HTTPS = "not_https"
    HOST = "host"  # an address instead of a name, a name of our own network, not in the list


def allowed_name(written: str) -> str | None:
    """One entry of the list as AllowedHosts wants it; None: no name, or all of a top level."""
    below = BELOW if written.startswith(BELOW) else ""
    host = host_of(written.removeprefix(below))
    return None if isinstance(host, UrlFlaw) else below + host


def target_flaw(url: str, hosts: AllowedHosts) -> tuple[TargetFlaw, str] | None:
    """Why a link must not lead there, and the host or URL that it is about."""
    target = judged(url) if len(url) <= LONGEST_TARGET else UrlFlaw.TOO_LONG
    if target is UrlFlaw.SCHEME:
        return TargetFlaw.NOT_HTTPS, url
    if target in (UrlFlaw.NUMERIC_HOST, UrlFlaw.HOUSE_NAME):
        return TargetFlaw.HOST, url.split("/", maxsplit=3)[2]
    if isinstance(target, UrlFlaw):
        return TargetFlaw.NOT_A_LINK, url
    if target.scheme != "https" and not hosts.http:
        return TargetFlaw.NOT_HTTPS, url
    return None if hosts.allow(target) else (TargetFlaw.HOST, target.host)


def leads_to_allowed(landing: str, hosts: AllowedHosts) -> bool:
    """Asked again when a link is followed: a host that left the list is led to no more."""
    target = judged(landing.partition("?")[0])
    return isinstance(target, Target) and hosts.allow(target)


def landing(url: str, utm: Utm) -> str:
    """The judged URL with its utm fields; what the address says itself of them stays as it is."""
    target = judged(url)
    assert isinstance(target, Target)  # the campaign file was refused otherwise
    base, _, query = target.url.partition("?")
    said = [part for part in query.split("&") if part and _key(part) != _CONTENT]
    known = {_key(part) for part in said}
    query = "&".join([*said, *(each for each in _fields(utm) if _key(each) not in known)])
    return f"{base}?{query}" + _fragment(url)


def untagged(url: str) -> str:
    """The judged URL as an answer's header takes it, and nothing added."""
    target = judged(url)
    assert isinstance(target, Target)  # the link was not counted otherwise
    return target.url + _fragment(url)


def _fragment(url: str) -> str:
    fragment = quote(url.partition("#")[2], safe=_FRAGMENT_KEPT)
    return f"#{fragment}" if fragment else ""


def with_content(landing: str, code: str) -> str:
    """Where one creator's link leads; a landing always has a query."""
    before, mark, fragment = landing.partition("#")
    return f"{before}&{_CONTENT}={code}{mark}{fragment}"


def slug(title: str) -> str:
    """The Latin words of a title, for utm_campaign; empty where it has none."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in title.lower())
    return "-".join(plain.split())[:64]


def _fields(utm: Utm) -> Iterator[str]:
    for name in ("source", "medium", "campaign"):
        yield f"utm_{name}={quote(getattr(utm, name), safe='')}"


def _key(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
