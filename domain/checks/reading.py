"""From an answer of the web to what it says of a post; a wall, a script or silence says nothing."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from domain.checks.embedded import READERS, bilibili_video, key_of, named, pictured
from domain.checks.findings import PageState
from domain.checks.markup import Markup, at, parsed, text_at
from domain.checks.markup import read as read_markup
from domain.checks.page import PageFacts, filled, unread
from domain.checks.places import Form, Place
from domain.checks.times import from_text
from domain.checks.walls import deletion_in, is_wall
from domain.fetching.answers import Answer, AnswerFlaw, Failed, Fetched, Refused
from domain.fetching.short_links import post_at
from domain.platforms import Platform

_GONE: Final = frozenset({404, 410})
NOT_NOW: Final = frozenset({408, 425, 429, *range(500, 600)})
_OWN_COVERS: Final = frozenset({Platform.INSTAGRAM})
_SHORT_PAGE: Final = 2_000  # characters a reader sees: a notice, not a post with its comments
_SILENT: Final = re.compile(r"<(/?)(?:script|style)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAGS: Final = re.compile(r"<[^<>]{0,4000}>")
_POSTS: Final = frozenset(
    {"VideoObject", "SocialMediaPosting", "Article", "NewsArticle", "BlogPosting", "ImageObject"}
)


def facts(answer: Answer, place: Place, platform: Platform, post_key: str) -> PageFacts:
    """What the answer of `place` says of this post."""
    if not isinstance(answer, Fetched):
        return _unanswered(answer)
    if answer.status in NOT_NOW:
        return unread(PageState.UNREACHABLE, str(answer.status))
    if place.form is Form.BILIBILI:
        return _of_bilibili(answer, post_key)
    if place.form is Form.OEMBED:
        return _of_oembed(answer)
    return _of_page(answer, platform, post_key)


def _unanswered(answer: Refused | Failed) -> PageFacts:
    if isinstance(answer, Failed):
        return unread(PageState.UNREACHABLE, answer.reason.value)
    if answer.reason is AnswerFlaw.TOO_LARGE:
        return unread(PageState.TOO_LARGE)
    if answer.reason is AnswerFlaw.ENCODING:
        return unread(PageState.SILENT, answer.reason.value)
    return unread(PageState.FORBIDDEN, answer.reason.value)


def _of_bilibili(answer: Fetched, post_key: str) -> PageFacts:
    """-404: there is no such video; 62002, -403: not for everybody; -412, -352: we
    ask too much; others: not now."""
    said = parsed(answer.text)
    video = at(said, "data")
    code = text_at(said, "code")
    if code == "0" and text_at(video, "bvid") == post_key:
        return bilibili_video(video)
    words = f"{code} {text_at(said, 'message')}".strip()
    if code == "-404":
        return unread(PageState.GONE, words)
    if code in ("62002", "-403"):
        return unread(PageState.PRIVATE, words)
    is_wall = answer.status in (401, 403, 412) or code in ("-412", "-352")
    return unread(PageState.WALL if is_wall else PageState.SILENT, words)


def _of_oembed(answer: Fetched) -> PageFacts:
    """A refusal may mean that it is not to be embedded: it proves nothing."""
    said = parsed(answer.text) if answer.status == 200 else None
    author = text_at(said, "author_url")
    if not author or not text_at(said, "type"):
        return unread(PageState.SILENT, "" if answer.status == 200 else str(answer.status))
    return PageFacts(
        PageState.SHOWN,
        author_keys=key_of(author),
        author_names=named(text_at(said, "author_unique_id"), text_at(said, "author_name")),
        author_handles=named(text_at(said, "author_unique_id")),
        text=text_at(said, "title"),
    )


def _of_page(answer: Fetched, platform: Platform, post_key: str) -> PageFacts:
    markup = read_markup(answer.text)
    reader = READERS.get(platform)
    embedded = reader(markup, post_key) if reader else None
    if embedded is not None:
        return embedded
    if is_wall(answer.url, answer.text, markup) or answer.status in (401, 403, 451):
        return unread(PageState.WALL, markup.title or str(answer.status))
    if answer.status in _GONE:
        return unread(PageState.GONE, str(answer.status))
    if answer.status == 200 and (told := _told(answer.url, markup, platform, post_key)):
        return told
    if words := deletion_in(platform, _notice(answer.text)):
        return unread(PageState.GONE, words)
    return unread(PageState.SILENT, "" if answer.status == 200 else str(answer.status))


def _told(url: str, markup: Markup, platform: Platform, post_key: str) -> PageFacts | None:
    """JSON-LD and Open Graph, of a page that calls itself this post's."""
    linked = _linked(markup, url, platform, post_key)
    own_url = _joined(url, markup.meta.get("og:url") or markup.canonical)
    if not _is_of(own_url, platform, post_key):
        return linked
    title, text = markup.meta.get("og:title", ""), markup.meta.get("og:description", "")
    if not title and not text:
        return linked
    published_at, within = from_text(
        markup.meta.get("article:published_time", "") or markup.meta.get("og:release_date", "")
    )
    graph = PageFacts(
        PageState.SHOWN,
        author_keys=key_of(markup.meta.get("article:author", "")),
        author_names=named(markup.meta.get("author", "")),
        published_at=published_at,
        published_within=within,
        text=f"{title}\n{text}",
        pictures=_cover(markup, platform),
    )
    return filled(linked, graph) if linked else graph


