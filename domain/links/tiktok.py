"""TikTok: www.tiktok.com, its embeds and old mobile pages, vm., vt. and /t/ short links."""

import re

from domain.links.found import PageKind
from domain.links.site import ANYWHERE, Form, Page, Site, begins, exactly
from domain.platforms import Platform

_POST = r"\d{15,20}"
_ID = re.compile(_POST, re.ASCII)
# Tools also write an id where the name stands: that one is never compared with a name.
_NAME = r"@(?!MS4wLjAB|\d+(?![\w.]))[\w.]{1,23}\w"
_HOSTS = ("tiktok.com", "m.tiktok.com", "lite.tiktok.com")

TIKTOK = Site(
    platform=Platform.TIKTOK,
    domains=("tiktok.com", "tiktokv.com", "snssdk1233:"),
    posts=(
        Form(begins(rf"/(?P<author>{_NAME})/(?:video|photo)/(?P<id>{_POST})")),
        Form(begins(rf"/@[\w.-]*/(?:video|photo)/(?P<id>{_POST})")),
        Form(begins(rf"/(?:share|i18n/share)/(?:video|photo)/(?P<id>{_POST})")),
        Form(begins(rf"/(?:embed(?:/v[23])?|player/v1)/(?P<id>{_POST})")),
        Form(begins(rf"/v/(?P<id>{_POST})")),
        Form(begins(rf"/aweme/detail/(?P<id>{_POST})"), hosts=("snssdk1233:",)),
        Form(ANYWHERE, parameter="item_id", value=_ID),
        Form(ANYWHERE, parameter="share_item_id", value=_ID),
    ),
    shorts=(
        Form(begins(r"/(?P<id>[A-Za-z0-9]{6,16})"), hosts=("vm.tiktok.com", "vt.tiktok.com")),
        Form(begins(r"/(?P<id>t/[A-Za-z0-9_-]{6,24})"), hosts=_HOSTS),
    ),
    profiles=(Form(exactly(rf"/(?P<id>{_NAME})"), hosts=_HOSTS),),
    pages=(
        Page(PageKind.LIVE, begins(r"/@[\w.-]+/live|/share/live|/live")),
        Page(PageKind.LIST, begins(r"/@[\w.-]+/(?:collection|playlist)")),
        Page(PageKind.LIST, begins(r"/(?:tag|music|sticker|search|discover|foryou|explore)")),
        Page(PageKind.PROFILE, exactly(r"/@[\w.-]+")),
        Page(PageKind.CUT, begins(r"/(?:@[\w.-]*|share|embed)/(?:video|photo|v2)")),
    ),
    # Whoever published it, it opens under an empty name.
    post_url="https://www.tiktok.com/@/video/{}".format,
    profile_url="https://www.tiktok.com/{}".format,
    user_key=str.lower,
)
