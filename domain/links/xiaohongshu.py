"""小红书, abroad rednote: notes under several paths, xhslink short links, app links."""

import re

from domain.links.found import PageKind
from domain.links.site import Form, Page, Site, begins
from domain.platforms import Platform

_ID = r"[0-9a-fA-F]{24}"
_NOTES = "explore|discovery/item|search_result|item|note"

XIAOHONGSHU = Site(
    platform=Platform.XIAOHONGSHU,
    domains=("xiaohongshu.com", "rednote.com", "xhslink.com", "xhslink.cn", "xhsdiscover:"),
    posts=(
        Form(begins(rf"/(?:{_NOTES})/(?P<id>{_ID})")),
        Form(begins(rf"/video_feed/(?P<id>{_ID})"), hosts=("xhsdiscover:",)),
        Form(begins(rf"/user/profile/(?P<author>{_ID})/(?P<id>{_ID})")),
    ),
    shorts=(
        Form(
            begins(r"/(?P<id>(?:[A-Za-z]/)?[A-Za-z0-9]{4,24})"),
            hosts=("xhslink.com", "xhslink.cn"),
        ),
    ),
    profiles=(
        Form(begins(rf"/user/profile/(?P<id>{_ID})")),
        Form(begins(rf"/user/(?P<id>{_ID})"), hosts=("xhsdiscover:",)),
    ),
    pages=(
        Page(PageKind.LIVE, begins(r"/(?:livestream|live_audience|hina/livestream)")),
        Page(PageKind.CUT, re.compile(rf"/(?:{_NOTES})/\w", re.ASCII)),
        Page(PageKind.LIST, begins(r"/(?:explore|search_result|board|page/topics|search|topic)")),
    ),
    post_url="https://www.xiaohongshu.com/explore/{}".format,
    profile_url="https://www.xiaohongshu.com/user/profile/{}".format,
    post_id=str.lower,
    user_key=str.lower,
    # Without its token a note opens for nobody who is not signed in.
    kept=("xsec_token", "xsec_source"),
)
