"""Addresses in what people write become links to follow; everything else stays text."""

import re
from typing import Final

from markupsafe import Markup, escape

# As people paste them: up to a blank, a quote, or a sign that ends a sentence in either language.
_ADDRESS: Final = re.compile(r"""https?://[^\s<>"'“”‘’，。；！？、（）【】《》]+""", re.IGNORECASE)
_AT_THE_END: Final = ".,;:!?)]}"
_LINK: Final = Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>')


def linked(text: str) -> Markup:
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_AT_THE_END)
        parts += [escape(text[at : found.start()]), _LINK.format(address, address)]
        at = found.start() + len(address)
    return Markup().join([*parts, escape(text[at:])])
