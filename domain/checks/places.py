"""Where a post is looked up without signing in, the best place first; nothing is asked here."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from domain.platforms import Platform


class Form(StrEnum):
    """How a place answers."""

    PAGE = "page"  # the post's own page: its status tells whether the post is there
    BILIBILI = "bilibili"  # the platform's public answer about a video, as JSON
    OEMBED = "oembed"  # what other sites embed a post by: its refusal tells nothing


@dataclass(frozen=True, slots=True)
class Place:
    url: str
    form: Form = Form.PAGE


_BILIBILI: Final = "https://api.bilibili.com/x/web-interface/view?bvid={}"
_DOUYIN: Final = "https://www.iesdouyin.com/share/video/{}/"
_OEMBED: Final = {
    Platform.YOUTUBE: "https://www.youtube.com/oembed?format=json&url={}",
    Platform.TIKTOK: "https://www.tiktok.com/oembed?url={}",
}


def places(platform: Platform, post_key: str, url: str) -> tuple[Place, ...]:
    """None for what has no page in the web, as WeChat Channels."""
    own = Place(url)
    match platform:
        case Platform.CHANNELS:
            return ()
        case Platform.DOUYIN if post_key.isdecimal():
            return (Place(_DOUYIN.format(post_key)),)
        case Platform.BILIBILI if post_key.startswith("BV"):
            return (Place(_BILIBILI.format(post_key), Form.BILIBILI), own)
        case Platform.YOUTUBE | Platform.TIKTOK:
            return (own, Place(_OEMBED[platform].format(quote(url, safe="")), Form.OEMBED))
    return (own,)
