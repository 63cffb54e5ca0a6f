"""Character references of HTML (`&lt;`, `&#9733;`) as Telegram decodes them."""

import re

from sandbox.errors import bad_request

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def decode_reference(source: str, at: int) -> tuple[str, int]:
    """The character the `&` at `at` stands for and where it ends; `&` itself if it is none."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    hexadecimal, decimal, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    digits, base = (hexadecimal, 16) if hexadecimal is not None else (decimal, 10)
    code = int(digits, base) if digits else 0
    too_long = len(match[0].removesuffix(";")) >= 10
    if code == 0 or code >= 0x10FFFF or too_long:
        return "&", at + 1
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "Can't parse entities: Text contains invalid Unicode characters after decoding "
            "HTML entities, check for unmatched surrogate code units"
        )
    return chr(code), match.end()
