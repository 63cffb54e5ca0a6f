"""YouTube: videos, shorts and live videos by one id, community posts, channels and handles."""

import re

from domain.links.found import PageKind
from domain.links.site import Form, Page, Site, begins, exactly
from domain.links.urls import UNATTACHED
from domain.platforms import Platform

_VIDEO = r"(?!videoseries|live_stream)[A-Za-z0-9_-]{11}"
_COMMUNITY = r"Ugk[A-Za-z0-9_-]{20,40}"
_WATCHED = re.compile(_VIDEO, re.ASCII)
_CHANNEL = r"channel/UC[A-Za-z0-9_-]{22}|(?:c|user)/[\w.-]{0,63}[\w-]|@[\w.-]{2,29}[\w-]"
_TABS = "featured|videos|shorts|streams|posts|community|about|playlists|podcasts|releases|home"
_APPS = ("youtube:", "vnd.youtube:")

# youtube.com/@小林同学
NAMED_PROFILE = re.compile(
    UNATTACHED + r"(?:https?://)?(?:www\.|m\.)?youtube\.com/(@[\w.%·-]{3,270}|c/[\w.%-]{1,270})",
    re.IGNORECASE,
)


def _post_url(post_id: str) -> str:
    if post_id.startswith("Ugk") and len(post_id) > 11:
        return f"https://www.youtube.com/post/{post_id}"
    return f"https://www.youtube.com/watch?v={post_id}"


def _user_key(written: str) -> str:
    """Names are the same in small and big letters, ids are not."""
    return written if written.startswith("channel/") else written.lower()


YOUTUBE = Site(
    platform=Platform.YOUTUBE,
    domains=("youtube.com", "youtu.be", "youtube-nocookie.com", "youtubekids.com", *_APPS),
    posts=(
        Form(begins(rf"/(?P<id>{_VIDEO})"), hosts=("youtu.be", *_APPS)),
        Form(begins(rf"/(?:shorts|live|embed|v|e|watch)/(?P<id>{_VIDEO})")),
        Form(begins(r"/(?:watch|watch_popup|movie)?"), parameter="v", value=_WATCHED),
        Form(begins(r"/www\.youtube\.com/watch"), hosts=_APPS, parameter="v", value=_WATCHED),
        Form(
            begins("/attribution_link"),
            parameter="u",
            value=re.compile(rf"/watch\?(?:.*&)?v=(?P<id>{_VIDEO})(?:&.*)?", re.ASCII),
        ),
        Form(begins(rf"/post/(?P<id>{_COMMUNITY})")),
        Form(
            begins(r"/(?P<author>channel/UC[A-Za-z0-9_-]{22})/community"),
            parameter="lb",
            value=re.compile(_COMMUNITY, re.ASCII),
        ),
    ),
    shorts=(),
    profiles=(
        Form(exactly(rf"/(?P<id>{_CHANNEL})(?:/(?:{_TABS}))?")),
        Form(exactly(r"/www\.youtube\.com/(?P<id>" + _CHANNEL + ")"), hosts=_APPS),
    ),
    pages=(
        Page(PageKind.PROFILE, begins("/@|/c/")),
        Page(PageKind.LIVE, begins(rf"/(?:{_CHANNEL})/live|/embed/live_stream")),
        Page(PageKind.LIST, begins(r"/(?:playlist|hashtag|results|feed|embed/videoseries|source)")),
        Page(PageKind.CUT, begins(r"/(?:watch|shorts|live|embed|v|e|post)")),
    ),
    post_url=_post_url,
    profile_url="https://www.youtube.com/{}".format,
    user_key=_user_key,
)
