"""视频号: only `oid` is the post's own id; sph codes and eid differ from share to share."""

import re

from domain.links.found import PageKind
from domain.links.site import Form, Page, Site, begins
from domain.platforms import Platform

_FEED = begins(r"/web/pages/feed")

CHANNELS = Site(
    platform=Platform.CHANNELS,
    domains=("channels.weixin.qq.com", "finder.video.qq.com"),  # not weixin.qq.com: articles too
    posts=(Form(_FEED, parameter="oid", value=re.compile(r"[\w=-]{8,64}", re.ASCII)),),
    shorts=(
        Form(begins(r"/(?P<id>sph/[A-Za-z0-9_-]{4,24})"), hosts=("weixin.qq.com",)),
        Form(
            begins(r"/finder-preview/pages/sph"),
            parameter="id",
            value=re.compile(r"[A-Za-z0-9_-]{4,24}", re.ASCII),
            leads_to="weixin.qq.com/sph/{}",
        ),
        Form(
            _FEED,
            parameter="eid",
            value=re.compile(r"[\w/=+-]{8,110}", re.ASCII),
            leads_to="channels.weixin.qq.com/web/pages/feed?eid={}",
        ),
    ),
    profiles=(
        Form(
            begins(r"/web/pages/profile"),
            parameter="username",
            value=re.compile(r"[\w@.-]{4,128}", re.ASCII),
        ),
    ),
    pages=(
        Page(PageKind.LIVE, begins(r"/web/pages/live|/live")),
        Page(PageKind.CUT, _FEED),
        Page(PageKind.CUT, begins(r"/finder-preview/pages/sph")),
    ),
    post_url="https://channels.weixin.qq.com/web/pages/feed?oid={}".format,
    profile_url="https://channels.weixin.qq.com/web/pages/profile?username={}".format,
)
