"""Windows of pots: their first claims reserve them; creators hear when most is spoken for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from domain import pot_windows as rules
from domain import pricing
from domain.basis import CutOff, Evidence, basis_of
from domain.delivery import DeliveryClass
from domain.due_work import DueItem
from domain.eligibility import BudgetSpent
from domain.notices import NoticeKind
from domain.offer import SHORT_AT_PERCENT
from domain.pot_windows import PastWindow, Window
from domain.terms import Terms
from services import notices
from services.notices import Notice
from storage import budgets, evidence, pot_windows, terms
from storage.pot_windows import OpenWindow
from storage.tasks import ClaimFacts

SEEN_FOR: Final = timedelta(minutes=10)
"""How old what is told of a window may be."""
MOST_SHOWN: Final = 60


def enter(conn: Connection, facts: ClaimFacts, *, now: datetime) -> None:
    """For a claim: the window of now, whose pot is reserved with the first one in it.

    BudgetSpent when the budget does not hold that pot, or the window was split already, which only
    a clock that is behind another's can find.
    """
    assert facts.launched_at is not None  # it is live
    span = rules.span_at(facts.launched_at, facts.pot_days, now)
    if pot_windows.open_with(conn, facts.terms_id, span, facts.pot_minor, now):
        if not budgets.reserve(conn, facts.campaign_id, facts.pot_minor)():
            raise BudgetSpent
    elif pot_windows.is_split(conn, facts.terms_id, span.number):
        raise BudgetSpent


def at_present(conn: Connection, terms_id: int, agreed: Terms, *, now: datetime) -> Window | None:
    """What a creator reads before the claim; None without windows, or before the launch."""
    if not agreed.pot_days:
        return None
    launched_at = pot_windows.launched_at(conn, terms_id)
    if launched_at is None:
        return None
    span = rules.span_at(launched_at, agreed.pot_days, now)
    return pot_windows.as_it_stands(conn, terms_id, span, agreed.pot_minor)


def of_campaign(conn: Connection, campaign_id: int) -> tuple[PastWindow, ...]:
    """Those that somebody claimed in, the newest first."""
    return pot_windows.of_campaign(conn, campaign_id, MOST_SHOWN)


def unseen(conn: Connection, after: DueItem, *, most: int, now: datetime) -> list[DueItem]:
    """Windows that nobody has looked at for a while, behind `after`."""
    return pot_windows.unseen(conn, after, now - SEEN_FOR, most)


def look(conn: Connection, window_id: int, *, now: datetime) -> bool:
    """What its works come to by now; False when it is split, or another was first.

    Once most of the pot is spoken for, those who have published nothing yet hear of it, once.
    """
    window = pot_windows.one_unseen(conn, window_id, now - SEEN_FOR)
    if window is None:
        return False
    agreed = terms.accepted(conn, window.terms_id)
    spoken_minor = _come_to(conn, agreed, pot_windows.posts(conn, window_id), now)
    percent = rules.percent_of(spoken_minor, window.pot_minor)
    is_news = percent >= SHORT_AT_PERCENT and not window.is_told
    if is_news:
        _tell(conn, window, agreed, percent, now)
    pot_windows.note(conn, window_id, spoken_minor, now, told=is_news)
    return True


def _come_to(
    conn: Connection,
    agreed: Terms,
    works: Sequence[tuple[int | None, datetime | None]],
    now: datetime,
) -> int:
    """By what was read of them so far; what is promised in any case, of those not published yet."""
    cutoffs = [(post_id, CutOff.by_now(agreed, at, now)) for post_id, at in works]
    published = [(post_id, agreed, cutoff.at) for post_id, cutoff in cutoffs if post_id is not None]
    came = evidence.deciding(conn, published)
    return sum(
        pricing.price(
            agreed, basis_of(agreed, came.get(post_id or 0, Evidence()), cutoff)
        ).amount_minor
        for post_id, cutoff in cutoffs
    )


def _tell(conn: Connection, window: OpenWindow, agreed: Terms, percent: int, now: datetime) -> None:
    facts = {
        "title": window.title,
        "percent": percent,
        "pot_minor": window.pot_minor,
        "least_minor": pricing.least_minor(agreed),
        "currency": window.currency,
    }
    kind = NoticeKind.WINDOW_SHORT
    told = [
        Notice(person_id, kind, facts, f"{kind}:{window.window_id}:{person_id}")
        for person_id in pot_windows.unpublished(conn, window.window_id)
    ]
    notices.queue_all(conn, told, cls=DeliveryClass.TRANSACTIONAL, now=now)
