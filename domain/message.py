"""What a broadcast says: versions by language, variants against each other, personal fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Any, Final

from domain.errors import Refusal
from domain.lengths import utf16_length
from domain.personal_fields import Field, filled, greeting_left_out, growth, words_in

# Visible signs in UTF-16 units; leaves room within Telegram's 4,096 and 1,024.
LONGEST_TEXT: Final = 3_500
LONGEST_CAPTION: Final = 900
TELEGRAMS_TEXT, TELEGRAMS_CAPTION = 4_096, 1_024  # core.telegram.org/bots/api
MOST_VARIANTS: Final = 4
MOST_LINKS: Final = 3
LONGEST_LABEL: Final = 40
LONGEST_URL: Final = 512
LONGEST_TITLE: Final = 60
_TAG: Final = re.compile(r"<[^>]*>")
_URL: Final = re.compile(r"https://[^\s@/]+\.[^\s@/]+(/\S*)?")


class MediaKind(StrEnum):
    """What a version may carry; the file stays with Telegram, known by its id."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"


class Page(StrEnum):
    """A page of the bot that a button may open, by the verb of its tap."""

    TASKS = "tasks"
    WORK = "my"
    EARNINGS = "earnings"


class BadBody(Refusal):
    """A message without anything in it, or longer than fits."""


@dataclass(eq=False)
class NoRoomForFields(Refusal):
    """Filled in for some reader it may be so much longer than Telegram takes, in UTF-16 units."""

    over: int


class LinkFlaw(StrEnum):
    """What is wrong with a link, the first that is."""

    FORM = "form"  # no label, or no address behind it
    LABEL = "label"  # one is empty or too long
    LABELS = "labels"  # more than there are languages
    FOR_ONE = "for_one"  # a field in it, which nobody would fill: a button is the same for all
    NO_HTTPS = "no_https"
    SIGNED_IN = "signed_in"  # somebody's name and password before its host
    HOST = "host"  # none that the public knows
    LONG = "long"
    SPACES = "spaces"
    TOO_MANY = "too_many"


@dataclass(eq=False)
class BadLink(Refusal):
    flaw: LinkFlaw


@dataclass(frozen=True, slots=True)
class Media:
    kind: MediaKind
    file_id: str


@dataclass(frozen=True, slots=True)
class Version:
    """One language's message: HTML as Telegram takes it, over a file or alone."""

    html: str
    media: Media | None = None

    @property
    def plain(self) -> str:
        """Without its formatting."""
        return unescape(_TAG.sub("", self.html))


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address; labels by locale, the first one's where there is none.

    `counted`: by way of an address of ours, where that can be. Once given, `through` is that of its
    only wording or of wording A, and `further` those of the others.
    """

    labels: Mapping[str, str]
    url: str
    counted: bool = False
    through: str = ""
    further: tuple[str, ...] = ()

    def label(self, locale: str) -> str:
        return self.labels.get(locale) or next(iter(self.labels.values()))

    def opens(self, variant: int) -> str:
        """What the button of a reader has who was given that wording."""
        through = (self.through, *self.further)[variant] if self.further else self.through
        return through or self.url


Variant = Mapping[str, Version]  # by locale; the first one's for who speaks another language
Body = tuple[Variant, ...]


def ensure_fits(version: Version) -> None:
    """Raise BadBody for nothing at all and for more than fits, NoRoomForFields for what may not fit
    once it is filled in.
    """
    longest = LONGEST_CAPTION if version.media else LONGEST_TEXT
    length = utf16_length(version.plain)
    if length > longest or not (length or version.media):
        raise BadBody
    taken = TELEGRAMS_CAPTION if version.media else TELEGRAMS_TEXT
    if (over := length + growth(version.plain) - taken) > 0:
        raise NoRoomForFields(over)


def title_of(version: Version) -> str:
    """The first words, for lists; names of its readers are left out, other fields are `…`."""
    lines = (greeting_left_out(line).strip() for line in version.plain.splitlines())
    title = next((line for line in lines if line), "")[:LONGEST_TITLE]
    return title or (f"[{version.media.kind}]" if version.media else "…")


def unknown_fields(body: Body) -> list[str]:
    """Words in braces that stay as they are: mistyped, or meant so."""
    return sorted(_words_in_braces(body) - set(Field))


def fields_in(body: Body) -> set[Field]:
    return {Field(word) for word in _words_in_braces(body) & set(Field)}


def _words_in_braces(body: Body) -> set[str]:
    """Also within addresses that its text leads to."""
    return {word for each in body for v in each.values() for word in words_in(v.html)}


def personal(version: Version, values: Mapping[str, str]) -> str:
    """Its HTML with the reader's own words in place of fields."""
    return filled(version.html, values)


def link(text: str, locales: tuple[str, ...]) -> Link:
    """`labels | url`, a label for each language or one for all; raises BadLink."""
    *labels, url = (part.strip() for part in text.split("|"))
    if len(labels) > len(locales) and not words_in(text):
        raise BadLink(LinkFlaw.LABELS)
    return link_of(dict(zip(locales, labels, strict=False)), url)


def link_of(labels: Mapping[str, str], url: str) -> Link:
    """Labels by locale; raises BadLink."""
    if flaw := _label_flaw(tuple(labels.values()), url) or _url_flaw(url):
        raise BadLink(flaw)
    return Link(labels, url)


def _label_flaw(labels: tuple[str, ...], url: str) -> LinkFlaw | None:
    if any(words_in(each) for each in (*labels, url)):
        return LinkFlaw.FOR_ONE
    if not labels:
        return LinkFlaw.FORM
    fit = all(0 < utf16_length(each) <= LONGEST_LABEL for each in labels)
    return None if fit else LinkFlaw.LABEL


def _url_flaw(url: str) -> LinkFlaw | None:
    if not url.startswith("https://"):
        return LinkFlaw.NO_HTTPS
    if any(sign.isspace() for sign in url):
        return LinkFlaw.SPACES
    if "@" in url.removeprefix("https://").partition("/")[0]:
        return LinkFlaw.SIGNED_IN
    if not _URL.fullmatch(url):
        return LinkFlaw.HOST
    return LinkFlaw.LONG if len(url) > LONGEST_URL else None


def packed(body: Body) -> list[dict[str, Any]]:
    """As JSON."""
    return [{locale: _packed(each) for locale, each in variant.items()} for variant in body]


def _packed(version: Version) -> dict[str, str]:
    if version.media is None:
        return {"html": version.html}
    return {
        "html": version.html,
        "kind": version.media.kind.value,
        "file_id": version.media.file_id,
    }


def unpacked(said: Any) -> Body:
    """Raises ValueError, TypeError or LookupError for what nobody packed."""
    return tuple({locale: version(each) for locale, each in variant.items()} for variant in said)


def version(said: Mapping[str, str]) -> Version:
    media = Media(MediaKind(said["kind"]), said["file_id"]) if "kind" in said else None
    return Version(said["html"], media)


def version_packed(of: Version) -> dict[str, str]:
    return _packed(of)
