"""An Instagram post has a number and a short code, aye83DjauH: the same, written base 64."""

from typing import Final

_SIGNS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def code_of(number: int) -> str:
    """The short code of the post with this number."""
    code = ""
    while number:
        number, sign = divmod(number, len(_SIGNS))
        code = _SIGNS[sign] + code
    return code
