"""How one platform's links are described, and how an address is held against the description."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from domain.links.found import PageKind, PageLink, PostLink, ProfileLink, ShortLink
from domain.links.urls import Address
from domain.platforms import Platform


def begins(pattern: str) -> re.Pattern[str]:
    """A pattern for a path's beginning that does not stop in the middle of an id."""
    return re.compile(rf"(?:{pattern})(?![A-Za-z0-9_-])", re.ASCII)


def exactly(pattern: str) -> re.Pattern[str]:
    """A pattern for a whole path or a whole value."""
    return re.compile(rf"(?:{pattern})/?\Z", re.ASCII)


ANYWHERE = re.compile("")
_KEPT = re.compile(r"[A-Za-z0-9_%=+/-]{1,256}")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of link: the id is the path's group `id`, or else the query's `parameter`.

    The path's group `author`, or `author_parameter`, tells whose it is.
    """

    path: re.Pattern[str]
    hosts: tuple[str, ...] = ()  # empty: any of the site's; named here, it may be another's
    parameter: str = ""
    value: re.Pattern[str] = ANYWHERE  # what the parameter may be: its group `id`, or all of it
    before: str = ""  # what the id lacks in this form: "av"
    author_parameter: str = ""
    leads_to: str = ""  # a share link's usual address, with {}; empty: the host and the id

    def match(self, address: Address) -> re.Match[str] | None:
        if self.hosts and address.host not in self.hosts:
            return None
        return self.path.match(unquote(address.path))

    def id_of(self, address: Address) -> str | None:
        match = self.match(address)
        if match is not None and self.parameter:
            match = self.value.fullmatch(address.value(self.parameter))
        if match is None:
            return None
        return self.before + (match.groupdict().get("id") or match[0])

    def author_of(self, address: Address) -> str | None:
        match = self.match(address)
        named = match.groupdict().get("author") if match else None
        return named or address.value(self.author_parameter) or None


@dataclass(frozen=True, slots=True)
class Page:
    """Where a platform keeps what is no post, so that we can say what we took a link for."""

    kind: PageKind
    path: re.Pattern[str]
    hosts: tuple[str, ...] = ()  # empty: any of the site's


def as_it_is(written: str) -> str:
    return written


@dataclass(frozen=True, slots=True)
class Site:
    """A platform: forms are tried in order; `post_id` makes one id of several spellings."""

    platform: Platform
    domains: tuple[str, ...]  # with everything below them
    posts: tuple[Form, ...]
    shorts: tuple[Form, ...]
    profiles: tuple[Form, ...]
    post_url: Callable[[str], str]
    profile_url: Callable[[str], str]
    pages: tuple[Page, ...] = ()
    post_id: Callable[[str], str | None] = as_it_is  # None: no id after all
    user_key: Callable[[str], str] = as_it_is
    kept: tuple[str, ...] = ()  # query parameters without which the post cannot be opened

    @property
    def hosts(self) -> frozenset[str]:
        """Under which of all sites this one is to be asked."""
        forms = (*self.posts, *self.shorts, *self.profiles)
        return frozenset(self.domains).union(*(form.hosts for form in forms))

    def owns(self, address: Address) -> bool:
        return any(
            address.host == domain or address.host.endswith(f".{domain}") for domain in self.domains
        )

    def read(self, address: Address) -> PostLink | ShortLink | PageLink | None:
        """None: not this platform's."""
        return self._post(address) or self._short(address) or self._page(address)

    def profile(self, address: Address) -> ProfileLink | None:
        for form in self._open(self.profiles, address):
            written = form.id_of(address)
            if written:
                user_key = self.user_key(written)
                return ProfileLink(self.platform, user_key, self.profile_url(user_key))
        return None

    def post(self, written_id: str, author: str | None = None) -> PostLink | None:
        post_id = self.post_id(written_id)
        if post_id is None:
            return None
        hint = self.user_key(author) if author else None
        return PostLink(self.platform, post_id, self.post_url(post_id), hint)

    def _open(self, forms: tuple[Form, ...], address: Address) -> tuple[Form, ...]:
        """On a host that is not the site's own, only the forms that name it."""
        return forms if self.owns(address) else tuple(form for form in forms if form.hosts)

    def _post(self, address: Address) -> PostLink | None:
        for form in self._open(self.posts, address):
            written_id = form.id_of(address)
            post = self.post(written_id, form.author_of(address)) if written_id else None
            if post is not None:
                return self._keep(post, address)
        return None

    def _keep(self, post: PostLink, address: Address) -> PostLink:
        written = ((name, address.written(name)) for name in self.kept)
        query = "&".join(f"{name}={value}" for name, value in written if _KEPT.fullmatch(value))
        return replace(post, canonical_url=f"{post.canonical_url}?{query}") if query else post

    def _short(self, address: Address) -> ShortLink | None:
        for form in self._open(self.shorts, address):
            share_id = form.id_of(address)
            if share_id:
                leads_to = form.leads_to.format(share_id) or f"{address.host}/{share_id}"
                host, _, code = leads_to.partition("/")
                return ShortLink(self.platform, host, code, f"https://{leads_to}")
        return None

    def _page(self, address: Address) -> PageLink | None:
        if not self.owns(address):
            return None
        kind = PageKind.PROFILE if self.profile(address) else PageKind.OTHER
        for page in self.pages:
            if page.hosts and address.host not in page.hosts:
                continue
            if page.path.match(unquote(address.path)):
                kind = page.kind
                break
        return PageLink(self.platform, address.url, kind)
