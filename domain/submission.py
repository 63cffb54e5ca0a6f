"""Which of a creator's works a pasted link is meant for, and every reason why it is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain import links
from domain.assignment import CREATORS_TURN, DONE, REVIEWERS_TURN, AssignmentStatus
from domain.errors import Refusal, WrongState
from domain.lengths import utf16_length
from domain.links import ForeignLink, NoLink, PageKind, PageLink, PostLink, ShortLink
from domain.people import Category
from domain.platforms import Platform

Published = PostLink | ShortLink
LONGEST_DRAFT: Final = 2_500  # UTF-16 units: a reviewer's screen shows all of it beside the rest


@dataclass(frozen=True, slots=True)
class Work:
    """One assignment as a link sees it. `wants_draft`: nothing may be published yet."""

    assignment_id: int
    status: AssignmentStatus
    title: str
    platform: Platform
    category: Category
    handle: str
    profile_key: str
    due_at: datetime
    review_hours: int
    wants_draft: bool


class BadSubmission(Refusal):
    """What came cannot be handed in; the subclass says why."""


@dataclass(eq=False)
class NoLinkGiven(BadSubmission):
    """No link in the text."""


@dataclass(eq=False)
class UnknownSite(BadSubmission):
    """A link, but to none of our platforms."""

    host: str


@dataclass(eq=False)
class NotAPost(BadSubmission):
    """A page of the platform that is no post, and what it was taken for."""

    platform: Platform
    kind: PageKind


@dataclass(eq=False)
class NothingOpen(BadSubmission):
    """The creator holds no work at all that waits for a link."""

    platform: Platform


@dataclass(eq=False)
class WrongPlatform(BadSubmission):
    """Open work waits on other platforms only."""

    platform: Platform
    open_on: tuple[Platform, ...]


@dataclass(eq=False)
class ForeignAccount(BadSubmission):
    """The link names another author than the account that claimed."""

    platform: Platform
    handle: str


@dataclass(eq=False)
class DuplicatePost(BadSubmission):
    """A post belongs to one assignment, ever."""

    is_own: bool


@dataclass(eq=False)
class DeadWork(BadSubmission):
    """The work has ended, or its deadline has passed."""

    title: str
    status: AssignmentStatus


@dataclass(eq=False)
class DraftFirst(BadSubmission):
    """A draft must be approved before anything is published."""

    assignment_id: int
    title: str


@dataclass(eq=False)
class InReview(BadSubmission):
    """It was handed in and waits for a reviewer; on its card it may be replaced."""

    assignment_id: int
    title: str
    is_draft: bool


@dataclass(eq=False)
class SamePost(BadSubmission):
    """The link that is being reviewed already, where another one was to take its place."""

    title: str


@dataclass(eq=False)
class SameDraft(BadSubmission):
    """The draft that is being reviewed already, where another one was to take its place."""

    title: str


@dataclass(eq=False)
class TooLateToTakeBack(BadSubmission):
    """The deadline has passed during the review: taken back, the work would only expire."""

    title: str


@dataclass(eq=False)
class NoDraftWanted(BadSubmission):
    """This work takes the published post at once."""

    title: str


@dataclass(eq=False)
class BadDraft(BadSubmission):
    """`length` in UTF-16 units, of 1 to LONGEST_DRAFT."""

    length: int


class LinkForDraft(BadSubmission):
    """Nothing but a link, where the text to publish is wanted."""


def post_of(text: str) -> Published:
    """The one post a share text is about."""
    match links.parse(text):
        case PostLink() | ShortLink() as link:
            return link
        case PageLink(platform, _, kind):
            raise NotAPost(platform, kind)
        case ForeignLink(_, host):
            raise UnknownSite(host)
        case NoLink():
            raise NoLinkGiven


def url_of(link: Published) -> str:
    return link.canonical_url if isinstance(link, PostLink) else link.url


def fitting(link: Published, works: Sequence[Work], now: datetime) -> tuple[Work, ...]:
    """The works the link may be meant for: at least one, or the most telling reason why not."""
    against = [(work, obstacle(link, work, now)) for work in works]
    fits = tuple(work for work, refusal in against if refusal is None)
    if not fits:
        raise _most_telling(link.platform, works, [refusal for _, refusal in against], now)
    return fits


def obstacle(
    link: Published, work: Work, now: datetime, *, replaces: bool = False
) -> BadSubmission | None:
    """Why the link cannot be this work's; None when it can.

    With `replaces` it may take the place of a link that is being reviewed.
    """
    if work.platform is not link.platform:
        return WrongPlatform(link.platform, (work.platform,))
    if refusal := _not_now(work, now, _A_LINK if replaces else _NOTHING):
        return refusal
    if work.wants_draft:
        return DraftFirst(work.assignment_id, work.title)
    if _names_another(link, work):
        return ForeignAccount(link.platform, work.handle)
    return None


def is_waiting(work: Work, now: datetime) -> bool:
    """The creator's turn, with time left: the job that ends it may be late, the deadline is not."""
    return work.status in CREATORS_TURN and now < work.due_at


