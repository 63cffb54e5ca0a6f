"""Opening one amount down to what it follows from: for its creator, and for staff who answer."""

from datetime import datetime

from sqlalchemy import Connection

from domain import pricing
from domain.assignment import LIVE
from domain.earnings import Explanation, Fixed
from domain.errors import NotFound
from domain.metrics import MetricSnapshot, PostMetrics, latest_paying
from domain.passed_over import Heard, PassedOver, passed_over
from domain.people import Actor, Role
from domain.pricing import Priced
from domain.terms import Method
from storage import explanations, metrics, tracking
from storage.explanations import Work

ANSWERS = (Role.FINANCE, Role.COORDINATOR)


def explain(conn: Connection, actor: Actor, assignment_id: int, *, now: datetime) -> Explanation:
    """What it earned, or would by now. NotFound for what is not there or not the actor's to see."""
    work = explanations.work(conn, assignment_id)
    if work is None or not (work.person_id == actor.person_id or actor.may(*ANSWERS)):
        raise NotFound("assignment")
    found = explanations.fixed(conn, assignment_id)
    if found is not None:
        priced = Priced(found.amount_minor, found.price_lines)
        others = _others(work, _heard(conn, work), found.snapshot, now)
        return _explained(conn, work, found.snapshot, priced, found.fixed, others)
    if work.status not in LIVE:
        return _explained(conn, work, None, Priced(0, ()), None, ())
    heard = _heard(conn, work)
    reading = _reading_by_now(work, heard, now)
    priced = pricing.price(work.terms, reading.metrics if reading else PostMetrics())
    return _explained(conn, work, reading, priced, None, _others(work, heard, reading, now))


def _heard(conn: Connection, work: Work) -> list[Heard]:
    """Of its post; none where nothing is paid by counts."""
    if work.terms.method is Method.FLAT or work.post_id is None:
        return []
    return metrics.heard(conn, work.post_id)


def _reading_by_now(work: Work, heard: list[Heard], now: datetime) -> MetricSnapshot | None:
    came = (each.snapshot for each in heard if not each.late)
    return latest_paying(came, work.cutoff_at or now, work.terms.weakest_source)


def _others(
    work: Work, heard: list[Heard], paying: MetricSnapshot | None, now: datetime
) -> tuple[PassedOver, ...]:
    return passed_over(heard, paying, work.cutoff_at or now, work.terms.weakest_source)


def _explained(
    conn: Connection,
    work: Work,
    snapshot: MetricSnapshot | None,
    priced: Priced,
    fixed: Fixed | None,
    others: tuple[PassedOver, ...],
) -> Explanation:
    return Explanation(
        work.assignment_id,
        work.person_id,
        work.status,
        work.title,
        work.campaign,
        work.currency,
        work.post_url,
        work.terms,
        work.terms_version,
        work.cutoff_at,
        snapshot,
        priced.amount_minor,
        priced.lines,
        fixed,
        others,
        tracking.of_assignment(conn, work.assignment_id),
        work.held_by,
    )
