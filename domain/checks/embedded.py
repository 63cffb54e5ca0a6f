"""What the pages of each platform carry for their own scripts, where it is readable signed out.

Each reader takes a page's markup and the post's key, and answers None where it finds no such post.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from domain import links
from domain.checks.findings import PageState
from domain.checks.markup import Markup, at, text_at
from domain.checks.page import MOST_PICTURES, PageFacts, unread
from domain.checks.times import from_millis, from_seconds, from_text
from domain.checks.walls import deletion_in
from domain.platforms import Platform

Reader = Callable[[Markup, str], PageFacts | None]

_TAGS: Final = re.compile(r"<[^<>]{0,2000}>")
_XHS_TOPIC: Final = re.compile(r"\[话题\]#")


def key_of(profile_url: str) -> frozenset[str]:
    """The user key that an author's address names, as a set of none or one."""
    profile = links.profile(profile_url) if profile_url else None
    return frozenset({profile.user_key} if profile else ())


def named(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def pictured(*addresses: str) -> tuple[str, ...]:
    """The first few that are addresses of the web; `//host/…` stands for https."""
    whole = (f"https:{each}" if each.startswith("//") else each for each in addresses)
    web = (each for each in whole if each.startswith(("https://", "http://")))
    return tuple(dict.fromkeys(web))[:MOST_PICTURES]


def _each(value: Any, *path: str | int) -> tuple[str, ...]:
    """What stands at the path in each item of a list."""
    items = value if isinstance(value, list) else []
    return tuple(text_at(item, *path) for item in items[:MOST_PICTURES])


def _shown(
    keys: frozenset[str],
    names: tuple[str, ...],
    at_: datetime | None,
    text: str,
    *,
    whole: bool,
    pictures: tuple[str, ...] = (),
    handle: str = "",
) -> PageFacts:
    return PageFacts(
        PageState.SHOWN,
        author_keys=keys,
        author_names=names,
        author_handles=named(handle),
        published_at=at_,
        text=text,
        whole=whole,
        pictures=pictures,
    )


def _douyin(markup: Markup, post_key: str) -> PageFacts | None:
    """The share page; what it filters out may be deleted or hidden: it does not say which."""
    loaded = at(markup.data("window._ROUTER_DATA"), "loaderData")
    for page in loaded.values() if isinstance(loaded, dict) else ():
        found = at(page, "videoInfoRes")
        item = at(found, "item_list", 0)
        if text_at(item, "aweme_id") == post_key:
            author = at(item, "author")
            sec_uid = text_at(author, "sec_uid")
            return _shown(
                frozenset({sec_uid} if sec_uid else ()),
                named(text_at(author, "unique_id"), text_at(author, "nickname")),
                from_seconds(at(item, "create_time")),
                text_at(item, "desc"),
                whole=True,
                pictures=pictured(
                    *_each(at(item, "images"), "url_list", 0),
                    text_at(item, "video", "cover", "url_list", 0),
                ),
                handle=text_at(author, "unique_id"),
            )
        hidden = at(found, "filter_list", 0)
        if text_at(hidden, "filter_reason").startswith("status_"):
            said = text_at(hidden, "detail_msg") or text_at(hidden, "notice")
            gone = deletion_in(Platform.DOUYIN, said)
            return unread(PageState.GONE if gone else PageState.PRIVATE, said)
    return None


def _xiaohongshu(markup: Markup, post_key: str) -> PageFacts | None:
    state = markup.data("window.__INITIAL_STATE__")
    note = at(state, "note", "noteDetailMap", post_key, "note")
    if text_at(note, "noteId").lower() != post_key:
        return None
    user_id = text_at(note, "user", "userId").lower()
    written = f"{text_at(note, 'title')}\n{text_at(note, 'desc')}"
    return _shown(
        frozenset({user_id} if user_id else ()),
        named(text_at(note, "user", "nickname")),
        from_millis(at(note, "time")),
        _XHS_TOPIC.sub("", written),
        whole=True,
        pictures=pictured(*_each(at(note, "imageList"), "urlDefault")),
    )


def _kuaishou(markup: Markup, post_key: str) -> PageFacts | None:
    cache = at(markup.data("window.__APOLLO_STATE__"), "defaultClient")
    photo = at(cache, f"VisionVideoDetailPhoto:{post_key}")
    if not isinstance(photo, dict):
        return None
    authors = [
        each for name, each in cache.items() if str(name).startswith("VisionVideoDetailAuthor:")
    ]
    author = authors[0] if len(authors) == 1 else None
    author_id = text_at(author, "id")
    return _shown(
        frozenset({author_id} if author_id.startswith("3x") else ()),
        named(text_at(author, "name")),
        from_millis(at(photo, "timestamp")),
        text_at(photo, "caption"),
        whole=True,
        pictures=pictured(text_at(photo, "coverUrl")),
    )


def _weibo(markup: Markup, post_key: str) -> PageFacts | None:
    status = at(markup.data("$render_data", "render_data"), 0, "status")
    if post_key not in (text_at(status, "id"), text_at(status, "mid")):
        return None
    user_id = text_at(status, "user", "id")
    return _shown(
        frozenset({user_id} if user_id else ()),
        named(text_at(status, "user", "screen_name")),
        from_text(text_at(status, "created_at"))[0],
        _TAGS.sub("", text_at(status, "text")),
        whole=at(status, "isLongText") is not True,
        pictures=pictured(*_each(at(status, "pics"), "large", "url")),
    )


def _bilibili(markup: Markup, post_key: str) -> PageFacts | None:
    state = markup.data("window.__INITIAL_STATE__")
    video = at(state, "videoData")
    if text_at(video, "bvid") != post_key:
        return None
    return bilibili_video(video)


def bilibili_video(video: Any) -> PageFacts:
    """Its tags stand elsewhere: what the description lacks proves nothing."""
    owner = text_at(video, "owner", "mid")
    return _shown(
        frozenset({owner} if owner else ()),
        named(text_at(video, "owner", "name")),
        from_seconds(at(video, "pubdate")),
        f"{text_at(video, 'title')}\n{text_at(video, 'desc')}\n{text_at(video, 'dynamic')}",
        whole=False,
        pictures=pictured(text_at(video, "pic")),
    )


_TIKTOK_GONE: Final = "10204"  # "item doesn't exist"
_TIKTOK_PRIVATE: Final = frozenset({"10216", "10222"})  # a private video, a private account


def _tiktok(markup: Markup, post_key: str) -> PageFacts | None:
    data = markup.data("__UNIVERSAL_DATA_FOR_REHYDRATION__")
    detail = at(data, "__DEFAULT_SCOPE__", "webapp.video-detail")
    item = at(detail, "itemInfo", "itemStruct")
    if text_at(item, "id") == post_key:
        name = text_at(item, "author", "uniqueId")
        return _shown(
            frozenset({f"@{name.lower()}"} if name else ()),
            named(name, text_at(item, "author", "nickname")),
            from_seconds(at(item, "createTime")),
            text_at(item, "desc"),
            whole=True,
            pictures=pictured(text_at(item, "video", "cover")),
            handle=name,
        )
    said = text_at(detail, "statusMsg")
    code = text_at(detail, "statusCode")
    if code == _TIKTOK_GONE:
        return unread(PageState.GONE, said)
    return unread(PageState.PRIVATE, said) if code in _TIKTOK_PRIVATE else None


_PRIVATE_VIDEO: Final = re.compile(r"private video|私享视频|私人视频", re.IGNORECASE)


def _youtube(markup: Markup, post_key: str) -> PageFacts | None:
    player = markup.data("ytInitialPlayerResponse")
    details = at(player, "videoDetails")
    if text_at(details, "videoId") == post_key:
        return _youtube_video(player)
    playability = at(player, "playabilityStatus")
    said = text_at(playability, "reason") + text_at(
        playability, "errorScreen", "playerErrorMessageRenderer", "subreason", "simpleText"
    )
    if _PRIVATE_VIDEO.search(said):
        return unread(PageState.PRIVATE, said)
    return unread(PageState.GONE, said) if deletion_in(Platform.YOUTUBE, said) else None


def _youtube_video(player: Any) -> PageFacts:
    details = at(player, "videoDetails")
    shown = at(player, "microformat", "playerMicroformatRenderer")
    channel = text_at(details, "channelId")
    published_at, within = from_text(text_at(shown, "publishDate"))
    return PageFacts(
        PageState.SHOWN,
        author_keys=frozenset({f"channel/{channel}"} if channel else ())
        | key_of(text_at(shown, "ownerProfileUrl")),
        author_names=named(text_at(details, "author")),
        published_at=published_at,
        published_within=within,
        text=f"{text_at(details, 'title')}\n{text_at(details, 'shortDescription')}",
        whole=True,
        pictures=pictured(*_each(at(details, "thumbnail", "thumbnails"), "url")[:1]),
    )


READERS: Final[dict[Platform, Reader]] = {
    Platform.DOUYIN: _douyin,
    Platform.XIAOHONGSHU: _xiaohongshu,
    Platform.KUAISHOU: _kuaishou,
    Platform.WEIBO: _weibo,
    Platform.BILIBILI: _bilibili,
    Platform.TIKTOK: _tiktok,
    Platform.YOUTUBE: _youtube,
}
