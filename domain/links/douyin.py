"""抖音: www.douyin.com, the share pages of iesdouyin.com, v.douyin.com short links."""

import re

from domain.links.found import PageKind
from domain.links.site import ANYWHERE, Form, Page, Site, begins
from domain.platforms import Platform

_POST = r"\d{15,20}"
_ID = re.compile(_POST, re.ASCII)
_KINDS = "video|note|slides|article"
_APPS = ("snssdk1128:", "snssdk2329:")
_BEHIND = re.compile(r"/user/(?!self)(?P<author>[\w-]+)", re.ASCII)


def _user_key(written: str) -> str:
    """Old share pages name a number, all others a sec_uid."""
    return f"id/{written}" if written.isdigit() else written


def _profile_url(user_key: str) -> str:
    if user_key.startswith("id/"):
        return f"https://www.iesdouyin.com/share/user/{user_key[3:]}"
    return f"https://www.douyin.com/user/{user_key}"


DOUYIN = Site(
    platform=Platform.DOUYIN,
    domains=("douyin.com", "iesdouyin.com", "webcast.amemv.com", *_APPS),
    posts=(
        Form(begins(rf"/(?:share/|m/)?(?:{_KINDS})/(?P<id>{_POST})")),
        Form(begins(rf"/douyin/share/video/(?P<id>{_POST})"), hosts=("m.ixigua.com",)),
        Form(begins(rf"/aweme/detail/(?P<id>{_POST})"), hosts=_APPS),
        # A post opened over another page: a search, a collection, somebody's profile.
        Form(_BEHIND, parameter="modal_id", value=_ID),
        Form(ANYWHERE, parameter="modal_id", value=_ID),
        Form(_BEHIND, parameter="vid", value=_ID),
    ),
    shorts=(
        Form(begins(r"/(?P<id>[A-Za-z0-9_-]{4,24})"), hosts=("v.douyin.com", "jx.douyin.com")),
    ),
    profiles=(
        Form(
            begins(r"/share/user"), parameter="sec_uid", value=re.compile(r"[\w-]{6,128}", re.ASCII)
        ),
        Form(begins(r"/user/profile/(?P<id>[\w-]{6,128})"), hosts=_APPS),
        Form(begins(r"/(?:share/)?user/(?!self\b)(?P<id>[\w-]{6,128})")),
    ),
    pages=(
        Page(PageKind.LIVE, ANYWHERE, hosts=("live.douyin.com", "webcast.amemv.com")),
        Page(PageKind.LIVE, re.compile("/webcast_"), hosts=_APPS),
        Page(PageKind.CUT, begins(rf"/(?:share/|m/)?(?:{_KINDS})")),
        Page(PageKind.LIST, begins(r"/(?:share/)?(?:collection|mix|search|hashtag|challenge|hot)")),
    ),
    post_url="https://www.douyin.com/video/{}".format,
    profile_url=_profile_url,
    user_key=_user_key,
)
