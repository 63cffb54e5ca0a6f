"""哔哩哔哩: videos by BV or av, posts (opus, t.), articles (cv), b23.tv short links."""

import re

from domain.links.bilibili_ids import bv_of, is_bv
from domain.links.found import PageKind
from domain.links.site import ANYWHERE, Form, Page, Site, begins
from domain.platforms import Platform

_VIDEO = r"[Bb][Vv]1[1-9A-Za-z]{9}|[Aa][Vv]\d{1,16}"
_NUMBER = re.compile(r"\d{1,16}", re.ASCII)
_APP = ("bilibili:",)

# Told without an address: "BV17x411w7KC"; not in the middle of one.
NAMED_VIDEO = re.compile(rf"(?<![\w/=@.\\-])(?:{_VIDEO})(?![A-Za-z0-9])", re.ASCII)


def _post_id(written: str) -> str | None:
    """av becomes BV, an article's number cv…; a post's number stays as it is."""
    kind, rest = written[:2].lower(), written[2:]
    if kind == "av":
        return bv_of(int(rest))
    if kind == "bv":
        return f"BV{rest}" if is_bv(f"BV{rest}") else None
    return f"cv{rest}" if kind == "cv" else written


def _post_url(post_id: str) -> str:
    if post_id.startswith("BV"):
        return f"https://www.bilibili.com/video/{post_id}"
    if post_id.startswith("cv"):
        return f"https://www.bilibili.com/read/{post_id}"
    return f"https://www.bilibili.com/opus/{post_id}"


BILIBILI = Site(
    platform=Platform.BILIBILI,
    domains=("bilibili.com", "b23.tv", "bili2233.cn", "acg.tv", *_APP),
    posts=(
        Form(begins(rf"/(?:s/|mobile/)?video/(?P<id>{_VIDEO})")),
        Form(begins(r"/video/(?P<id>\d{1,16})"), hosts=_APP, before="av"),
        Form(
            begins(rf"/(?P<id>{_VIDEO})"),
            hosts=("b23.tv", "bili2233.cn", "acg.tv", "bilibili.com"),
        ),
        Form(begins(r"/(?:h5/dynamic/detail|opus/detail|opus|dynamic)/(?P<id>\d{5,20})")),
        Form(begins(r"/(?P<id>\d{15,20})"), hosts=("t.bilibili.com",)),
        Form(begins(r"/(?:following|opus)/detail/(?P<id>\d{5,20})"), hosts=_APP),
        Form(begins(r"/read/(?:mobile/)?(?P<id>[Cc][Vv]\d{1,16})")),
        Form(begins(r"/read/mobile/(?P<id>\d{1,16})"), before="cv"),
        Form(begins(r"/read/(?:mobile|native)"), parameter="id", value=_NUMBER, before="cv"),
        Form(begins(r"/article/(?P<id>\d{1,16})"), hosts=_APP, before="cv"),
        # Players, lists, festival pages: the video is in the query.
        Form(ANYWHERE, parameter="bvid", value=re.compile(_VIDEO, re.ASCII)),
        Form(begins(r"/player\.html"), parameter="aid", value=_NUMBER, before="av"),
    ),
    shorts=(Form(begins(r"/(?P<id>[A-Za-z0-9]{4,16})"), hosts=("b23.tv", "bili2233.cn")),),
    profiles=(
        Form(begins(r"/(?P<id>\d{1,18})"), hosts=("space.bilibili.com",)),
        Form(begins(r"/space/(?P<id>\d{1,18})")),
        Form(begins(r"/(?:author|space)/(?P<id>\d{1,18})"), hosts=_APP),
        Form(begins(r"/(?P<id>\d{1,18})"), hosts=_APP),
    ),
    pages=(
        Page(PageKind.LIVE, ANYWHERE, hosts=("live.bilibili.com",)),
        Page(PageKind.LIVE, begins(r"/live"), hosts=_APP),
        Page(
            PageKind.LIST, begins(r"/\d+/(?:lists|favlist|channel)"), hosts=("space.bilibili.com",)
        ),
        Page(PageKind.LIST, begins(r"/(?:list|medialist|watchlater|read/readlist|topic|v)")),
        Page(PageKind.LIST, ANYWHERE, hosts=("search.bilibili.com",)),
        Page(PageKind.CUT, begins(r"/(?:s/)?(?:video|opus|dynamic|read)")),
    ),
    post_url=_post_url,
    profile_url="https://space.bilibili.com/{}".format,
    post_id=_post_id,
)
