"""What a creator may claim, the sheet of a task, why others are not for them; changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.eligibility import Reason, reasons_against
from domain.errors import NotFound
from domain.offer import Offer, TaskSheet
from domain.paging import page_of
from domain.pauses import Pause
from domain.people import Actor, Standing
from domain.platforms import Platform
from domain.pot_windows import Window
from domain.terms import Terms
from services import pot_windows
from services.assignments import MOST_OPEN
from storage import offers, pauses, tasks, terms
from storage.offers import Holder

PAGE_SIZE: Final = 6
MOST_OTHERS: Final = 12


@dataclass(frozen=True, slots=True)
class OfferPage:
    """`number` counts from 1; `pages` is at least 1."""

    offers: tuple[Offer, ...]
    number: int
    pages: int
    onboarded: bool
    paused: Pause | None = None  # why nothing is offered
    holds_most: bool = False  # as much open work as one may: nothing more before some is done


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the creator's accounts held against a task; no reasons means it may claim."""

    account_id: int
    platform: Platform
    handle: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One task before the claim: what it asks, what it pays, and which accounts may take it."""

    task: TaskSheet
    terms: Terms
    candidates: tuple[Candidate, ...]
    window: Window | None = None  # in which a claim of now would share a pot

    @property
    def against(self) -> tuple[Reason, ...]:
        """Every reason against the account that has the fewest; none where one may claim."""
        return _against(self.candidates, self.task.offer.platform)


@dataclass(frozen=True, slots=True)
class Unfit:
    """An open task that no account of the creator may claim, and the nearest one's first reason."""

    offer: Offer
    reason: Reason


def page(
    conn: Connection,
    actor: Actor,
    number: int,
    campaign_id: int | None = None,
    *,
    now: datetime,
) -> OfferPage:
    """Of one campaign, or of all."""
    if actor.standing is Standing.PAUSED:
        why = pauses.open_of(conn, actor.person_id)
        return OfferPage((), 1, 1, onboarded=True, paused=why)
    if actor.standing is not Standing.ACTIVE:
        return OfferPage((), 1, 1, onboarded=False)
    holder = Holder(actor.person_id, MOST_OPEN)
    at = page_of(offers.count(conn, holder, now, campaign_id), number, PAGE_SIZE)
    found = offers.page(conn, holder, now, at.start, PAGE_SIZE, campaign_id)
    holds_most = not found and offers.open_in_all(conn, actor.person_id) >= MOST_OPEN
    return OfferPage(tuple(found), at.number, at.pages, onboarded=True, holds_most=holds_most)


def sheet(conn: Connection, actor: Actor, task_id: int, *, now: datetime) -> Sheet:
    task = offers.sheet(conn, task_id)
    frozen = terms.by_id(conn, task.terms_id) if task else None
    if task is None or frozen is None:
        raise NotFound("task")
    window = pot_windows.at_present(conn, task.terms_id, frozen, now=now)
    return Sheet(task, frozen, _candidates(conn, actor, task_id, now), window)


def others(conn: Connection, actor: Actor, *, now: datetime) -> tuple[Unfit, ...]:
    """Open tasks that are not for this creator, each with what stands in the way.

    First those where the least does.
    """
    unfit = []
    for offer in offers.others(conn, Holder(actor.person_id, MOST_OPEN), now, MOST_OTHERS):
        against = _against(_candidates(conn, actor, offer.task_id, now), offer.platform)
        unfit.append((len(against), Unfit(offer, (*against, Reason.NOT_ONBOARDED)[0])))
    return tuple(each for _, each in sorted(unfit, key=lambda found: found[0]))


def _against(candidates: tuple[Candidate, ...], platform: Platform) -> tuple[Reason, ...]:
    """Of the nearest account: one on the task's platform, before all others."""
    there = [each.reasons for each in candidates if each.platform is platform]
    return min(there or [each.reasons for each in candidates], key=len, default=())


def _candidates(
    conn: Connection, actor: Actor, task_id: int, now: datetime
) -> tuple[Candidate, ...]:
    found = []
    for account_id, platform, handle in offers.accounts_of(conn, actor.person_id):
        facts = tasks.claim_facts(conn, task_id, account_id, now)
        if facts is not None:
            against = reasons_against(
                facts.task, facts.account, facts.holder, most_open=MOST_OPEN, now=now
            )
            found.append(Candidate(account_id, platform, handle, against))
    return tuple(found)
