"""A Weibo post has a number (mid) and a short name (bid), z0JH2lOMb: the same, written base 62."""

from typing import Final

_SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def mid_of(bid: str) -> str | None:
    """The number behind a short name: every four signs from the right are seven digits."""
    digits = ""
    while bid:
        bid, group = bid[:-4], bid[-4:]
        number = 0
        for sign in group:
            number = number * len(_SIGNS) + _SIGNS.index(sign)
        digits = f"{number:07d}{digits}"
    mid = digits.lstrip("0")
    return mid if len(mid) == 16 else None
