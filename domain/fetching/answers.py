"""What came of asking a URL: fetched, refused by our rules, or failed on the way; facts alone."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.fetching.addresses import AddressFlaw
from domain.fetching.urls import UrlFlaw

LARGEST_BODY: Final = 2 * 1024 * 1024  # bytes, counted after decompression
SECONDS_IN_ALL: Final = 10.0  # over all hops, waiting for our own pace not counted

# Only decoders that are linear in time: `punycode`, `idna` and the like are not for strangers.
_CHARSETS: Final = frozenset(
    {"utf-8", "utf8", "gb18030", "gbk", "gb2312", "big5", "iso-8859-1", "windows-1252", "us-ascii"}
)


class AnswerFlaw(StrEnum):
    """Why an answer is not taken although it came."""

    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"  # more than LARGEST_BODY once unpacked
    ENCODING = "encoding"  # packed in a way that was not asked for: br, zstd, gzip twice


class Failure(StrEnum):
    """Nobody's verdict on the page: asking later may bring another answer."""

    TIMEOUT = "timeout"
    NO_SUCH_HOST = "no_such_host"
    NO_CONNECTION = "no_connection"
    TLS = "tls"  # a certificate that does not hold
    BROKEN = "broken"  # ended in the middle, or no HTTP


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer, whatever its status. `hops` are the URLs asked, the last one included."""

    url: str
    status: int
    body: bytes
    content_type: str = ""  # as sent, in lower case: text/html
    charset: str = ""  # as sent, in lower case
    hops: tuple[str, ...] = ()
    retry_after: str = ""  # as sent: how long we are asked to wait

    @property
    def text(self) -> str:
        charset = self.charset if self.charset in _CHARSETS else "utf-8"
        return self.body.decode(charset, "replace")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A redirect led to what was looked for; `url` itself was neither judged nor asked."""

    url: str
    hops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Our rules say no; asking again brings the same."""

    url: str
    reason: UrlFlaw | AddressFlaw | AnswerFlaw
    hops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    url: str
    reason: Failure
    hops: tuple[str, ...] = ()


Answer = Fetched | Refused | Failed
