"""Which links Telegram accepts and how it writes them (td: LinkManager.cpp, HttpUrl.cpp)."""

import re
from functools import lru_cache

_SCHEME = re.compile(r"(https?)://", re.IGNORECASE)
_IN_APP = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_USER = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)", re.IGNORECASE)
_HOST_PART = re.compile(r"(?:[\w.!$,~*'();&+=-]|%[0-9a-fA-F]{2}|[^\x00-\x7f])*")


class BadLink(Exception):
    """The text is Telegram's reason."""


@lru_cache(maxsize=4096)
def checked_link(link: str, *, https_only: bool = False) -> str:
    """The link as Telegram stores it: scheme added, host in lower case, path never empty."""
    in_app = _IN_APP.match(link)
    if in_app:
        return _checked_in_app(in_app[1].lower(), link[in_app.end() :], https_only)
    scheme, rest = _split_scheme(link)
    if https_only and scheme != "https":
        raise BadLink("Only HTTPS links are allowed")
    host_port, path = _split_host(rest)
    if "." not in host_port and "[" not in host_port:
        raise BadLink("Wrong HTTP URL")
    return f"{scheme}://{host_port}{path}"


def linked_user_id(link: str) -> int:
    """The person of a `tg://user?id=…` link, 0 for every other link."""
    match = _USER.match(link)
    return int(match[1]) if match else 0


def _split_scheme(link: str) -> tuple[str, str]:
    match = _SCHEME.match(link)
    return (match[1].lower(), link[match.end() :]) if match else ("http", link)


def _split_host(rest: str) -> tuple[str, str]:
    cut = min((place for mark in "/?#" if (place := rest.find(mark)) >= 0), default=len(rest))
    authority, path = rest[:cut], rest[cut:].rstrip()
    userinfo, at, host_port = authority.rpartition("@")
    host, port = _split_port(host_port)
    if not host:
        raise BadLink("URL host is empty")
    if host == ".":
        raise BadLink("Host is invalid")
    if not host.startswith("[") and not _HOST_PART.fullmatch(host):
        raise BadLink("Disallowed character in URL host")
    if not path.startswith("/"):
        path = "/" + path
    escaped = "".join(f"%{ord(c):02X}" if c <= " " else c for c in path)
    return f"{userinfo}{at}{host.lower()}{port}", escaped


def _split_port(host_port: str) -> tuple[str, str]:
    host, colon, port = host_port.rpartition(":")
    if not colon or "]" in port:
        return host_port, ""
    number = int(port) if port.isdecimal() else -1
    if not 0 < number <= 65535:
        raise BadLink("Wrong port number specified in the URL")
    return host, f":{number}"


def _checked_in_app(scheme: str, rest: str, https_only: bool) -> str:
    if https_only:
        raise BadLink("Only HTTPS links are allowed")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    query = rest[len(host) :] or "/"
    if not host:
        raise BadLink("URL host is empty")
    if not re.fullmatch(r"[\w.-]+" if scheme == "tonsite" else r"[\w-]+", host, re.ASCII):
        raise BadLink("Unallowed characters in URL host")
    return f"{scheme}://{host.lower()}{query}"