def _linked(markup: Markup, url: str, platform: Platform, post_key: str) -> PageFacts | None:
    for each in markup.linked_data():
        kinds = each.get("@type")
        if _POSTS.isdisjoint(map(str, kinds if isinstance(kinds, list) else [kinds])):
            continue
        named_url = text_at(each, "url") or text_at(each, "@id")
        named_url = named_url or text_at(each, "mainEntityOfPage", "@id")
        if not _is_of(_joined(url, named_url), platform, post_key):
            continue
        author = at(each, "author", 0) or at(each, "author")
        published_at, within = from_text(
            text_at(each, "datePublished") or text_at(each, "uploadDate")
        )
        body = text_at(each, "articleBody")
        return PageFacts(
            PageState.SHOWN,
            author_keys=key_of(text_at(author, "url")),
            author_names=named(text_at(author, "alternateName"), text_at(author, "name")),
            published_at=published_at,
            published_within=within,
            text=body or f"{text_at(each, 'name')}\n{text_at(each, 'description')}",
            whole=bool(body),
            pictures=pictured(
                text_at(each, "image")
                or text_at(each, "image", "url")
                or text_at(each, "image", 0),
                text_at(each, "thumbnailUrl") or text_at(each, "thumbnailUrl", 0),
            ),
        )
    return None


def _cover(markup: Markup, platform: Platform) -> tuple[str, ...]:
    """Elsewhere the picture of the Open Graph may be the platform's own, the same for everybody."""
    return pictured(markup.meta.get("og:image", "")) if platform in _OWN_COVERS else ()


def _is_of(url: str, platform: Platform, post_key: str) -> bool:
    post = post_at(url)
    return post is not None and (post.platform, post.key) == (platform, post_key)


def _joined(url: str, written: str) -> str:
    """Nothing written names nothing: a page is not taken for the post's by its address alone."""
    try:
        return urljoin(url, written) if written else ""
    except ValueError:  # brackets that hold no address
        return ""


def _notice(text: str) -> str:
    """What a reader of a short page sees; empty of a long one."""
    seen = " ".join(_TAGS.sub(" ", "".join(_spoken(text))).split())
    return seen if len(seen) <= _SHORT_PAGE else ""


def _spoken(text: str) -> Iterator[str]:
    """Without scripts and styles; one that never ends silences the rest."""
    begin, depth = 0, 0
    for found in _SILENT.finditer(text):
        if not depth:
            yield text[begin : found.start()]
        depth = 0 if found[1] else 1
        begin = found.end()
    if not depth:
        yield text[begin:]
