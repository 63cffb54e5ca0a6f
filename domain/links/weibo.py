"""微博: posts by number or short name, videos, articles, app share links, profiles."""

import re

from domain.links.found import PageKind
from domain.links.site import ANYWHERE, Form, Page, Site, begins, exactly
from domain.links.urls import UNATTACHED
from domain.links.weibo_ids import mid_of
from domain.platforms import Platform

_POST = r"\d{16}|[0-9A-Za-z]{9}"
_VIDEO = r"1034:(?:\d{16}|[0-9a-f]{32})"
_ARTICLE = r"2309\d{12,18}"
_PERSON = re.compile(r"\d{6,12}", re.ASCII)
_WHOLE_POST = re.compile(_POST, re.ASCII)
_WHOLE_VIDEO = re.compile(_VIDEO, re.ASCII)

# weibo.com/n/小林同学
NAMED_PROFILE = re.compile(
    UNATTACHED + r"(?:https?://)?(?:www\.|m\.)?weibo\.(?:com|cn)/(n/[\w%-]{1,270})", re.IGNORECASE
)


def _post_id(written: str) -> str | None:
    """A short name becomes its number; videos and articles have numbers of their own."""
    return mid_of(written) if len(written) == 9 else written


def _post_url(post_id: str) -> str:
    if ":" in post_id:
        return f"https://weibo.com/tv/show/{post_id}"
    if len(post_id) > 16:
        return f"https://weibo.com/ttarticle/p/show?id={post_id}"
    return f"https://m.weibo.cn/detail/{post_id}"


def _profile_url(user_key: str) -> str:
    return f"https://weibo.com/{user_key if user_key.startswith('n/') else 'u/' + user_key}"


WEIBO = Site(
    platform=Platform.WEIBO,
    domains=("weibo.com", "weibo.cn", "sinaweibo:"),
    posts=(
        Form(begins(rf"/(?P<author>\d{{6,12}})/(?P<id>{_POST})")),
        Form(begins(rf"/0/(?P<id>{_POST})")),
        Form(begins(rf"/(?:detail|status|statuses|comment)/(?P<id>{_POST})")),
        Form(begins(r"/share/\d+,(?P<id>\d{16})\.html"), hosts=("share.api.weibo.cn",)),
        Form(begins(rf"/(?:tv/)?show/(?P<id>{_VIDEO})")),
        Form(begins(rf"/article/m/show/id/(?P<id>{_ARTICLE})")),
        Form(begins(r"/(?:tv/)?show"), parameter="fid", value=_WHOLE_VIDEO),
        Form(begins(r"/s/video/(?:show|index)"), parameter="object_id", value=_WHOLE_VIDEO),
        Form(
            begins(r"/ttarticle/(?:p|x/m)/show"),
            parameter="id",
            value=re.compile(_ARTICLE, re.ASCII),
        ),
        Form(
            begins(r"/(?:detail|status|(?:ajax/)?statuses/show)"),
            parameter="id",
            value=_WHOLE_POST,
        ),
        Form(begins(r"/share"), parameter="weibo_id", value=re.compile(r"\d{16}", re.ASCII)),
        Form(begins("/detail"), hosts=("sinaweibo:",), parameter="mblogid", value=_WHOLE_POST),
    ),
    shorts=(
        Form(begins(r"/(?P<id>fx/[0-9a-f]{32}\.html)"), hosts=("mapp.api.weibo.cn",)),
        Form(begins(r"/(?P<id>[A-Za-z0-9]{4,12})"), hosts=("t.cn",)),
    ),
    profiles=(
        Form(begins(r"/(?:u|profile)/(?P<id>\d{6,12})")),
        Form(begins(r"/p/1005\d\d(?P<id>\d{10})")),
        Form(exactly(r"/(?P<id>\d{6,12})(?:/(?:profile|home))?")),
        Form(begins("/userinfo"), hosts=("sinaweibo:",), parameter="uid", value=_PERSON),
    ),
    pages=(
        Page(PageKind.LIVE, begins(r"/(?:l/wblive|wblive|live)")),
        Page(PageKind.LIST, ANYWHERE, hosts=("s.weibo.com", "huati.weibo.com", "m.s.weibo.com")),
        Page(PageKind.LIST, re.compile(r"/(?:p/100808|p/231522|search|hot)")),
        Page(PageKind.PROFILE, begins("/n/")),
        Page(PageKind.CUT, begins(r"/(?:detail|status|statuses|comment|tv/show|show|ttarticle)")),
        Page(PageKind.CUT, begins(r"/(?!(?:u|profile)/)\d{6,12}/[0-9A-Za-z]{5,}")),
    ),
    post_url=_post_url,
    profile_url=_profile_url,
    post_id=_post_id,
)
