"""Platform links: which post, which account a pasted text is about; nothing is fetched here."""

from domain.links.found import (
    ForeignLink,
    Link,
    NoLink,
    PageKind,
    PageLink,
    PostLink,
    ProfileLink,
    ShortLink,
    are_two_accounts,
)
from domain.links.parse import parse, parse_all, profile

__all__ = [
    "ForeignLink",
    "Link",
    "NoLink",
    "PageKind",
    "PageLink",
    "PostLink",
    "ProfileLink",
    "ShortLink",
    "are_two_accounts",
    "parse",
    "parse_all",
    "profile",
]
