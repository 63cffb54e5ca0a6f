"""From whatever somebody pastes to the one link it is about; no link is followed here."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

from domain.links import weibo, youtube
from domain.links.bilibili import BILIBILI, NAMED_VIDEO
from domain.links.channels import CHANNELS
from domain.links.douyin import DOUYIN
from domain.links.found import (
    ForeignLink,
    Link,
    NoLink,
    PageLink,
    PostLink,
    ProfileLink,
    ShortLink,
)
from domain.links.instagram import INSTAGRAM
from domain.links.kuaishou import KUAISHOU
from domain.links.site import Site
from domain.links.tiktok import TIKTOK
from domain.links.urls import Address, addresses_in, legible, without_addresses
from domain.links.weibo import WEIBO
from domain.links.xiaohongshu import XIAOHONGSHU
from domain.links.youtube import YOUTUBE

_SITES: Final = (
    DOUYIN, KUAISHOU, XIAOHONGSHU, CHANNELS, BILIBILI, WEIBO, TIKTOK, INSTAGRAM, YOUTUBE,
)  # fmt: skip
_SITE_OF: Final = {host: site for site in _SITES for host in site.hosts}
# Addresses that go on in Chinese: elsewhere Chinese ends them.
_NAMED: Final = ((WEIBO, weibo.NAMED_PROFILE), (YOUTUBE, youtube.NAMED_PROFILE))
_NAME: Final = re.compile(r"(?:@|[a-z]/)[\w.·-]{0,63}[\w-]")
_BEST_FIRST: Final = (PostLink, ShortLink, PageLink, ForeignLink)


def parse(text: str) -> Link:
    """What a share text is about: its first post, else share link, else page, else other link.

    Never raises; NoLink where there is none.
    """
    links = tuple(parse_all(text))
    for kind in _BEST_FIRST:
        for link in links:
            if isinstance(link, kind):
                return link
    return NoLink()


def parse_all(text: str) -> Iterator[PostLink | ShortLink | PageLink | ForeignLink]:
    """Every link in the text's order; video names without an address come last."""
    readable = legible(text)
    for address in addresses_in(readable):
        link = _read(address)
        if link is not None:
            yield link
    for match in NAMED_VIDEO.finditer(without_addresses(readable)):
        post = BILIBILI.post(match[0])
        if post is not None:
            yield post


def profile(text: str) -> ProfileLink | None:
    """The account page a text is about; a share link will do, since it may lead to one."""
    readable = legible(text)
    shared: list[ProfileLink] = []
    for address in addresses_in(readable):
        site = _site(address)
        if site is None:
            continue
        link = site.profile(address)
        if link is not None:
            return link
        post = site.read(address)
        if isinstance(post, ShortLink):
            shared.append(ProfileLink(post.platform, post.key, post.url))
    return _named_profile(readable) or next(iter(shared), None)


def _named_profile(readable: str) -> ProfileLink | None:
    for site, pattern in _NAMED:
        match = pattern.search(readable)
        user_key = site.user_key(unquote(match[1])) if match else ""
        if _NAME.fullmatch(user_key):
            return ProfileLink(site.platform, user_key, site.profile_url(quote(user_key, "/@")))
    return None


def _site(address: Address) -> Site | None:
    """Whose it may be: by the host, or any name it lies under; no platform has a user in front."""
    name = address.host if address.host.isascii() and "@" not in address.host else ""
    while name:
        if name in _SITE_OF:
            return _SITE_OF[name]
        name = name.partition(".")[2]
    return None


def _read(address: Address) -> PostLink | ShortLink | PageLink | ForeignLink | None:
    site = _site(address)
    link = site.read(address) if site else None
    if link is not None:
        return link
    # Words with dots and slashes in them are no link unless they say so.
    is_web = address.has_scheme and address.host and not address.host.endswith(":")
    return ForeignLink(address.url, address.host) if is_web else None