def ensure_waiting(work: Work, now: datetime, *, replaces: bool = False) -> None:
    """Raise unless something may be handed in for the work now."""
    if refusal := _not_now(work, now, REVIEWERS_TURN if replaces else _NOTHING):
        raise refusal


# What may be replaced where it is being reviewed.
_NOTHING: Final[frozenset[AssignmentStatus]] = frozenset()
_A_LINK: Final = frozenset({AssignmentStatus.SUBMITTED})
_A_DRAFT: Final = frozenset({AssignmentStatus.DRAFT_SUBMITTED})


def _not_now(
    work: Work, now: datetime, replaceable: frozenset[AssignmentStatus]
) -> BadSubmission | None:
    if work.status in replaceable:
        return None
    if work.status in REVIEWERS_TURN:
        is_draft = work.status is AssignmentStatus.DRAFT_SUBMITTED
        return InReview(work.assignment_id, work.title, is_draft)
    return None if is_waiting(work, now) else _dead(work)


def ensure_to_take_back(work: Work, now: datetime) -> None:
    """Raise unless the work's link waits for its review, with time left to publish."""
    if work.status is not AssignmentStatus.SUBMITTED:
        raise WrongState("assignment", work.status, AssignmentStatus.CLAIMED)
    if now >= work.due_at:
        raise TooLateToTakeBack(work.title)


def ensure_draft(work: Work, text: str, now: datetime, *, replaces: bool = False) -> None:
    """Raise unless this draft may be handed in for the work now.

    With `replaces` it may take the place of a draft that is being reviewed.
    """
    if refusal := _not_now(work, now, _A_DRAFT if replaces else _NOTHING):
        raise refusal
    if not work.wants_draft:
        raise NoDraftWanted(work.title)
    if not 0 < utf16_length(text) <= LONGEST_DRAFT:
        raise BadDraft(utf16_length(text))
    if all("://" in word for word in text.split()):
        raise LinkForDraft


def _dead(work: Work) -> DeadWork:
    """Past its deadline it has expired, even where the job has not come by yet."""
    ended = work.status not in CREATORS_TURN
    return DeadWork(work.title, work.status if ended else AssignmentStatus.EXPIRED)


def _names_another(link: Published, work: Work) -> bool:
    """Only where both sides are known, and in the same way: a name and an id may be one account."""
    if not isinstance(link, PostLink) or not link.author_hint or not work.profile_key:
        return False
    return links.are_two_accounts(link.author_hint, work.profile_key)


# What the creator can mend comes first.
_TELLING = (ForeignAccount, DraftFirst, InReview, DeadWork)


def _most_telling(
    platform: Platform,
    works: Sequence[Work],
    refusals: Iterable[BadSubmission | None],
    now: datetime,
) -> BadSubmission:
    said = [each for each in refusals if each is not None and not _is_success(each)]
    for kind in _TELLING:
        for refusal in said:
            if isinstance(refusal, kind):
                return refusal
    open_on = dict.fromkeys(work.platform for work in works if is_waiting(work, now))
    return WrongPlatform(platform, tuple(open_on)) if open_on else NothingOpen(platform)


def _is_success(refusal: BadSubmission) -> bool:
    """Approved work is not what another link is held up by."""
    return isinstance(refusal, DeadWork) and refusal.status in DONE
