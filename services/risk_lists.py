"""Risk cases as the console lists them: what a person may see of them, and what waits for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.paging import Page, page_of
from domain.people import Actor
from domain.risk.case_list import Holds, ListedCase, Wanted
from services.authority import need
from services.risk_deciders import DECIDERS
from storage import campaign_summaries, risk_lists

PAGE_SIZE: Final = 30


@dataclass(frozen=True, slots=True)
class CaseList:
    """`count` is of all pages; `campaign` is the title of the one that was asked for."""

    cases: tuple[ListedCase, ...]
    count: int
    page: Page
    campaign: str


def listed(
    conn: Connection, actor: Actor, wanted: Wanted, number: int, *, now: datetime
) -> CaseList:
    need(actor, *DECIDERS, verb="risk")
    found = risk_lists.count(conn, actor.person_id, wanted, now)
    page = page_of(found, number, PAGE_SIZE)
    cases = risk_lists.listed(conn, actor.person_id, wanted, now, start=page.start, most=PAGE_SIZE)
    return CaseList(cases, found, page, _title(conn, wanted.campaign_id))


def _title(conn: Connection, campaign_id: int | None) -> str:
    found = campaign_summaries.summary(conn, campaign_id) if campaign_id is not None else None
    return found.title if found else ""


def waiting(conn: Connection, actor: Actor, *, now: datetime) -> int:
    """How many the actor may decide on, or nobody may, now or when creators have had their time."""
    need(actor, *DECIDERS, verb="risk")
    return risk_lists.count(conn, actor.person_id, Wanted(), now)


def holds(conn: Connection) -> dict[int, Holds]:
    """What waits in each campaign; who is concerned, no number says."""
    return risk_lists.held(conn)
