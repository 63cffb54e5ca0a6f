"""Links that look like each platform's, for posts nobody published."""

import random
import string
from collections.abc import Callable
from typing import Final

from domain import links
from domain.links import PageLink
from domain.platforms import Platform

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def _some(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(length))


_LINKS: Final[dict[Platform, Callable[[random.Random], str]]] = {
    Platform.DOUYIN: lambda rng: f"https://www.douyin.com/video/7{_some(rng, string.digits, 18)}",
    Platform.KUAISHOU: lambda rng: (
        f"https://www.kuaishou.com/short-video/3x{_some(rng, string.ascii_lowercase, 13)}"
    ),
    Platform.XIAOHONGSHU: lambda rng: (
        f"https://www.xiaohongshu.com/explore/66{_some(rng, '0123456789abcdef', 22)}"
    ),
    Platform.CHANNELS: lambda rng: (
        f"https://weixin.qq.com/sph/A{_some(rng, string.ascii_letters, 8)}"
    ),
    Platform.BILIBILI: lambda rng: f"https://www.bilibili.com/video/BV1{_some(rng, _BASE58, 9)}/",
    Platform.WEIBO: lambda rng: (
        f"https://weibo.com/1{_some(rng, string.digits, 9)}/P{_some(rng, _BASE58, 8)}"
    ),
    Platform.TIKTOK: lambda rng: f"https://www.tiktok.com/@/video/7{_some(rng, string.digits, 18)}",
    Platform.INSTAGRAM: lambda rng: f"https://www.instagram.com/reel/D{_some(rng, _BASE58, 10)}/",
    Platform.YOUTUBE: lambda rng: f"https://youtu.be/{_some(rng, _BASE58, 11)}",
}


def published(platform: Platform, rng: random.Random) -> str:
    """Not every pattern is a post's number: drawn until it reads as one."""
    while isinstance(links.parse(link := _LINKS[platform](rng)), PageLink):
        pass
    return link
