"""Pages that stand between us and a post: sign-in, captcha, a country's block; and final words."""

import re
from typing import Final
from urllib.parse import urlsplit

from domain.checks.markup import Markup
from domain.platforms import Platform

_HOSTS: Final = ("consent.youtube.com", "accounts.google.com", "passport.", "verify.", "captcha.")
_PATHS: Final = ("/accounts/login", "/login", "/signin", "/visitor", "/website-login", "/captcha")
_TITLES: Final = re.compile(
    r"visitor system|captcha|verify|security check|just a moment|access denied|attention required"
    r"|before you continue|log ?in|sign ?in|验证|登录|安全检查|滑块|访问受限",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"captcha-verify|verifycenter|id=[\"']captcha|/captcha/|安全验证|请完成验证|拖动滑块|登录后查看",
    re.IGNORECASE,
)
# Clear words only: what may as well mean "not for you" is none.
_DELETED: Final = {
    Platform.DOUYIN: ("你要观看的视频已删除", "作品已删除", "视频已被删除"),
    Platform.KUAISHOU: ("作品已被删除", "作品已删除"),
    Platform.XIAOHONGSHU: ("笔记已被删除", "该笔记已删除", "内容已被删除"),
    Platform.WEIBO: ("该微博已被删除", "此微博已被作者删除", "微博不存在"),
    Platform.BILIBILI: ("视频已被删除", "该动态已被删除", "稿件已被删除"),
    Platform.YOUTUBE: (
        "This video has been removed by the uploader",
        "This video is no longer available because the YouTube account",
    ),
}


def is_walls_address(url: str) -> bool:
    """Whether a page there is a sign-in or the like whatever it says, and whatever its status."""
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that hold no address
        return False
    host, path = (parts.hostname or "").lower(), parts.path.lower()
    return host.startswith(_HOSTS) or path.startswith(_PATHS)


def is_wall(url: str, text: str, markup: Markup) -> bool:
    return (
        is_walls_address(url)
        or markup.asks_for_password
        or _TITLES.search(markup.title) is not None
        or _BODY.search(text) is not None
    )


def deletion_in(platform: Platform, said: str) -> str:
    """The platform's own word that a post is deleted; empty: it says no such thing."""
    return next((words for words in _DELETED.get(platform, ()) if words in said), "")
