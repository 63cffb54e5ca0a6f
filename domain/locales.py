"""The languages we speak and which one a newcomer is met in; the words live in words/."""

from typing import Final

ZH: Final = "zh_Hans"
EN: Final = "en"
LOCALES: Final = (ZH, EN)


def nearest(language_code: str, otherwise: str = ZH) -> str:
    """Telegram's IETF code to a locale: any Chinese is zh_Hans (traditional readers can switch)."""
    language = language_code.lower().partition("-")[0]
    if language == "zh":
        return ZH
    return EN if language else otherwise
