"""Finding addresses in what people paste, and taking them apart; whose they are, see site."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

APP_SCHEMES: Final = (
    "snssdk1128",  # 抖音
    "snssdk2329",  # 抖音极速版
    "snssdk1233",  # TikTok
    "xhsdiscover",
    "bilibili",
    "kwai",
    "ksnebula",  # 快手极速版
    "sinaweibo",
    "instagram",
    "youtube",
    "vnd.youtube",
)
LONGEST_HOST: Final = 253  # what the name system allows

# Nothing in front that would make it the tail of another address; Chinese is no such thing, but a
# Cyrillic е is: еdouyin.com is not douyin.com.
UNATTACHED: Final = (
    r"(?<![A-Za-z0-9@._%/\\-])(?<![A-Za-z0-9/]:)(?<![\u00aa-\u1fff\u2c00-\u2dff\ua640-\uabff])"
)

# Characters an address may have; anything else, Chinese above all, ends it.
_SIGN: Final = r"(?!https?:/)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
# But up to the first slash all but spaces and punctuation belongs to it, and makes another host.
_STOP: Final = r"\s/?#\\!\"$&'()*+,;<=>^`{|}、。〈-】〔-〛〝-〟“”‘’…«»"
_AUTHORITY: Final = rf"(?:(?!https?:/)(?u:[^{_STOP}]))+"
_ADDRESS: Final = re.compile(
    rf"(?<![A-Za-z0-9+.-])(?P<app>{'|'.join(map(re.escape, APP_SCHEMES))}):/{{1,3}}"
    rf"(?P<place>(?:{_SIGN})+)"
    rf"|(?P<scheme>https?):/{{1,3}}(?P<rest>{_AUTHORITY}(?:[/?#](?:{_SIGN})*)?)"
    # Without a scheme it needs a path.
    rf"|{UNATTACHED}(?P<bare>(?:[a-z0-9-]+\.)+[a-z]{{2,6}}/(?:{_SIGN})*)",
    re.ASCII | re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?'()[]*$&~"
_WWW: Final = re.compile(r"^(?:www\.)+")
_ESCAPED_AND: Final = re.compile(r"&(?:amp;)+")


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is lower case, without www; of an app's own scheme it is `scheme:`.

    With a user in front of the host (v.douyin.com@evil.example) it is all of that: nobody's host.
    """

    host: str
    path: str
    query: str
    has_scheme: bool

    @property
    def url(self) -> str:
        if self.host.endswith(":"):
            return f"{self.host}/{self.path}"
        return f"https://{self.host}{self.path}" + (f"?{self.query}" if self.query else "")

    def written(self, parameter: str) -> str:
        """A query parameter as it is written, or nothing."""
        for pair in self.query.split("&"):
            name, _, value = pair.partition("=")
            if name == parameter:
                return value
        return ""

    def value(self, parameter: str) -> str:
        return unquote(self.written(parameter))


def legible(text: str) -> str:
    """Full width made half, invisible signs (zero width, right-to-left, byte order) dropped."""
    if text.isascii():
        return text
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in narrow if unicodedata.category(sign) != "Cf")


def addresses_in(legible_text: str) -> Iterator[Address]:
    for match in _ADDRESS.finditer(legible_text):
        written = match["place"] or match["rest"] or match["bare"]
        rest = _ESCAPED_AND.sub("&", written.rstrip(_TRAILING))
        address = _in_app(match["app"], rest) if match["app"] else _on_web(match["scheme"], rest)
        if rest and len(address.host) <= LONGEST_HOST:
            yield address


def without_addresses(legible_text: str) -> str:
    return _ADDRESS.sub(" ", legible_text)


def _in_app(scheme: str, rest: str) -> Address:
    location, _, query = rest.partition("#")[0].partition("?")
    return Address(f"{scheme.lower()}:", f"/{location}", query, has_scheme=True)


def _on_web(scheme: str | None, rest: str) -> Address:
    rest, _, fragment = rest.partition("#")
    location, _, query = rest.partition("?")
    if fragment.startswith("/") and "=" in fragment:  # a page that keeps its query there
        query = f"{query}&{fragment[1:]}"
    authority, slash, path = location.partition("/")
    host = _named(authority).lower().removesuffix(":80").removesuffix(":443")
    return Address(_WWW.sub("", host.rstrip(".:")), slash + path, query, has_scheme=bool(scheme))


def _named(authority: str) -> str:
    """Letters of other scripts as the name system writes them (xn--…): a look-alike shows."""
    if authority.isascii():
        return authority
    try:
        named = authority.encode("idna").decode("ascii")
    except UnicodeError:
        return authority
    return named if "xn--" in named else authority
