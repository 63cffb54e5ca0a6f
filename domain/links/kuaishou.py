"""快手: www.kuaishou.com, share pages under chenzhongtech.com and gifshow.com, short links."""

import re

from domain.links.found import PageKind
from domain.links.site import Form, Page, Site, begins, exactly
from domain.platforms import Platform

_ID = r"(?!\d+(?![\w-]))[0-9A-Za-z_-]{6,32}"  # a mere number is another, the app's own
_WHOLE_ID = re.compile(_ID, re.ASCII)
_SHARED = r"/fw/(?:photo|long-video|next-photo)"
_APPS = ("kwai:", "ksnebula:")


def _user_key(written: str) -> str:
    """3x… is the account's own id; beside it there are numbers, and names that people choose."""
    if written.startswith("3x") and len(written) > 6:
        return written
    return f"id/{written}" if written.isdigit() else f"u/{written}"


def _profile_url(user_key: str) -> str:
    if user_key.startswith("u/"):
        return f"https://live.kuaishou.com/{user_key}"
    return f"https://www.kuaishou.com/profile/{user_key.removeprefix('id/')}"


KUAISHOU = Site(
    platform=Platform.KUAISHOU,
    domains=(
        "kuaishou.com",
        "kuaishou.cn",
        "kuaishouapp.com",
        "chenzhongtech.com",
        "gifshow.com",
        *_APPS,
    ),
    posts=(
        Form(begins(rf"/(?:short-video|video)/(?P<id>{_ID})"), author_parameter="authorId"),
        Form(begins(rf"{_SHARED}/(?P<id>{_ID})"), author_parameter="userId"),
        Form(begins(_SHARED), parameter="photoId", value=_WHOLE_ID, author_parameter="userId"),
        Form(begins(rf"/u/(?P<author>[\w-]+)/(?P<id>{_ID})"), hosts=("live.kuaishou.com",)),
        Form(begins(rf"/work/(?P<id>{_ID})"), hosts=_APPS),
    ),
    shorts=(
        Form(begins(r"/(?P<id>(?:s/)?[A-Za-z0-9_-]{4,24})"), hosts=("v.kuaishou.com",)),
        Form(
            begins(r"/(?P<id>s/[A-Za-z0-9_-]{4,24})"),
            hosts=("v.kuaishouapp.com", "gifshow.com", "m.gifshow.com"),
        ),
        Form(begins(r"/(?P<id>[fs]/[A-Za-z0-9_-]{4,24})"), hosts=("kuaishou.com",)),
    ),
    profiles=(
        Form(begins(r"/profile/(?P<id>[\w-]{6,40})")),
        Form(begins(r"/fw/user/(?P<id>[\w-]{6,40})")),
        Form(exactly(r"/u/(?P<id>[\w-]{3,40})"), hosts=("live.kuaishou.com",)),
    ),
    pages=(
        Page(PageKind.LIVE, begins(r"/fw/live|/live/play")),
        Page(PageKind.CUT, begins(rf"/(?:short-video|video|work)|{_SHARED}")),
        Page(PageKind.LIST, begins(r"/(?:search|new-reco|brilliant|tag|fw/tag)")),
    ),
    post_url="https://www.kuaishou.com/short-video/{}".format,
    profile_url=_profile_url,
    user_key=_user_key,
)
