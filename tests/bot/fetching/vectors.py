"""The table of ways into our own network, read; what becomes of them the tests say."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "ssrf_vectors.toml").read_text("utf-8"))


@dataclass(frozen=True)
class UrlGroup:
    what: str
    flaw: str
    urls: tuple[str, ...]
    reaches_loopback: bool  # the system's own resolver takes each of them for 127.0.0.1


@dataclass(frozen=True)
class Name:
    url: str
    leads_to: tuple[str, ...]


def _lines(each: str) -> tuple[str, ...]:
    """With signs that no file can show written as \\u0000."""
    return tuple(
        re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line)
        for line in each.strip("\n").split("\n")
    )


def _name(line: str) -> Name:
    url, _, addresses = line.partition(" → ")
    return Name(url, tuple(addresses.split()))


URL_GROUPS = tuple(
    UrlGroup(
        group["what"], group["flaw"], _lines(group["each"]), group.get("reaches_loopback", False)
    )
    for group in _TABLE["urls"]
)
URLS = tuple(url for group in URL_GROUPS for url in group.urls)
ADDRESSES = tuple(line for group in _TABLE["addresses"] for line in _lines(group["each"]))
NAMES = tuple(_name(line) for group in _TABLE["names"] for line in _lines(group["each"]))
LOOPBACK_SPELLINGS = tuple(
    url for group in URL_GROUPS if group.reaches_loopback for url in group.urls
)
