"""Who follows a tracking link: a person, or a program that looks ahead; nothing is counted here.

A user agent is a claim: who wants to be taken for a person is. What shows a flood of those is the
number of visitors beside that of clicks.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Visitor(StrEnum):
    HUMAN = "human"  # as far as one can tell
    BOT = "bot"


LONGEST_AGENT: Final = 512  # of what is looked at; no browser's is longer
_AGENTS_KNOWN: Final = 1_024  # most people have one of a few

# TelegramBot, Googlebot, bingbot, Baiduspider, Sogou web spider, Bytespider, Discordbot … all call
# themselves one of the first four.
_WORDS: Final = (
    *("crawl", "spider", "slurp", "scrap", "fetch", "preview", "prerender", "archiv"),
    *("monitor", "uptime", "scanner", "validator", "lighthouse", "pagespeed"),
    *("headless", "phantomjs", "puppeteer", "playwright", "selenium", "webdriver"),
    # What draws a card of a link that was pasted. The browsers inside WeChat, Douyin and DingTalk
    # name the same apps and are people: only the apps' own clients stand here.
    *("facebookexternalhit", "facebookcatalog", "meta-external", "embedly", "iframely", "skypeuri"),
    *("vkshare", "flipboardproxy", "google-safety", "google-read-aloud", "google favicon"),
    *("apis-google", "mediapartners", "wechatshareextension", "cfnetwork"),
    *("python", "aiohttp", "httpx", "urllib", "okhttp", "go-http", "axios", "undici", "node.js"),
    *("libwww", "guzzle", "httpclient", "postman", "insomnia"),
)
_BEGINNINGS: Final = (
    *("micromessenger client", "whatsapp", "dalvik/", "curl", "wget", "java", "ruby", "perl"),
    *("php", "dart", "got", "lua", "qq/"),
)
_BOT: Final = "bot"
_NO_BOT: Final = "cubot"  # makes phones
_LOOKS_AHEAD: Final = ("prefetch", "prerender", "preview")

PURPOSE_HEADERS: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Where browsers say that nobody has clicked yet."""


def visitor(user_agent: str, purposes: Iterable[str] = ()) -> Visitor:
    """By what a request says of itself; `purposes` are the values of PURPOSE_HEADERS."""
    if _is_program(user_agent[:LONGEST_AGENT]):
        return Visitor.BOT
    ahead = any(word in said.lower() for said in purposes for word in _LOOKS_AHEAD)
    return Visitor.BOT if ahead else Visitor.HUMAN


@lru_cache(_AGENTS_KNOWN)
def _is_program(user_agent: str) -> bool:
    """No browser is without a word about itself, or says no more than Mozilla."""
    agent = user_agent.strip().lower()
    if agent in ("", "mozilla/5.0", "mozilla/4.0") or agent.startswith(_BEGINNINGS):
        return True
    if _BOT in agent and _BOT in agent.replace(_NO_BOT, ""):
        return True
    return any(word in agent for word in _WORDS)  # a tenth of one expression of them all
