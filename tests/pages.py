"""Pages of posts as the platforms serve them to a stranger, by hand and short."""

import json
from typing import Any, Final

DOUYIN_KEY: Final = "7301234567890123456"
XHS_KEY: Final = "65a1b2c3000000001e03f0aa"
BILI_KEY: Final = "BV1GJ411x7h7"
TIKTOK_KEY: Final = "7234567890123456789"
YOUTUBE_KEY: Final = "dQw4w9WgXcQ"
WEIBO_KEY: Final = "4961234567890123"
KUAISHOU_KEY: Final = "3xabcdefghijklm"
INSTAGRAM_KEY: Final = "CxYzAbCdEfG"
TEXT: Final = "好听 #番茄畅听 #广告"


def page(script: str, title: str = "一个作品", body: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body>{body}"
        f"<script>{script}</script></body></html>"
    )


def douyin(
    *, key: str = DOUYIN_KEY, text: str = TEXT, author: str = "MS4wLjABming", seconds: int = 0
) -> str:
    item = {
        "aweme_id": key,
        "desc": text,
        "create_time": seconds,
        "author": {"nickname": "小明", "unique_id": "ming", "sec_uid": author},
    }
    return _douyin({"item_list": [item], "filter_list": []})


def douyin_hidden(reason: str, told: str) -> str:
    hidden = {"aweme_id": DOUYIN_KEY, "filter_reason": reason, "detail_msg": told}
    return _douyin({"item_list": [], "filter_list": [hidden]})


def _douyin(found: dict[str, Any]) -> str:
    data = {"loaderData": {"video_layout": None, "video_(id)/page": {"videoInfoRes": found}}}
    return page(f"window._ROUTER_DATA = {json.dumps(data, ensure_ascii=False)}")


def xiaohongshu() -> str:
    """Its scripts write `undefined`, which is no JSON."""
    return page(
        'window.__INITIAL_STATE__={"global":{"a":undefined},"note":{"noteDetailMap":{"'
        + XHS_KEY
        + '":{"note":{"noteId":"'
        + XHS_KEY
        + '","title":"通勤路上","desc":"好听 #番茄畅听[话题]# #广告[话题]#","time":1763956800000,'
        '"user":{"userId":"5ABCDEF0000000000000000a","nickname":"小明"}}}}}}'
    )


def bilibili(**data: Any) -> str:
    video = {
        "bvid": BILI_KEY,
        "title": "听书一周",
        "desc": TEXT,
        "pubdate": 1_763_956_800,
        "owner": {"mid": 123456, "name": "小明"},
    }
    return json.dumps({"code": 0, "message": "0", "data": video | data})


def bilibili_refused(code: int, message: str) -> str:
    return json.dumps({"code": code, "message": message, "ttl": 1}, ensure_ascii=False)


def tiktok(**detail: Any) -> str:
    item = {
        "id": TIKTOK_KEY,
        "desc": "so good #ad",
        "createTime": "1763956800",
        "author": {"uniqueId": "Ming.Reads", "nickname": "Ming"},
    }
    found = detail or {"statusCode": 0, "itemInfo": {"itemStruct": item}}
    data = {"__DEFAULT_SCOPE__": {"webapp.video-detail": found}}
    return (
        '<html><head><title>TikTok</title></head><script id="__UNIVERSAL_DATA_FOR_REHYDRATION__" '
        f'type="application/json">{json.dumps(data)}</script></html>'
    )


def tiktok_oembed() -> str:
    return json.dumps(
        {
            "type": "video",
            "title": "so good #ad",
            "author_url": "https://www.tiktok.com/@ming.reads",
            "author_unique_id": "ming.reads",
            "author_name": "Ming",
        }
    )


def youtube() -> str:
    player = {
        "playabilityStatus": {"status": "OK"},
        "videoDetails": {
            "videoId": YOUTUBE_KEY,
            "title": "A week of listening",
            "shortDescription": "so good #ad",
            "channelId": "UC" + "a" * 22,
            "author": "Ming",
        },
        "microformat": {
            "playerMicroformatRenderer": {
                "publishDate": "2025-11-24T04:00:00-08:00",
                "ownerProfileUrl": "http://www.youtube.com/@ming",
            }
        },
    }
    return page(f"var ytInitialPlayerResponse = {json.dumps(player)};var meta=1;")


def youtube_refused(status: str, reason: str) -> str:
    player = {"playabilityStatus": {"status": status, "reason": reason}}
    return page(f"var ytInitialPlayerResponse = {json.dumps(player)};")


def weibo() -> str:
    status = {
        "id": WEIBO_KEY,
        "created_at": "Mon Nov 24 12:00:00 +0800 2025",
        "text": 'so good <a href="#">#番茄畅听#</a> #广告#',
        "isLongText": False,
        "user": {"id": 1234567890, "screen_name": "小明"},
    }
    return page(f"var $render_data = [{json.dumps({'status': status})}][0] || {{}};")


def kuaishou() -> str:
    cache = {
        f"VisionVideoDetailPhoto:{KUAISHOU_KEY}": {"caption": TEXT, "timestamp": 1_763_956_800_000},
        "VisionVideoDetailAuthor:3xming1234": {"id": "3xming1234", "name": "小明"},
    }
    return page(f"window.__APOLLO_STATE__={json.dumps({'defaultClient': cache})};(function(){{}})")


def open_graph(url: str) -> str:
    return (
        f'<html><head><meta property="og:url" content="{url}"/>'
        '<meta property="og:title" content="Ming on Instagram: &quot;so good #ad&quot;"/>'
        '<meta name="author" content="ming"></head><body>…</body></html>'
    )


def linked_data(url: str) -> str:
    found = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "BreadcrumbList"},
            {
                "@type": ["SocialMediaPosting"],
                "url": url,
                "author": {"name": "ming", "url": "https://www.instagram.com/ming/"},
                "datePublished": "2025-11-24",
                "articleBody": "so good #ad",
            },
        ],
    }
    return f'<script type="application/ld+json">{json.dumps(found)}</script>'
