"""From what a page says of a post to yes, no or unknown; what is not seen is never a yes."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.checks.findings import DOWN, LONGEST_EVIDENCE, Aspect, Finding, Look, PageState, Verdict
from domain.checks.page import PageFacts
from domain.links import are_two_accounts
from domain.required_parts import RequiredKind, RequiredPart, lacks

_TAGS: Final = frozenset({RequiredKind.TAG, RequiredKind.FINGERPRINT})
_LABELS: Final = frozenset({RequiredKind.DISCLOSURE, RequiredKind.AI_LABEL})


@dataclass(frozen=True, slots=True)
class Expected:
    """What the post must be, as it was agreed at the claim."""

    handle: str
    profile_key: str  # empty: nobody told
    claimed_at: datetime
    required: tuple[RequiredPart, ...]


def judged(page: PageFacts, expected: Expected) -> Look:
    """A page that is not shown says at most that it is down; that is believed the second time."""
    if page.state is not PageState.SHOWN:
        return Look(page.state, _down(page) if page.state in DOWN else {})
    yes = Finding(Verdict.YES)
    return Look(
        page.state,
        {
            Aspect.ALIVE: yes,
            Aspect.PUBLIC: yes,
            Aspect.RIGHT_ACCOUNT: _account(page, expected),
            Aspect.AFTER_CLAIM: _published(page, expected.claimed_at),
            Aspect.TAGS: _carries(page, _of(expected.required, _TAGS)),
            Aspect.DISCLOSURE: _carries(page, _of(expected.required, _LABELS)),
        },
    )


def in_doubt(look: Look) -> Look:
    """A first sight of a post that is down: kept with what was seen, and no verdict."""
    return Look(
        look.seen, {a: Finding(Verdict.UNKNOWN, each.evidence) for a, each in look.found.items()}
    )


def _down(page: PageFacts) -> dict[Aspect, Finding]:
    no = Finding(Verdict.NO, cut(page.said))
    return {Aspect.ALIVE: no} if page.state is PageState.GONE else {Aspect.PUBLIC: no}


def _account(page: PageFacts, expected: Expected) -> Finding:
    """By what one account alone has: a displayed name is shown to the reviewer, no more."""
    seen = cut(" · ".join(page.author_names) or " ".join(sorted(page.author_keys)))
    if expected.profile_key in page.author_keys:
        return Finding(Verdict.YES, seen)
    if any(are_two_accounts(key, expected.profile_key) for key in page.author_keys) and (
        expected.profile_key
    ):
        return Finding(Verdict.NO, seen)
    is_theirs = _plain(expected.handle) in map(_plain, page.author_handles)
    return Finding(Verdict.YES if is_theirs else Verdict.UNKNOWN, seen)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip().removeprefix("@")


def _published(page: PageFacts, claimed_at: datetime) -> Finding:
    """Where the page shows the day alone, both its ends must agree."""
    if page.published_at is None:
        return Finding(Verdict.UNKNOWN)
    seen = page.published_at.isoformat()
    if page.published_at >= claimed_at:
        return Finding(Verdict.YES, seen)
    is_early = page.published_at + page.published_within < claimed_at
    return Finding(Verdict.NO if is_early else Verdict.UNKNOWN, seen)


def _of(required: Iterable[RequiredPart], kinds: frozenset[RequiredKind]) -> Iterator[RequiredPart]:
    return (part for part in required if part.kind in kinds)


def _carries(page: PageFacts, parts: Iterable[RequiredPart]) -> Finding:
    """The evidence names what is missing; of a text that is cut off that proves nothing."""
    missing = [_written(part) for part in parts if lacks(page.text, part)]
    if not missing:
        return Finding(Verdict.YES)
    verdict = Verdict.NO if page.whole else Verdict.UNKNOWN
    return Finding(verdict, cut(" ".join(missing)))


def _written(part: RequiredPart) -> str:
    return part.text if part.kind is RequiredKind.FINGERPRINT else f"#{part.text}"


def cut(text: str) -> str:
    """One line that a database and a chat can keep."""
    seen = " ".join(
        "".join(
            sign if sign.isprintable() else " " for sign in text[: 4 * LONGEST_EVIDENCE]
        ).split()
    )
    return seen if len(seen) <= LONGEST_EVIDENCE else f"{seen[: LONGEST_EVIDENCE - 1]}…"
