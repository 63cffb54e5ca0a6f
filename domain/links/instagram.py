"""Instagram: posts and reels by short code, share links, app links; stories are no posts."""

import re

from domain.links.found import PageKind
from domain.links.instagram_ids import code_of
from domain.links.site import Form, Page, Site, begins, exactly
from domain.platforms import Platform

_CODE = r"(?:[A-Za-z0-9_-]{28})?[A-Za-z0-9_-]{5,12}"
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.]{0,28}[A-Za-z0-9_])?"
_OURS = "(?i:p|tv|reels?|share|stories|explore|accounts|direct|dm|s|about|legal|web|popular)"
_POST = rf"(?:p|tv|reels?)/(?!audio(?![A-Za-z0-9_-]))(?P<id>{_CODE})"
_HIDDEN = 28  # signs of the key behind the code, where the account is private


def _post_id(written: str) -> str | None:
    """The app's numbers and the long codes of private accounts become the usual code."""
    if written.startswith("id:"):
        return code_of(int(written[3:]))
    return written[:-_HIDDEN] if len(written) > _HIDDEN else written


INSTAGRAM = Site(
    platform=Platform.INSTAGRAM,
    domains=("instagram.com", "instagr.am", "instagram:"),
    posts=(
        Form(begins(rf"/{_POST}")),
        Form(begins(rf"/dm/{_POST}")),
        Form(begins(rf"/(?!{_OURS}/)(?P<author>{_NAME})/{_POST}")),
        Form(
            begins("/media"),
            hosts=("instagram:",),
            parameter="id",
            value=re.compile(r"(?P<id>\d{10,20})(?:_\d+)?", re.ASCII),
            before="id:",
        ),
    ),
    shorts=(
        Form(
            begins(r"/(?P<id>share/(?:(?:p|reel|tv)/)?(?!p/|reel/|tv/)[A-Za-z0-9_-]{6,24})"),
            hosts=("instagram.com",),
        ),
    ),
    profiles=(
        Form(exactly(rf"/(?:_u/)?(?!{_OURS}/?\Z)(?P<id>{_NAME})"), hosts=("instagram.com",)),
        Form(
            begins("/user"),
            hosts=("instagram:",),
            parameter="username",
            value=re.compile(rf"(?!{_OURS}\Z){_NAME}", re.ASCII),
        ),
    ),
    pages=(
        Page(PageKind.STORY, re.compile(r"/stories/|/s/aGlnaGxpZ2h0")),
        Page(PageKind.LIVE, begins(rf"/{_NAME}/live")),
        Page(PageKind.LIST, begins(r"/explore|/popular|/reels?/audio")),
        Page(PageKind.LIST, begins(rf"/(?!{_OURS}/){_NAME}/(?:reels|tagged|saved|guide)/?\Z")),
        Page(PageKind.LIST, re.compile(rf"/{_NAME}/guide/", re.ASCII)),
        Page(PageKind.CUT, begins(r"/(?:share/)?(?:p|tv|reel)")),
    ),
    post_url="https://www.instagram.com/p/{}/".format,
    profile_url="https://www.instagram.com/{}/".format,
    post_id=_post_id,
    user_key=str.lower,
)
